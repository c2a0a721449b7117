import ArgumentParser
import Classifying
import Serving

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Open a page on this machine to try a model.")

  @Argument(help: "The model file.")
  var model: String

  @Option(help: "The address to listen on.")
  var host = "127.0.0.1"

  @Option(help: "The port to listen on; 0 takes a free one.")
  var port = 8080

  func run() async throws {
    let reader = try TextClassifier(contentsOf: model)
    let server = try ModelServer(reader: reader, name: model, host: host, port: port)
    try await server.run { [model] address in
      Console.diagnose("serving \(model) at \(address) (stop with Ctrl-C)\n")
    }
  }
}
