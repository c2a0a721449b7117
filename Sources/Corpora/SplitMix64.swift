/// A small seeded generator for shuffling: the same numbers on every platform.
///
/// Source: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014, with
/// the finishing constants of Vigna's public domain version.
package struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) {
    state = seed
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// A number from 0 up to `bound`, all equally likely.
  ///
  /// Written out, because the standard library does not promise to keep its own way of drawing.
  package mutating func below(_ bound: Int) -> Int {
    let bound = UInt64(bound)
    // The numbers under `excess` are drawn again, so that a multiple of `bound` remain.
    let excess = (0 &- bound) % bound
    while true {
      let drawn = next()
      if drawn >= excess { return Int(drawn % bound) }
    }
  }

  /// Fisher and Yates' shuffle.
  package mutating func shuffle<T>(_ items: inout [T]) {
    for place in stride(from: items.count - 1, to: 0, by: -1) {
      items.swapAt(place, below(place + 1))
    }
  }
}
