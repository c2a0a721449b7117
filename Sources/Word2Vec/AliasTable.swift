import Kernels

/// Draws words with chances proportional to their weights, in constant time.
///
/// ```swift
/// let table = AliasTable(counts: [0, 0, 90, 10])
/// let id = table.draw(&stream)  // 2 or 3
/// ```
///
/// Every slot holds one word and, above a threshold, lends the rest of its share to another: a draw
/// picks a slot and then one of the two. A weight is count^¾ = √count · √√count, exact to the last
/// place on every platform.
///
/// Source: Walker, An efficient method for generating discrete random variables, ACM TOMS 3 (1977);
/// Vose's linear construction. The exponent ¾: Mikolov et al., arXiv 1310.4546, section 2.2.
package struct AliasTable: Sendable {
  private struct Slot {
    /// Draws below this, out of 2³², give `word`; the others `alias`.
    var threshold: UInt32
    var word: Int32
    var alias: Int32
  }
  private let slots: [Slot]

  /// Number of words that can be drawn: those with a count above 0.
  package var wordCount: Int { slots.count }
  /// The chance of each id.
  package let chances: [Double]

  /// A table over ids 0 ..< counts.count; ids with a count of 0 are never drawn.
  ///
  /// Precondition: some count is above 0.
  package init(counts: [Int]) {
    let ids = counts.indices.filter { counts[$0] > 0 }
    precondition(!ids.isEmpty)
    let weights = ids.map { id in
      let root = Double(counts[id]).squareRoot()
      return root * root.squareRoot()
    }
    let total = weights.reduce(0, +)
    var chances = [Double](repeating: 0, count: counts.count)
    for (id, weight) in zip(ids, weights) { chances[id] = weight / total }
    self.chances = chances

    var slots: [Slot] = ids.map { Slot(threshold: .max, word: Int32($0), alias: Int32($0)) }
    var shares = weights.map { $0 / total * Double(ids.count) }
    var small = shares.indices.filter { shares[$0] < 1 }
    var large = shares.indices.filter { shares[$0] >= 1 }
    while let poor = small.popLast() {
      // Rounding may leave a last poor slot and no rich one: its share is 1 but for that rounding.
      guard let rich = large.last else { break }
      slots[poor].threshold = UInt32(min(shares[poor] * 0x1p32, 0x1p32 - 1))
      slots[poor].alias = slots[rich].word
      shares[rich] -= 1 - shares[poor]
      if shares[rich] < 1 {
        large.removeLast()
        small.append(rich)
      }
    }
    self.slots = slots
  }

  /// One word. One number of the stream picks the slot and, with its lower half, the word in it.
  @inline(__always)
  package func draw(_ stream: inout RandomStream) -> Int32 {
    let (high, low) = stream.next().multipliedFullWidth(by: UInt64(slots.count))
    return slots.withUnsafeBufferPointer {
      let slot = $0[Int(truncatingIfNeeded: high)]
      return UInt32(truncatingIfNeeded: low >> 32) <= slot.threshold ? slot.word : slot.alias
    }
  }

  /// The first word that fits; some word must.
  package func first(where fits: (Int32) -> Bool) -> Int32 {
    slots.first { fits($0.word) }!.word
  }
}
