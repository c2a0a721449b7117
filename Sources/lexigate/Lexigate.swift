import ArgumentParser
import Pipelines

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The program: arguments in, diagnostics out.
///
/// Results go to standard output, progress and diagnostics to standard error. Exit codes: 0 done, 1
/// the work failed, 2 bad usage or a bad file (nothing written).
@main
struct Lexigate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lexigate",
    abstract: "Text classifiers of your own that explain themselves.",
    discussion: """
      A pipeline file says what to do: read texts, train word vectors on them, train an LSTM on the \
      vectors, evaluate it, and show what its gates did with every word.
      """,
    version: version,
    subcommands: [
      RunCommand.self, CheckCommand.self, PlanCommand.self, PredictCommand.self,
      EvaluateCommand.self, TraceCommand.self, VectorsCommand.self, ServeCommand.self,
      SchemaCommand.self, ExportCommand.self, ImportCommand.self,
    ])

  static func main() async {
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      if let failure = Failure(error) {
        Console.diagnose(failure.message)
        leave(failure.kind.rawValue)
      }
      // Help and version are asked for by throwing; the rest is bad usage.
      let message = fullMessage(for: error) + "\n"
      guard exitCode(for: error) != .success else {
        try? Console.output(message)
        leave(0)
      }
      Console.diagnose(message)
      leave(Failure.Kind.usage.rawValue)
    }
  }
}

/// `exit` of the system, which the argument parser's own hides.
private func leave(_ code: Int32) -> Never { exit(code) }
