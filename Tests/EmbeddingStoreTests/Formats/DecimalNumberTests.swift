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
}
