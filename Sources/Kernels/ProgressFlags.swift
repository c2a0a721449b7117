import Synchronization

/// How far each member of a team has come, for members who need no more than that of each other.
///
/// ```swift
/// flags.raise(member, to: step)  // what I did up to here may be read
/// flags.wait(for: step)          // until all members have raised theirs so far
/// ```
public final class ProgressFlags: Sendable {
  /// Alone on two cache lines, which processors fetch in pairs.
  private struct Flag: ~Copyable, Sendable {
    let step = Atomic<Int>(0)
    let padding: (Int64, Int64, Int64, Int64, Int64, Int64, Int64) = (0, 0, 0, 0, 0, 0, 0)
    let more: (Int64, Int64, Int64, Int64, Int64, Int64, Int64, Int64) = (0, 0, 0, 0, 0, 0, 0, 0)
  }
  private nonisolated(unsafe) let flags: UnsafeMutablePointer<Flag>
  private let count: Int

  public init(count: Int) {
    self.count = count
    flags = .allocate(capacity: count)
    for member in 0..<count { (flags + member).initialize(to: Flag()) }
  }

  deinit {
    flags.deinitialize(count: count)
    flags.deallocate()
  }

  /// Takes all flags down; no member may be at work.
  public func reset() {
    for member in 0..<count { flags[member].step.store(0, ordering: .relaxed) }
  }

  public func raise(_ member: Int, to step: Int) {
    flags[member].step.store(step, ordering: .releasing)
  }

  public func wait(for step: Int) {
    for member in 0..<count {
      var spins = 0
      while flags[member].step.load(ordering: .acquiring) < step { WorkerTeam.relax(&spins) }
    }
  }
}
