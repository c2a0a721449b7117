/// Eight bytes looked at together: which are letters, digits, graphic, and their lower case.
///
/// Every answer is a mask with 0x80 in each byte for which it is yes. The sums below add to bytes
/// whose top bit is cleared first, so nothing carries into the neighbour. (Swift's SIMD types would
/// say the same, but their operations are not always compiled to single instructions.)
struct Bytes8 {
  let word: UInt64

  static let ones: UInt64 = 0x0101_0101_0101_0101
  static let tops: UInt64 = 0x8080_8080_8080_8080

  /// Reads eight bytes, all of which must exist.
  @inline(__always)
  init(_ text: UnsafePointer<UInt8>) {
    word = UInt64(littleEndian: UnsafeRawPointer(text).loadUnaligned(as: UInt64.self))
  }

  /// Reads `text[position..<position + 8]`; from `end` on the bytes are 0.
  @inline(__always)
  init(_ text: UnsafePointer<UInt8>, _ position: Int, end: Int) {
    if position &+ 8 <= end {
      word = UInt64(
        littleEndian: UnsafeRawPointer(text + position).loadUnaligned(as: UInt64.self))
    } else {
      var value: UInt64 = 0
      var index = end
      while index > position {
        index &-= 1
        value = value << 8 | UInt64(text[index])
      }
      word = value
    }
  }

  /// The bytes of `low`, all below 0x80, that lie in `first…last`; other bits than 0x80 are
  /// undefined.
  @inline(__always)
  private static func within(_ low: UInt64, _ first: UInt64, _ last: UInt64) -> UInt64 {
    // A byte beyond `last` is beyond `first` too.
    (low &+ ones &* (0x80 &- first)) ^ (low &+ ones &* (0x7F &- last))
  }

  @inline(__always)
  private var low: UInt64 { word & ~Self.tops }
  @inline(__always)
  private var ascii: UInt64 { ~word & Self.tops }

  /// ASCII letters of either case.
  @inline(__always)
  var letters: UInt64 { Self.within(low | Self.ones &* 0x20, 0x61, 0x7A) & ascii }

  @inline(__always)
  var digits: UInt64 { Self.within(low, 0x30, 0x39) & ascii }

  /// ASCII bytes that are printable and not a space.
  @inline(__always)
  var graphics: UInt64 { Self.within(low, 0x21, 0x7E) & ascii }

  /// Bytes that are `byte`, an ASCII one.
  @inline(__always)
  func equal(to byte: UInt8) -> UInt64 {
    let difference = word ^ Self.ones &* UInt64(byte)
    return ~((difference & ~Self.tops) &+ ~Self.tops) & ~difference & Self.tops
  }

  /// How many bytes stand before the first that `mask` does not have; 8 when it has all.
  @inline(__always)
  static func run(_ mask: UInt64) -> Int { (mask ^ tops).trailingZeroBitCount >> 3 }

  /// The bytes with letters lower-cased where `caseBits` is 0x20 in every byte (0: as they are),
  /// digits as 0 where `digitBits` is 0x0F in every byte.
  @inline(__always)
  func normalized(
    letters: UInt64, digits: UInt64, caseBits: UInt64, digitBits: UInt64
  ) -> UInt64 {
    // 0x80 >> 2 is the case bit; 0x10 - 0x01 covers a digit's value.
    (word | (letters >> 2) & caseBits) & ~(((digits >> 3) &- (digits >> 7)) & digitBits)
  }

  @inline(__always)
  static func store(_ word: UInt64, to pointer: UnsafeMutablePointer<UInt8>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: word.littleEndian, as: UInt64.self)
  }
}
