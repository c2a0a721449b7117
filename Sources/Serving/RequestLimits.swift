import FlyingFox
import FlyingSocks
import Foundation

/// How much a request may carry, and how one that carries more is refused.
enum RequestLimits {
  /// The largest body that is read.
  static let bodyBytes = 1 << 20
  /// The longest text that is judged, in bytes of UTF-8.
  static let textBytes = 128 << 10
  /// How much of too large a body is read and thrown away, so that the sender gets to the answer.
  private static let drainedBytes = 8 << 20

  /// The request's body, or nil when it is too large.
  ///
  /// Edge case: a body in chunks says no length; it is read up to the limit.
  static func body(of request: HTTPRequest) async throws -> Data? {
    var body = Data()
    var isTooLarge = (request.bodySequence.count ?? 0) > bodyBytes
    var read = 0
    for try await chunk in request.bodySequence {
      read += chunk.count
      if read > bodyBytes { isTooLarge = true }
      if !isTooLarge { body.append(chunk) }
      if read > drainedBytes { break }
    }
    return isTooLarge ? nil : body
  }
}

/// Bytes that end in an error, so that the server hangs up once they are sent.
///
/// After a request whose body was not read to its end nothing that follows on the connection can be
/// trusted to be a request.
struct LastWords: AsyncBufferedSequence {
  typealias Element = UInt8
  let bytes: [UInt8]

  struct AsyncIterator: AsyncBufferedIteratorProtocol {
    var bytes: ArraySlice<UInt8>

    mutating func next() async throws -> UInt8? {
      guard let byte = bytes.popFirst() else { throw SocketError.disconnected }
      return byte
    }

    mutating func nextBuffer(suggested count: Int) async throws -> ArraySlice<UInt8>? {
      guard !bytes.isEmpty else { throw SocketError.disconnected }
      defer { bytes = [] }
      return bytes
    }
  }

  func makeAsyncIterator() -> AsyncIterator { AsyncIterator(bytes: bytes[...]) }
}
