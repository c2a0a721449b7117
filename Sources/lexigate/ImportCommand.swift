import ArgumentParser
import Classifying

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Make a model of weights that another program trained.",
    discussion: """
      DESCRIPTION is JSON that names weights of nn.LSTM or Keras in safetensors, their words and \
      their labels; or a safetensors file that lexigate export wrote, which describes itself. All \
      faults of a description are told at once.
      """)

  @Argument(help: "The description, or a safetensors file that carries its own.")
  var description: String

  @Option(name: .shortAndLong, help: "The model file to write.")
  var output: String

  func validate() throws {
    if description == "-" {
      throw ValidationError("Standard input cannot be imported, for it is read twice: name a file.")
    }
  }

  func run() throws {
    guard output != description else {
      throw Failure(.usage, "\(output): this is what is to be imported; name another file to write")
    }
    let model = try TextClassifier(importing: description)
    try model.write(to: output)
    let words = model.vocabulary.wordIDs.count
    Console.diagnose(
      "\(output): \(words) words, labels \(model.labels.joined(separator: ", "))\n")
  }
}
