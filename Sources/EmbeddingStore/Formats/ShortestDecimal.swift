/// Floats as text: the fewest digits that give the same float back, and of these the nearest to it.
///
/// ```swift
/// let end = ShortestDecimal.write(0.1, to: place)   // "0.1"
/// ```
///
/// The texts are those of `Float.description`: with a point from 0.0001 up to 2²⁴, else with an
/// exponent of two digits, `1e-05`. They are made faster, for this is what writing vectors as text
/// consists of.
///
/// A float is c · 2^q, and all numbers from half the way to the float before it to half the way to the
/// one behind it read back as that float; these two do where c is even. With 10^k the largest power of
/// ten that is no wider than this gap, at most one multiple of 10^(k+1) lies in it: where one does, it
/// has the fewest digits. Otherwise one or both of the multiples of 10^k around the float do. All are
/// compared in quarters of 10^k, of which the whole part matters and whether there is a rest; 64 bits
/// of the power are enough to tell that for every float.
///
/// Source: R. Giulietti, "The Schubfach way to render doubles" (2021), with the bounds for 32 bits.
package enum ShortestDecimal {
  /// How many bytes a number has at most, as "-1.17549435e-38" and "-0.000123456789" do.
  package static let longest = 15

  /// How many bytes `write` may touch.
  package static let room = 24

  /// Writes a number and returns the place behind it; bytes up to `room` may be touched.
  ///
  /// Edge cases: −0 is "-0.0"; infinity is "inf", NaN "nan", whatever its sign.
  @inline(__always)
  package static func write(
    _ value: Float, to start: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    var place = start
    place.pointee = UInt8(ascii: "-")
    place += Int(value.bitPattern >> 31)
    let fraction = value.bitPattern & 0x7f_ffff
    let exponent = Int(value.bitPattern >> 23 & 0xff)
    if exponent == 0xff || (exponent == 0 && fraction == 0) {
      return special(value, to: fraction == 0 ? place : start)
    }
    let (digits, scale) = digits(fraction, exponent)

    // Nine digits d.dddddddd, zeros at the end.
    let count = count(of: digits)
    let nine = digits &* powers[9 &- count]
    let first = nine / 100_000_000
    let others = eight(nine &- first &* 100_000_000)
    let tail = 8 &- others.leadingZeroBitCount / 8
    let text = (others | 0x3030_3030_3030_3030).littleEndian
    let raw = UnsafeMutableRawPointer(place)
    let head = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: first)
    // The number is 0.ddddddddd times ten to this.
    let point = count &+ scale

    if -3...0 ~= point {
      // 0.0001234
      raw.storeBytes(of: (0x3030_3030_2e30 as UInt64).littleEndian, as: UInt64.self)
      let digit = 2 &- point
      place[digit] = head
      raw.storeBytes(of: text, toByteOffset: digit &+ 1, as: UInt64.self)
      return place + (digit &+ 1 &+ tail)
    }
    // 2²⁴ itself is the last to have a point.
    if point > 0, exponent < 151 || (exponent == 151 && fraction == 0) {
      // 12.34, 1200.0
      place[0] = head
      raw.storeBytes(of: text, toByteOffset: 1, as: UInt64.self)
      let shift = UInt64(8 &* (point &- 1))
      raw.storeBytes(
        of: (text.littleEndian &>> shift).littleEndian, toByteOffset: point &+ 1, as: UInt64.self)
      place[point] = UInt8(ascii: ".")
      let behind = tail &+ 1 &- point
      if behind > 0 { return place + (point &+ 1 &+ behind) }
      place[point &+ 1] = UInt8(ascii: "0")
      return place + (point &+ 2)
    }
    // 1.234e-05, 1e+20
    place[0] = head
    place[1] = UInt8(ascii: ".")
    raw.storeBytes(of: text, toByteOffset: 2, as: UInt64.self)
    place += tail == 0 ? 1 : 2 &+ tail
    place[0] = UInt8(ascii: "e")
    place[1] = point > 0 ? UInt8(ascii: "+") : UInt8(ascii: "-")
    let power = (point &- 1).magnitude
    place[2] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: power / 10)
    place[3] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: power % 10)
    return place + 4
  }

  @inline(never)
  private static func special(
    _ value: Float, to place: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    let text: StaticString = value.isNaN ? "nan" : value == 0 ? "0.0" : "inf"
    place.update(from: text.utf8Start, count: 3)
    return place + 3
  }

  // MARK: - Digits

  /// The float of these bits as digits · 10^scale; there may be zeros at the end of the digits.
  @inline(__always)
  private static func digits(_ fraction: UInt32, _ exponent: Int) -> (UInt32, scale: Int) {
    let c = exponent == 0 ? fraction : fraction | 0x80_0000
    let q = (exponent == 0 ? 1 : exponent) &- 150
    // Below a power of two the gap is half as wide, but for the smallest of them.
    let isNarrow = fraction == 0 && exponent > 1
    // ⌊log₁₀ 2^q⌋, or of ¾ · 2^q; then ⌊log₂ 10^−k⌋, which is the power's exponent.
    let k = (q &* 1_262_611 &- (isNarrow ? 524_031 : 0)) >> 22
    let h = UInt32(truncatingIfNeeded: q &+ (-k &* 1_741_647) >> 19 &+ 1)
    let power = tens[31 &- k]
    let isOdd = c & 1

    let below = quarters(power, (4 &* c &- (isNarrow ? 1 : 2)) &<< h) &+ isOdd
    let middle = quarters(power, (4 &* c) &<< h)
    let above = quarters(power, (4 &* c &+ 2) &<< h) &- isOdd

    let s = middle / 4
    let short = s / 10
    let isUnder = below <= 40 &* short
    let isOver = 40 &* short &+ 40 <= above
    if isUnder != isOver { return (short &+ (isOver ? 1 : 0), k &+ 1) }
    let reachesUnder = below <= 4 &* s
    let reachesOver = 4 &* s &+ 4 <= above
    if reachesUnder != reachesOver { return (s &+ (reachesOver ? 1 : 0), k) }
    // The nearer of both, the even one of two equally near.
    let half = 4 &* s &+ 2
    return (s &+ (middle > half || (middle == half && s & 1 == 1) ? 1 : 0), k)
  }

  /// ⌊power · x / 2⁶⁴⌋, with the lowest bit set where there is a rest.
  @inline(__always)
  private static func quarters(_ power: UInt64, _ x: UInt32) -> UInt32 {
    let product = power.multipliedFullWidth(by: UInt64(x))
    // The power is rounded up: a rest of one in the upper half of the lower part comes from that.
    let hasRest = product.low &>> 32 > 1
    return UInt32(truncatingIfNeeded: product.high) | (hasRest ? 1 : 0)
  }

  @inline(__always)
  private static func count(of number: UInt32) -> Int {
    // log₁₀ 2 ≈ 1233 / 4096.
    let guess = ((32 &- number.leadingZeroBitCount) &* 1233) >> 12
    return guess &+ (number >= powers[guess] ? 1 : 0)
  }

  /// The eight digits of a number below 10⁸, a byte each, the first one lowest.
  @inline(__always)
  private static func eight(_ number: UInt32) -> UInt64 {
    let upper = number / 10_000
    let fours = UInt64(upper) | UInt64(number &- upper &* 10_000) &<< 32
    // ⌊x / 100⌋ of both halves, then ⌊x / 10⌋ of all quarters, by products that are exact so far.
    let hundreds = (fours &* 5243) &>> 19 & 0x7f_0000_007f
    let twos = hundreds | (fours &- hundreds &* 100) &<< 16
    let tens = (twos &* 103) &>> 10 & 0xf_000f_000f_000f
    return tens | (twos &- tens &* 10) &<< 8
  }

  // MARK: - Powers

  private static let powers: [UInt32] = [
    1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
  ]

  /// 10^e for e from −31 on: the upper 64 bits, rounded up.
  private static let tens: [UInt64] = [
    0x81ce_b32c_4b43_fcf5, 0xa242_5ff7_5e14_fc32, 0xcad2_f7f5_359a_3b3f, 0xfd87_b5f2_8300_ca0e,
    0x9e74_d1b7_91e0_7e49, 0xc612_0625_7658_9ddb, 0xf796_87ae_d3ee_c552, 0x9abe_14cd_4475_3b53,
    0xc16d_9a00_9592_8a28, 0xf1c9_0080_baf7_2cb2, 0x971d_a050_74da_7bef, 0xbce5_0864_9211_1aeb,
    0xec1e_4a7d_b695_61a6, 0x9392_ee8e_921d_5d08, 0xb877_aa32_36a4_b44a, 0xe695_94be_c44d_e15c,
    0x901d_7cf7_3ab0_acda, 0xb424_dc35_095c_d810, 0xe12e_1342_4bb4_0e14, 0x8cbc_cc09_6f50_88cc,
    0xafeb_ff0b_cb24_aaff, 0xdbe6_fece_bded_d5bf, 0x8970_5f41_36b4_a598, 0xabcc_7711_8461_cefd,
    0xd6bf_94d5_e57a_42bd, 0x8637_bd05_af6c_69b6, 0xa7c5_ac47_1b47_8424, 0xd1b7_1758_e219_652c,
    0x8312_6e97_8d4f_df3c, 0xa3d7_0a3d_70a3_d70b, 0xcccc_cccc_cccc_cccd, 0x8000_0000_0000_0000,
    0xa000_0000_0000_0000, 0xc800_0000_0000_0000, 0xfa00_0000_0000_0000, 0x9c40_0000_0000_0000,
    0xc350_0000_0000_0000, 0xf424_0000_0000_0000, 0x9896_8000_0000_0000, 0xbebc_2000_0000_0000,
    0xee6b_2800_0000_0000, 0x9502_f900_0000_0000, 0xba43_b740_0000_0000, 0xe8d4_a510_0000_0000,
    0x9184_e72a_0000_0000, 0xb5e6_20f4_8000_0000, 0xe35f_a931_a000_0000, 0x8e1b_c9bf_0400_0000,
    0xb1a2_bc2e_c500_0000, 0xde0b_6b3a_7640_0000, 0x8ac7_2304_89e8_0000, 0xad78_ebc5_ac62_0000,
    0xd8d7_26b7_177a_8000, 0x8786_7832_6eac_9000, 0xa968_163f_0a57_b400, 0xd3c2_1bce_cced_a100,
    0x8459_5161_4014_84a0, 0xa56f_a5b9_9019_a5c8, 0xcecb_8f27_f420_0f3a, 0x813f_3978_f894_0985,
    0xa18f_07d7_36b9_0be6, 0xc9f2_c9cd_0467_4edf, 0xfc6f_7c40_4581_2297, 0x9dc5_ada8_2b70_b59e,
    0xc537_1912_364c_e306, 0xf684_df56_c3e0_1bc7, 0x9a13_0b96_3a6c_115d, 0xc097_ce7b_c907_15b4,
    0xf0bd_c21a_bb48_db21, 0x9676_9950_b50d_88f5, 0xbc14_3fa4_e250_eb32, 0xeb19_4f8e_1ae5_25fe,
    0x92ef_d1b8_d0cf_37bf, 0xb7ab_c627_0503_05ae, 0xe596_b7b0_c643_c71a, 0x8f7e_32ce_7bea_5c70,
    0xb35d_bf82_1ae4_f38c,
  ]
}
