import EmbeddingStore
import Kernels
import Testing

@Suite struct ShortestDecimalTests {
  func text(_ value: Float) -> String {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: ShortestDecimal.room) { bytes in
      bytes.initialize(repeating: UInt8(ascii: "#"))
      let end = ShortestDecimal.write(value, to: bytes.baseAddress!)
      return String(decoding: bytes[..<(end - bytes.baseAddress!)], as: UTF8.self)
    }
  }

  /// The values whose texts are not those of the language, and those that do not come back; all texts
  /// are short enough.
  func wrong(_ values: some Sequence<Float>) -> [Float] {
    values.filter { value in
      let found = text(value)
      guard found == value.description, found.utf8.count <= ShortestDecimal.longest else {
        return true
      }
      let back = Array(found.utf8).withUnsafeBufferPointer { DecimalNumber.parse($0) }
      return back?.bitPattern != value.bitPattern
    }
  }

  @Test func looksAsUsual() {
    let values: [(Float, String)] = [
      (0, "0.0"), (-0.0, "-0.0"), (1, "1.0"), (-1, "-1.0"), (0.1, "0.1"), (0.25, "0.25"),
      (123.456, "123.456"), (1200, "1200.0"), (0.0001, "0.0001"), (0.00012345678, "0.00012345678"),
      (0.00001, "1e-05"), (-0.000012345, "-1.2345e-05"), (16_777_216, "16777216.0"),
      (16_777_218, "1.6777218e+07"), (1e10, "1e+10"), (-3.4028235e38, "-3.4028235e+38"),
      (.leastNonzeroMagnitude, "1e-45"), (.leastNormalMagnitude, "1.1754944e-38"),
      (9_999_999, "9999999.0"),
      (0.3, "0.3"), (1.0 / 3, "0.33333334"), (33_554_432, "3.3554432e+07"),
      (9.5367432e-07, "9.536743e-07"), (.infinity, "inf"), (-.infinity, "-inf"),
    ]
    for (value, expected) in values { #expect(text(value) == expected) }
    #expect(text(.nan) == "nan")
    #expect(text(-.nan) == "nan")
  }

  /// Each exponent with the fractions at its borders and some in between, by both signs.
  @Test func everyExponent() {
    var random = RandomStream(seed: 5)
    var values: [Float] = []
    for exponent in UInt32(0)..<255 {
      var fractions: [UInt32] = [0, 1, 2, 3, 0x3f_ffff, 0x40_0000, 0x40_0001, 0x7f_fffe, 0x7f_ffff]
      for bit in 0..<23 { fractions.append(1 << bit) }
      for _ in 0..<300 { fractions.append(UInt32(truncatingIfNeeded: random.next()) >> 9) }
      for fraction in fractions {
        for sign in [0, 0x8000_0000 as UInt32] {
          values.append(Float(bitPattern: sign | exponent << 23 | fraction))
        }
      }
    }
    #expect(wrong(values).prefix(5) == [])
  }

  /// Numbers of few digits, as people write them, and their neighbours.
  @Test func fewDigits() {
    var values: [Float] = []
    for exponent in -46...38 {
      for digits in 1...199 {
        guard let value = Float("\(digits)e\(exponent)"), value.isFinite else { continue }
        values += [value, value.nextUp, value.nextDown].filter(\.isFinite)
      }
    }
    for number in 0..<70_000 { values.append(Float(number)) }
    #expect(wrong(values).prefix(5) == [])
  }

  @Test func numbersOfTraining() {
    var random = RandomStream(seed: 6)
    #expect(wrong((0..<100_000).map { _ in random.normal() * 0.06 }).prefix(5) == [])
  }
}
