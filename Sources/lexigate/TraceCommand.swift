import ArgumentParser
import Classifying
import Pipelines
import Reports

struct TraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Show word by word what the gates did and how the answer changed.")

  @OptionGroup var options: ModelOptions

  @Option(help: "The text to read.")
  var text: String

  @Flag(help: "Print the drawing of the trace (SVG).")
  var svg = false

  func validate() throws {
    if svg && options.json { throw ValidationError("--svg and --json exclude each other.") }
  }

  func run() throws {
    let trace = try options.load().trace(text)
    if options.json {
      Console.output(AnswerJSON.trace(trace).pretty)
    } else if svg {
      Console.output(TraceDrawing(trace).svg())
    } else {
      Console.output(TraceTable(trace, width: Console.width ?? 100).text())
    }
  }
}
