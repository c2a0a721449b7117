import Classifying
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

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
  private struct Sockets {
    var listener: (any Channel)?
    var isStopped = false
  }

  private struct NotWanted: Error {}

  private let address: ListeningAddress
  private let site: ModelSite
  private let limits: RequestLimits
  private let underWay = RequestCount()
  private let sockets = Mutex(Sockets())
  private let connections: ConnectionList<any Channel>

  public convenience init(
    reader: any TextReader, name: String, host: String = "127.0.0.1", port: Int = 8080
  ) throws(ServingError) {
    try self.init(reader: reader, name: name, host: host, port: port, limits: RequestLimits())
  }

  package init(
    reader: any TextReader, name: String, host: String = "127.0.0.1", port: Int,
    limits: RequestLimits
  ) throws(ServingError) {
    address = try ListeningAddress(host: host, port: port)
    site = ModelSite(reader: reader, name: name, answersOnlyLocalNames: address.isLoopback)
    self.limits = limits
    connections = ConnectionList(most: limits.connections)
  }

  /// Serves until `stop()` is called or the task is cancelled, and then returns.
  ///
  /// `onReady` is called once, with the page's address, as soon as connections are accepted. A
  /// server that was stopped stays so.
  public func run(
    onReady: @escaping @Sendable (_ address: String) -> Void = { _ in }
  ) async throws(ServingError) {
    connections.open()
    let listener = try await listen()
    let isWanted = sockets.withLock { sockets in
      sockets.listener = listener
      return !sockets.isStopped
    }
    if isWanted && !Task.isCancelled {
      onReady(address.url(port: listener.localAddress?.port ?? address.port))
      await withTaskCancellationHandler {
        try? await listener.closeFuture.get()
      } onCancel: {
        listener.close(promise: nil)
      }
    }
    await close(listener)
  }

  /// Lets requests under way finish, for up to two seconds, closes all connections and makes `run`
  /// return.
  public func stop() async {
    let listener = sockets.withLock { sockets in
      sockets.isStopped = true
      return sockets.listener
    }
    if let listener { await close(listener) }
  }

  // MARK: Sockets

  private func listen() async throws(ServingError) -> any Channel {
    do {
      return try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .serverChannelOption(.backlog, value: 256)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelOption(.allowRemoteHalfClosure, value: true)
        .childChannelInitializer { connection in
          connection.eventLoop.makeCompletedFuture { try self.accept(connection) }
        }
        .bind(host: address.number, port: address.port).get()
    } catch {
      throw refusal(error)
    }
  }

  private func accept(_ connection: any Channel) throws {
    let name = ObjectIdentifier(connection)
    guard connections.admit(connection, as: name) else { throw NotWanted() }
    connection.closeFuture.whenComplete { _ in self.connections.leave(name) }
    let pipeline = connection.pipeline.syncOperations
    try pipeline.configureHTTPServerPipeline(withErrorHandling: false)
    try pipeline.addHandler(Connection(site: site, limits: limits, underWay: underWay))
  }

  /// Ends listening, and then everything else; may be asked twice.
  private func close(_ listener: any Channel) async {
    try? await listener.close()
    for _ in 0..<100 where underWay.value > 0 && !Task.isCancelled {
      try? await Task.sleep(for: .milliseconds(20))
    }
    for connection in connections.close() { try? await connection.close() }
  }

  private func refusal(_ error: any Error) -> ServingError {
    let (host, port) = (address.host, address.port)
    guard let error = error as? IOError else {
      return .failed(host: host, port: port, reason: "\(error)")
    }
    return switch error.errnoCode {
    case EADDRINUSE: .portInUse(host: host, port: port)
    case EACCES, EPERM: .notPermitted(host: host, port: port)
    case EADDRNOTAVAIL: .notThisMachine(host: host)
    default: .failed(host: host, port: port, reason: String(cString: strerror(error.errnoCode)))
    }
  }
}
