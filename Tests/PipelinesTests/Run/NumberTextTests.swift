import Pipelines
import Testing

@Suite struct NumberTextTests {
  @Test(arguments: [
    (0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567"), (-12_345, "-12,345"),
    (.min, "-9,223,372,036,854,775,808"),
  ])
  func groups(number: Int, text: String) {
    #expect(NumberText.grouped(number) == text)
  }

  @Test(arguments: [
    (0, 0, "0"), (0.5, 0, "0"), (1.5, 0, "2"), (2.125, 2, "2.12"), (0.04, 1, "0.0"),
    (-0.04, 1, "0.0"), (-1.25, 1, "-1.2"), (0.9999, 2, "1.00"), (12, 3, "12.000"),
    (.nan, 2, "–"), (.infinity, 2, "inf"), (-.infinity, 0, "-inf"), (1e300, 2, "1e+300"),
  ])
  func fixes(number: Double, decimals: Int, text: String) {
    #expect(NumberText.fixed(number, decimals) == text)
  }

  @Test(arguments: [
    (0, "0.0 %"), (0.97345, "97.3 %"), (1, "100.0 %"), (-0.5, "-50.0 %"), (.nan, "–"),
  ])
  func saysPercent(share: Double, text: String) {
    #expect(NumberText.percent(share) == text)
  }

  @Test(arguments: [
    (0, "0"), (9_999, "9999"), (10_000, "10 k"), (123_456, "123 k"), (1_240_000, "1.24 M"),
  ])
  func saysRates(number: Double, text: String) {
    #expect(NumberText.rate(number) == text)
  }

  @Test(arguments: [
    (0, "0.0 s"), (8.31, "8.3 s"), (59.94, "59.9 s"), (59.96, "1 min 00 s"), (60, "1 min 00 s"),
    (125.4, "2 min 05 s"), (3_600, "60 min 00 s"), (.infinity, "?"), (.nan, "?"),
  ])
  func saysDurations(seconds: Double, text: String) {
    #expect(NumberText.duration(seconds) == text)
  }

  @Test(arguments: [
    (0, "0 B"), (1_023, "1023 B"), (1_024, "1.0 KiB"), (1_536, "1.5 KiB"),
    (1 << 20, "1.0 MiB"), (5 << 30, "5120.0 MiB"),
  ])
  func saysBytes(count: Int, text: String) {
    #expect(NumberText.bytes(count) == text)
  }
}
