import Classifying
import FlyingFox
import FlyingSocks
import Foundation
import Synchronization

/// A local web server for one model.
///
/// ```swift
/// let server = try ModelServer(reader: model, name: "food-reviews", port: 8080)
/// try await server.run { address in print(address) }   // until stop() or cancellation
/// ```
///
/// Range and units: port 0 takes any free port; `onReady` hears which. Readers are asked on a queue of
/// their own, several at once, so a long text never keeps others from connecting.
///
/// Errors: `ServingError`; a bad host or port at once, all others from `run`.
public final class ModelServer: Sendable {
  private let host: String
  private let port: Int
  private let server: HTTPServer
  private let underWay = RequestCount()
  private let isStopping = Atomic<Bool>(false)

  public init(
    reader: any TextReader, name: String, host: String = "127.0.0.1", port: Int = 8080
  ) throws(ServingError) {
    guard let number = UInt16(exactly: port) else { throw .badPort(port) }
    let address = try ListeningAddress(host: host, port: number)
    self.host = host
    self.port = port
    let site = ModelSite(
      reader: reader, name: name, answersOnlyLocalNames: address.isLoopback, underWay: underWay)
    let configuration = HTTPServer.Configuration(
      address: address.socketAddress, timeout: 120,
      sharedRequestReplaySize: RequestLimits.bodyBytes,
      logger: .disabled)
    server = HTTPServer(config: configuration, handler: site)
  }

  /// Serves until `stop()` is called or the task is cancelled, and then returns.
  ///
  /// `onReady` is called once, with the page's address, as soon as connections are accepted.
  public func run(
    onReady: @escaping @Sendable (_ address: String) -> Void = { _ in }
  ) async throws(ServingError) {
    let server = server
    let host = host
    let announcing = Task {
      try await server.waitUntilListening(timeout: 60)
      guard let address = await server.listeningAddress else { return }
      onReady(ListeningAddress.url(host: host, address))
    }
    defer { announcing.cancel() }
    do {
      try await server.run()
    } catch is CancellationError {
      return
    } catch SocketError.disconnected {
      return
    } catch {
      // Stopping closes the socket that the server is waiting at, and how that ends is up to chance.
      if Task.isCancelled || isStopping.load(ordering: .acquiring) { return }
      throw refusal(error)
    }
  }

  /// Lets requests under way finish, for up to two seconds, closes all connections and makes `run`
  /// return.
  public func stop() async {
    isStopping.store(true, ordering: .releasing)
    for _ in 0..<100 where underWay.value > 0 {
      try? await Task.sleep(for: .milliseconds(20))
    }
    // The answer of the last request may still be on its way out.
    await server.stop(timeout: 0.05)
  }

  private func refusal(_ error: any Error) -> ServingError {
    guard case SocketError.failed(_, let code, let message) = error else {
      return .failed(host: host, port: port, reason: error.localizedDescription)
    }
    return switch code {
    case EADDRINUSE: .portInUse(host: host, port: port)
    case EACCES, EPERM: .notPermitted(host: host, port: port)
    case EADDRNOTAVAIL: .notThisMachine(host: host)
    default: .failed(host: host, port: port, reason: message)
    }
  }
}
