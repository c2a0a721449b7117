import Synchronization

/// The connections that are open, and whether more are taken.
///
/// Invariant: whatever was let in and has not left is handed out by `close`, and nothing is let in after
/// it, so no connection outlives the server, not even one that comes in the instant of closing.
package final class ConnectionList<Element: Sendable>: Sendable {
  private struct State {
    var isOpen = false
    var members: [ObjectIdentifier: Element] = [:]
  }

  private let most: Int
  private let state = Mutex(State())

  /// A list that takes nobody yet, and once open as many as `most` at a time.
  package init(most: Int) { self.most = most }

  package func open() { state.withLock { $0.isOpen = true } }

  /// Takes a connection in; false when it is not wanted.
  package func admit(_ connection: Element, as name: ObjectIdentifier) -> Bool {
    state.withLock { state in
      guard state.isOpen, state.members.count < most else { return false }
      state.members[name] = connection
      return true
    }
  }

  package func leave(_ name: ObjectIdentifier) {
    state.withLock { $0.members[name] = nil }
  }

  /// Takes no more, and hands out those that have not left.
  package func close() -> [Element] {
    state.withLock { state in
      state.isOpen = false
      return Array(state.members.values)
    }
  }
}
