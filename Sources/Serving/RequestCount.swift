import Synchronization

/// How many requests are being answered.
final class RequestCount: Sendable {
  private let count = Mutex(0)

  var value: Int { count.withLock { $0 } }

  func begin() { count.withLock { $0 += 1 } }
  func end() { count.withLock { $0 -= 1 } }
}
