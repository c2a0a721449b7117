/// Which occurrences of frequent words are left out of an epoch.
///
/// An occurrence of a word that makes up the share f of the text is kept with probability
/// (√(f/t) + 1) · t/f, at most 1, where t is the setting `subsample`. Whether it is kept depends on the
/// seed, the epoch and its position alone, so any part of the text can be asked at any time.
///
/// Source: word2vec.c's formula; Mikolov et al., arXiv 1310.4546, section 2.3, has another.
package struct Subsampling: Sendable {
  /// A word is kept when its 32 random bits are at most this.
  private let thresholds: [UInt32]

  /// - Parameter counts: occurrences by id; reserved ids have 0.
  package init(counts: [Int], subsample: Double) {
    let total = Double(counts.reduce(0, +))
    thresholds = counts.map { count in
      let chance = Self.chance(share: Double(count) / total, subsample: subsample)
      return UInt32(max((chance * 0x1p32).rounded(.up) - 1, 0))
    }
  }

  /// The probability to keep an occurrence of a word with the given share of the text.
  package static func chance(share: Double, subsample: Double) -> Double {
    guard subsample > 0, share > 0 else { return 1 }
    let ratio = share / subsample
    return min((ratio.squareRoot() + 1) / ratio, 1)
  }

  /// Whether the word at `position` is kept; `epochSeed` differs from epoch to epoch.
  @inline(__always)
  package func keeps(_ id: Int32, at position: Int, epochSeed: UInt64) -> Bool {
    thresholds.withUnsafeBufferPointer { thresholds in
      Self.bits(position, epochSeed) <= thresholds[Int(id)]
    }
  }

  /// 32 random bits for a position (SplitMix64's output for that step of its counter).
  @inline(__always)
  static func bits(_ position: Int, _ seed: UInt64) -> UInt32 {
    var z = seed &+ UInt64(truncatingIfNeeded: position) &* 0x9e37_79b9_7f4a_7c15
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return UInt32(truncatingIfNeeded: (z ^ (z >> 31)) >> 32)
  }
}
