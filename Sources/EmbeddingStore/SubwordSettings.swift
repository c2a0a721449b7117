/// Which pieces of a word are its character n-grams, and into how many buckets they fall.
///
/// ```swift
/// SubwordSettings().numbers(of: "süß")    // of <sü <süß <süß> süß süß> üß>
/// ```
///
/// The scheme is fastText's, so that its models and ours mean the same: "<word>" is cut into runs of
/// `min`…`max` Unicode scalars, from each scalar on, shorter runs first; a run of one scalar at the
/// beginning or the end, "<" or ">", is left out. A run's bucket is the FNV-1a hash of its UTF-8
/// bytes, each widened with its sign as fastText does, modulo `buckets`.
///
/// Edge cases: a word shorter than `min` with its brackets has no n-gram. Of bytes that are not UTF-8
/// every one that does not continue a scalar begins one.
///
/// Source: Bojanowski et al., "Enriching Word Vectors with Subword Information", arXiv 1607.04606.
public struct SubwordSettings: Codable, Equatable, Hashable, Sendable {
  /// Scalars of the shortest n-gram, 1…`max`.
  public var min = 3
  /// Scalars of the longest n-gram, `min`…20.
  public var max = 6
  /// Vectors that all n-grams share, 1…2³¹ − 1.
  public var buckets = 2_000_000

  public init() {}

  public init(min: Int, max: Int, buckets: Int) {
    self.min = min
    self.max = max
    self.buckets = buckets
  }

  /// Longer runs hardly ever occur twice, and every word would have many.
  public static let longest = 20
  /// A bucket's number is an `Int32`.
  public static let bucketRange = 1...Int(Int32.max)

  /// Throws what is wrong with the first setting that is out of its range.
  public func validate() throws(StoreError) {
    guard 1...Self.longest ~= min else {
      throw .subwordSetting("min", found: min, expected: "1…\(Self.longest)")
    }
    guard max >= min, max <= Self.longest else {
      throw .subwordSetting("max", found: max, expected: "\(min)…\(Self.longest), from min on")
    }
    guard Self.bucketRange ~= buckets else {
      throw .subwordSetting("buckets", found: buckets, expected: "1…\(Int32.max)")
    }
  }
}

extension SubwordSettings {
  /// Adds the buckets of a word's n-grams to `numbers`, in the n-grams' order; repeats are kept.
  ///
  /// Range: 0..<`buckets`.
  ///
  /// - Precondition: the settings are valid.
  public func numbers(of word: UnsafeBufferPointer<UInt8>, into numbers: inout [Int32]) {
    let end = word.count + 2
    let (modulus, shortest) = (UInt32(buckets), min)
    @inline(__always) func byte(_ place: Int) -> UInt8 {
      if place == 0 { return UInt8(ascii: "<") }
      return place == end &- 1 ? UInt8(ascii: ">") : word[place &- 1]
    }
    for start in 0..<end where !Self.continues(byte(start)) {
      var hash: UInt32 = 2_166_136_261
      var (place, length) = (start, 0)
      while place < end, length < max {
        repeat {
          hash ^= UInt32(bitPattern: Int32(Int8(bitPattern: byte(place))))
          hash &*= 16_777_619
          place += 1
        } while place < end && Self.continues(byte(place))
        length += 1
        let isBracket = length == 1 && (start == 0 || place == end)
        if length >= shortest && !isBracket {
          numbers.append(Int32(truncatingIfNeeded: hash % modulus))
        }
      }
    }
  }

  /// The buckets of a word's n-grams.
  public func numbers(of word: String) -> [Int32] {
    var (word, numbers) = (word, [Int32]())
    word.withUTF8 { self.numbers(of: $0, into: &numbers) }
    return numbers
  }

  /// Whether a byte of UTF-8 goes on with the scalar before it.
  @inline(__always)
  private static func continues(_ byte: UInt8) -> Bool { byte & 0xc0 == 0x80 }
}
