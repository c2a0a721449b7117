/// How long a block of windows may be.
///
/// The gradients of a block know nothing of its own updates, nor of those of the block before. A word
/// that is met n times there takes n steps that do not know of each other: what would have been a
/// step of η becomes one of n·η, and where n·η is too large the word's vector swings instead of
/// settling. So a block ends before any word is met too often. A word that stands often in the text
/// is often the middle of a window, so counting middles is enough. They are counted, not foreseen from
/// the words' frequencies: a row of exclamation marks, or a review that says one word fifty times,
/// would break any forecast.
package struct BlockLimit: Equatable, Sendable {
  /// Windows of a block. With fewer, threads wait for each other more often; with more, the rows of a
  /// block no longer fit into the first-level cache.
  package var windows: Int
  /// How often a block may meet one word: in so many windows as the middle. As a wrong word it counts
  /// two thirds, for its steps are the shorter ones.
  package var meetings: Int

  package init(windows: Int, meetings: Int) {
    self.windows = windows
    self.meetings = meetings
  }

  package init(_ settings: SkipGramSettings) {
    // A larger step, or more wrong words that push the same input, makes each meeting count more.
    let rate = min(1, 0.025 / settings.learningRate)
    let width = min(1, 6 / Double(1 + settings.negatives))
    windows = 16
    meetings = max(1, Int(2 * rate * width))
  }
}

/// How often the block that is being filled meets words, in thirds.
///
/// Words share 2,048 counters: where two meet in one, a block ends a little early, and nothing else.
package final class BlockMeetings {
  private static let slots = 2048
  private let counters: UnsafeMutablePointer<UInt8>

  package init() {
    counters = .allocate(capacity: Self.slots)
    begin()
  }

  deinit { counters.deallocate() }

  /// Begins a block: nothing was met yet.
  @inline(__always)
  func begin() { counters.initialize(repeating: 0, count: Self.slots) }

  /// Counts the middle of a window and its wrong words; false when one of them was now met more often
  /// than a block's `limit`.
  @inline(__always)
  func add(_ middle: Int32, _ wrong: UnsafePointer<Int32>, _ count: Int, limit: Int) -> Bool {
    var most = meet(middle, thirds: 3)
    for i in 0..<count { most = max(most, meet(wrong[i], thirds: 2)) }
    return Int(most) <= 3 * limit
  }

  @inline(__always)
  private func meet(_ word: Int32, thirds: UInt8) -> UInt8 {
    let slot = Int(word) & (Self.slots - 1)
    let (sum, overflow) = counters[slot].addingReportingOverflow(thirds)
    counters[slot] = overflow ? .max : sum
    return counters[slot]
  }
}
