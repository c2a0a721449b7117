import ArgumentParser
import Classifying

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a model for other programs.",
    discussion: """
      safetensors holds the whole model: weights by PyTorch's names, words, and settings as JSON in \
      the metadata; lexigate import reads it back. onnx is a graph that takes ids of words (int64, \
      a row a text, filled up with zeros) and gives probabilities. pytorch-script is a Python file \
      that answers with nn.LSTM, and the weights beside it in safetensors. What a form cannot hold \
      is told.
      """)

  @Argument(help: "The model file, as a run leaves it: runs/<pipeline>/<stage>.model.gz.")
  var model: String

  @Option(help: "The form to write: safetensors, onnx or pytorch-script.")
  var to: ExportFormat

  @Option(name: .shortAndLong, help: "The file to write; beside the model unless given.")
  var output: String?

  func run() throws {
    let path = output ?? to.path(for: model)
    guard path != model else {
      throw Failure(.usage, "\(path): this is the model itself; name another file to write")
    }
    let notes = try TextClassifier(contentsOf: model).export(to: path, as: to)
    for note in notes { Console.diagnose("note: \(note)\n") }
    Console.diagnose("\(path): written as \(to.rawValue)\n")
  }
}

extension ExportFormat: ExpressibleByArgument {}
