/// Reads Unicode scalars from bytes that may not be valid UTF-8.
enum Utf8 {
  static let replacement: UInt32 = 0xFFFD

  /// Decodes the scalar that starts at `position`.
  ///
  /// Edge cases: bytes that are not UTF-8 give U+FFFD, one for each maximal part of a sequence, as
  /// `String(decoding:as:)` does; a surrogate written in three bytes gives three.
  ///
  /// Source: The Unicode Standard 15.0, section 3.9, table 3-7 and "Substitution of Maximal
  /// Subparts".
  @inline(__always)
  static func decode(
    _ text: UnsafeBufferPointer<UInt8>, at position: Int
  ) -> (scalar: UInt32, length: Int) {
    let first = text[position]
    if first < 0x80 { return (UInt32(first), 1) }
    return decodeSequence(text, at: position, first: first)
  }

  private static func decodeSequence(
    _ text: UnsafeBufferPointer<UInt8>, at position: Int, first: UInt8
  ) -> (scalar: UInt32, length: Int) {
    // The second byte's range excludes overlong forms, surrogates and what lies beyond U+10FFFF.
    var length = 2
    var lowest: UInt8 = 0x80
    var highest: UInt8 = 0xBF
    switch first {
    case 0xC2...0xDF: break
    case 0xE0:
      length = 3
      lowest = 0xA0
    case 0xED:
      length = 3
      highest = 0x9F
    case 0xE1...0xEF: length = 3
    case 0xF0:
      length = 4
      lowest = 0x90
    case 0xF4:
      length = 4
      highest = 0x8F
    case 0xF1...0xF3: length = 4
    default: return (replacement, 1)
    }
    var scalar = UInt32(first) & (0x7F >> UInt32(length))
    for offset in 1..<length {
      guard position + offset < text.count else { return (replacement, offset) }
      let byte = text[position + offset]
      guard byte >= lowest, byte <= highest else { return (replacement, offset) }
      scalar = scalar << 6 | UInt32(byte & 0x3F)
      lowest = 0x80
      highest = 0xBF
    }
    return (scalar, length)
  }

  /// Appends the UTF-8 bytes of a scalar.
  @inline(__always)
  static func append(_ scalar: UInt32, to bytes: inout [UInt8]) {
    switch scalar {
    case 0..<0x80:
      bytes.append(UInt8(scalar))
    case 0x80..<0x800:
      bytes.append(UInt8(0xC0 | scalar >> 6))
      bytes.append(UInt8(0x80 | scalar & 0x3F))
    case 0x800..<0x10000:
      bytes.append(UInt8(0xE0 | scalar >> 12))
      bytes.append(UInt8(0x80 | scalar >> 6 & 0x3F))
      bytes.append(UInt8(0x80 | scalar & 0x3F))
    default:
      bytes.append(UInt8(0xF0 | scalar >> 18))
      bytes.append(UInt8(0x80 | scalar >> 12 & 0x3F))
      bytes.append(UInt8(0x80 | scalar >> 6 & 0x3F))
      bytes.append(UInt8(0x80 | scalar & 0x3F))
    }
  }
}
