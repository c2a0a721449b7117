/// How long a block of windows may be.
///
/// Within a block the gradients are as old as the block. A word that is met n times in it takes n
/// steps that do not know of each other: what would have been a step of η becomes one of n·η, and
/// where n·η is too large the word's vector swings instead of settling. So a block ends before any
/// word is met too often. The meetings are counted, not foreseen from the words' frequencies: a
/// row of exclamation marks, or a review that says one word fifty times, would break any forecast.
package struct BlockLimit: Equatable, Sendable {
  /// Inputs of all windows of a block: beyond this nothing is gained.
  package var inputs: Int
  /// How often one word may be an input of a block, and in how many of its windows an output.
  package var meetings: Int

  package init(inputs: Int, meetings: Int) {
    self.inputs = inputs
    self.meetings = meetings
  }

  package init(_ settings: SkipGramSettings) {
    // A larger step, or more wrong words that push the same input, makes each meeting count more.
    let rate = min(1, 0.025 / settings.learningRate)
    let width = min(1, 6 / Double(1 + settings.negatives))
    inputs = 1024
    meetings = max(1, Int(12 * rate * width))
  }
}

/// How often each word was met in the block that is being filled, as an input and as an output.
package struct BlockMeetings: Sendable {
  private var inputs: [Entry] = []
  private var outputs: [Entry] = []
  private var block: Int32 = 0

  /// `count` holds for block number `block` alone, so that a new block need not clear anything.
  private struct Entry: Sendable {
    var block: Int32 = 0
    var count: Int32 = 0
  }

  package init() {}

  /// Makes room for a vocabulary of `rows` words and begins a block.
  mutating func prepare(rows: Int) {
    if inputs.count != rows || block > .max / 2 {
      inputs = Array(repeating: Entry(), count: rows)
      outputs = inputs
      block = 0
    }
    begin()
  }

  /// Begins a block: nothing was met yet.
  mutating func begin() { block += 1 }

  /// Counts the words of a window; false when one of them was now met too often.
  @inline(__always)
  mutating func add(
    _ ins: UnsafeBufferPointer<Int32>, _ outs: UnsafeBufferPointer<Int32>, _ limit: BlockLimit
  ) -> Bool {
    let most = max(
      Self.count(ins, in: &inputs, block: block), Self.count(outs, in: &outputs, block: block))
    return Int(most) <= limit.meetings
  }

  @inline(__always)
  private static func count(
    _ ids: UnsafeBufferPointer<Int32>, in entries: inout [Entry], block: Int32
  ) -> Int32 {
    entries.withUnsafeMutableBufferPointer { entries in
      var most: Int32 = 0
      for id in ids {
        let entry = entries[Int(id)]
        let count = entry.block == block ? entry.count + 1 : 1
        entries[Int(id)] = Entry(block: block, count: count)
        most = max(most, count)
      }
      return most
    }
  }
}
