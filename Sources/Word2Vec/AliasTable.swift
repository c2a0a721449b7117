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
  /// The slot of number i stands for word `first` + i.
  private struct Slot {
    /// Draws below this, out of 2³², give the slot's own word; the others `alias`.
    var threshold: UInt32
    var alias: Int32
  }
  private let slots: [Slot]
  private let first: Int32

  /// Number of words that can be drawn: those with a count above 0.
  package let wordCount: Int
  /// The chance of each id.
  package let chances: [Double]

  /// A table over ids 0 ..< counts.count; ids with a count of 0 are never drawn.
  ///
  /// Precondition: some count is above 0.
  package init(counts: [Int]) {
    let ids = counts.indices.filter { counts[$0] > 0 }
    precondition(!ids.isEmpty)
    wordCount = ids.count
    first = Int32(ids[0])
    let all = ids[0]...ids[ids.count - 1]
    let weights = all.map { id in
      let root = Double(counts[id]).squareRoot()
      return root * root.squareRoot()
    }
    let total = weights.reduce(0, +)
    var chances = [Double](repeating: 0, count: counts.count)
    for (id, weight) in zip(all, weights) { chances[id] = weight / total }
    self.chances = chances

    // A full slot is its own alias: it does not matter which of the two is taken.
    var slots = all.map { Slot(threshold: .max, alias: Int32($0)) }
    var shares = weights.map { $0 / total * Double(all.count) }
    var small = shares.indices.filter { shares[$0] < 1 }
    var large = shares.indices.filter { shares[$0] >= 1 }
    while let poor = small.popLast() {
      // Rounding may leave a last poor slot and no rich one: its share is 1 but for that rounding.
      guard let rich = large.last else { break }
      slots[poor].threshold = UInt32(min(shares[poor] * 0x1p32, 0x1p32 - 1))
      slots[poor].alias = Int32(all.lowerBound + rich)
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
    slots.withUnsafeBufferPointer { draw($0, &stream) }
  }

  @inline(__always)
  private func draw(
    _ slots: UnsafeBufferPointer<Slot>, _ stream: inout RandomStream
  ) -> Int32 {
    let (high, low) = stream.next().multipliedFullWidth(by: UInt64(slots.count))
    let number = Int(truncatingIfNeeded: high)
    let slot = slots[number]
    return UInt32(truncatingIfNeeded: low >> 32) < slot.threshold
      ? first + Int32(truncatingIfNeeded: number) : slot.alias
  }

  /// Writes `count` words after the first `taken` at `words`, all different from these and from each
  /// other as long as there are that many words.
  @inline(__always)
  package func draw(
    _ count: Int, _ stream: inout RandomStream, into words: UnsafeMutablePointer<Int32>,
    after taken: Int
  ) {
    slots.withUnsafeBufferPointer { slots in
      for n in taken..<(taken + count) {
        var word = draw(slots, &stream)
        var tries = 1
        while Self.isAmong(words, n, word) {
          if tries == Self.patience {
            word = firstFree(words, n) ?? word
            break
          }
          word = draw(slots, &stream)
          tries += 1
        }
        words[n] = word
      }
    }
  }

  /// Draws before the first free word is taken instead: reached only where a few words are nearly
  /// all of the text.
  private static let patience = 100

  @inline(__always)
  static func isAmong(
    _ words: UnsafeMutablePointer<Int32>, _ count: Int, _ word: Int32
  ) -> Bool {
    var found = false
    for i in 0..<count where words[i] == word { found = true }
    return found
  }

  private func firstFree(_ words: UnsafeMutablePointer<Int32>, _ count: Int) -> Int32? {
    let id = chances.indices.first { id in
      chances[id] > 0 && !Self.isAmong(words, count, Int32(id))
    }
    return id.map { Int32($0) }
  }
}
