/// Half floats (IEEE 754 binary16) as bits: 1 of sign, 5 of exponent, 10 of fraction.
///
/// By whole numbers and one product or sum, so that a loop over them needs no branch; the language's own
/// type is missing on some machines, and its conversions are calls on others.
public enum HalfFloat {
  /// The largest finite half float.
  public static let largest: Float = 65_504

  /// The nearest half float, of two equally near the even one.
  ///
  /// Edge cases: from 65,520 on infinity; NaN stays a NaN, its payload does not.
  @inlinable @inline(__always)
  public static func bits(_ value: Float) -> UInt16 {
    let sign = value.bitPattern & 0x8000_0000
    let magnitude = value.bitPattern ^ sign
    // Adding ½ shifts the fraction of a subnormal half float to the lowest bits, rounded on the way.
    let half: UInt32 = 0x3f00_0000
    let small = (Float(bitPattern: magnitude) + Float(bitPattern: half)).bitPattern &- half
    // The exponent's bias goes from 127 to 15; just under half of the last place, one more if odd.
    let odd = (magnitude &>> 13) & 1
    let normal = (magnitude &- 0x3800_0000 &+ 0xfff &+ odd) &>> 13
    let finite = magnitude < 0x3880_0000 ? small : normal
    let special: UInt32 = magnitude > 0x7f80_0000 ? 0x7e00 : 0x7c00
    return UInt16(
      truncatingIfNeeded: (magnitude < 0x4780_0000 ? finite : special) | sign &>> 16)
  }

  /// The float of the same value.
  @inlinable @inline(__always)
  public static func float(_ bits: UInt16) -> Float {
    let sign = UInt32(bits & 0x8000) &<< 16
    let shifted = UInt32(bits & 0x7fff) &<< 13
    // 2¹¹² makes up for the biases, and makes subnormal half floats normal floats.
    let finite = (Float(bitPattern: shifted) * 0x1p112).bitPattern
    let value = bits & 0x7c00 == 0x7c00 ? shifted | 0x7f80_0000 : finite
    return Float(bitPattern: value | sign)
  }
}
