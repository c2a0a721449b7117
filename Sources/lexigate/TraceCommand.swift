import ArgumentParser
import Classifying
import Pipelines
import Reports

struct TraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Show word by word what the gates did and how the answer changed.",
    discussion: """
      forget, input and output are the mean openness of the three gates, 0 to 1: what of the \
      long-term memory is let stand, how much of the word is let in, how much of the memory speaks. \
      kept is the share of the memory that survived the word, added how much the word wrote. A \
      label's column is the answer if the text ended there; "(before)" is the answer before any \
      word. A word that the vocabulary lacks is marked with "?".
      """)

  @OptionGroup var options: ModelOptions

  @Option(help: "The text to read.")
  var text: String

  @Flag(help: "Print the drawing of the trace (SVG).")
  var svg = false

  func validate() throws {
    if svg && options.json { throw ValidationError("--svg and --json exclude each other.") }
  }

  func run() throws {
    let trace = try TextClassifier.trace(text, by: options.model)
    if options.json {
      try Console.output(AnswerJSON.trace(trace).pretty)
    } else if svg {
      try Console.output(TraceDrawing(trace).svg())
    } else {
      let answer = trace.chosen.isEmpty ? "none" : trace.chosen.joined(separator: ", ")
      try Console.output(
        TraceTable(trace, width: Console.width ?? 100).text() + "answer: \(answer)\n")
    }
  }
}
