import EmbeddingStore
import Kernels
import Testing

@Suite struct DecimalNumberTests {
  func parse(_ text: String) -> Float? {
    Array(text.utf8).withUnsafeBufferPointer { DecimalNumber.parse($0) }
  }

  @Test(arguments: [
    "0", "-0", "1", "+1", "1.", ".5", "-.5e1", "1e5", "1E-5", "0.1", "3.4028235e38", "1e-45",
    "1e-46",
    "16777217", "0.000000000000000000000000000001", "123456789012345678901234567890",
    "0.3333333333333333333333333333", "9007199254740993", "5e-324", "1e22", "1e23", "1e-23",
    "12345678901234567e-30", "00000000000000000000000000000000001.5",
  ])
  func readsWhatOthersWrite(_ text: String) throws {
    let expected = Float(try #require(Double(text.hasSuffix(".") ? text + "0" : text)))
    #expect(try #require(parse(text)).bitPattern == expected.bitPattern)
  }

  @Test(arguments: [
    "", "-", "+", ".", "e5", "1e", "1e+", "1..2", "1.2.3", "0x10", "1,5", "1 ", "one", "--1",
    "1e5.0",
    "infinit", "nan(1)", "١",
  ])
  func refusesWhatIsNoNumber(_ text: String) {
    #expect(parse(text) == nil)
  }

  @Test func namesWhatIsNotFinite() throws {
    for text in ["nan", "NaN", "-nan"] { #expect(try #require(parse(text)).isNaN) }
    for text in ["inf", "Infinity", "+inf", "1e39", "1e999999999999"] {
      #expect(parse(text) == .infinity)
    }
    #expect(parse("-inf") == -.infinity)
    #expect(parse("0e999999999999") == 0)
    #expect(parse("1e-999999999999") == 0)
  }

  /// What our writer writes comes back bit for bit.
  @Test func shortestDigitsComeBack() {
    var random = RandomStream(seed: 3)
    var lost: [Float] = []
    for _ in 0..<100_000 {
      let value = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
      if value.isFinite && parse(value.description)?.bitPattern != value.bitPattern {
        lost.append(value)
      }
    }
    #expect(lost == [])
  }

  /// The quick way gives the bits of the slow one: for few digits and many, near the borders between
  /// two floats, and for what is no number.
  @Test func scanningIsParsing() throws {
    var random = RandomStream(seed: 8)
    var texts = [
      "1", "-0", "+.5", "1e", "1e+", "e5", "-", ".", "1e5x", "nan", "1e400", "1e-400", "0.1.2",
      "00000000000000000000000000000001", "0.000000000000000000000000000000017", "1e0000005",
      "1e12 ",
      "18446744073709551615", "18446744073709551616", "99999999999999999999e-20", "0e99", "1e+05",
    ]
    for _ in 0..<40_000 {
      let float = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
      guard float.isFinite else { continue }
      // Halfway to the next float and a little beside it.
      let middle = (Double(float) + Double(float.nextUp)) / 2
      for value in [middle, middle.nextUp, middle.nextDown] { texts.append(value.description) }
      let digits = 1 + random.next() % 25
      var text = random.next() % 2 == 0 ? "-" : ""
      let pointAt = random.next() % digits
      for place in 0..<digits {
        text += "\(random.next() % 10)"
        if place == pointAt { text += "." }
      }
      if random.next() % 2 == 0 { text += "e\(Int(random.next() % 90) - 50)" }
      texts.append(text)
    }
    for text in texts {
      let bytes = Array(text.utf8) + Array(" 9".utf8)
      let (found, at) = bytes.withUnsafeBufferPointer { bytes in
        var at = 0
        let value = DecimalNumber.scan(bytes, &at)
        return (value, at)
      }
      let field = Array(text.utf8).firstIndex(of: 32).map { String(text.prefix($0)) } ?? text
      let expected = parse(field)
      let isEqual = found?.bitPattern == expected?.bitPattern
      if !isEqual || at != (expected == nil ? 0 : field.utf8.count) {
        Issue.record("\(text): \(String(describing: found)) at \(at)")
      }
    }
  }
}
