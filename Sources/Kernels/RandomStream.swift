#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A seeded stream of random numbers, the same on every machine.
///
/// Streams of one seed are independent: whoever cuts work into pieces gives each piece the stream of
/// its own number, and the result does not depend on who does which piece.
///
/// Source: xoshiro256** 1.0, seeded by SplitMix64 (Blackman and Vigna, arXiv 1805.01407).
public struct RandomStream: RandomNumberGenerator, Sendable {
  @usableFromInline
  var s0: UInt64, s1: UInt64, s2: UInt64, s3: UInt64

  public init(seed: UInt64, stream: UInt64 = 0) {
    var state = RandomStream.mix(seed) ^ RandomStream.mix(stream &+ 0x5851_f42d_4c95_7f2d)
    func draw() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      return RandomStream.mix(state)
    }
    s0 = draw()
    s1 = draw()
    s2 = draw()
    s3 = draw()
  }

  @inlinable @inline(__always)
  public mutating func next() -> UInt64 {
    func rotate(_ x: UInt64, _ by: UInt64) -> UInt64 { (x << by) | (x >> (64 - by)) }
    let result = rotate(s1 &* 5, 7) &* 9
    let t = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= t
    s3 = rotate(s3, 45)
    return result
  }

  /// Uniform in 0..<1, a multiple of 2⁻²⁴.
  @inlinable @inline(__always)
  public mutating func uniform() -> Float {
    Float(next() >> 40) * 0x1p-24
  }

  /// Uniform in 0..<n, without bias; n > 0.
  ///
  /// Source: Lemire, Fast random integer generation in an interval, arXiv 1805.10941.
  @inlinable @inline(__always)
  public mutating func below(_ n: Int) -> Int {
    let bound = UInt64(n)
    var (high, low) = next().multipliedFullWidth(by: bound)
    if low < bound {
      let threshold = (0 &- bound) % bound
      while low < threshold { (high, low) = next().multipliedFullWidth(by: bound) }
    }
    return Int(high)
  }

  /// Normal with mean 0 and deviation 1 (polar method of Marsaglia).
  public mutating func normal() -> Float {
    while true {
      let x = 2 * uniform() - 1
      let y = 2 * uniform() - 1
      let square = x * x + y * y
      if square > 0 && square < 1 { return x * (-2 * log(square) / square).squareRoot() }
    }
  }

  /// Shuffles in place: every order equally likely (Fisher and Yates).
  public mutating func shuffle<Element>(_ array: inout [Element]) {
    guard array.count > 1 else { return }
    for i in stride(from: array.count - 1, to: 0, by: -1) { array.swapAt(i, below(i + 1)) }
  }

  /// The seed of a named part of the work, so that parts do not share their numbers.
  public static func derive(_ seed: UInt64, _ label: String) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in label.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    return mix(seed ^ mix(hash))
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
