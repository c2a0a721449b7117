import Reports
import Testing

@Suite struct FiguresTests {
  @Test(arguments: [
    (0.0, 2, "0.00"), (1.005, 1, "1.0"), (0.96, 1, "1.0"), (-0.04, 1, "0.0"), (-2.55, 0, "−3"),
    (123.456, 2, "123.46"), (0.05, 2, "0.05"), (1e300, 2, "1e+300"), (.nan, 2, "n/a"),
    (.infinity, 2, "∞"), (-.infinity, 2, "−∞"),
  ])
  func fixed(_ value: Double, _ digits: Int, _ expected: String) {
    #expect(Figures.fixed(value, digits) == expected)
  }

  @Test(arguments: [
    (0.0, "0 %"), (1.0, "100 %"), (0.5, "50 %"), (0.004, "<1 %"), (0.996, ">99 %"),
    (0.005, "1 %"), (0.994, "99 %"), (.nan, "n/a"),
  ])
  func percent(_ share: Double, _ expected: String) {
    #expect(Figures.percent(share) == expected)
    #expect(Figures.percent(nil) == "n/a")
  }

  @Test func grouped() {
    #expect(Figures.grouped(0) == "0")
    #expect(Figures.grouped(999) == "999")
    #expect(Figures.grouped(-1_234_567) == "−1\u{202F}234\u{202F}567")
  }

  @Test func bytes() {
    #expect(Figures.bytes(812) == "812 bytes")
    #expect(Figures.bytes(1_234_567) == "1.2 MB")
    #expect(Figures.bytes(7_000_000_000_000) == "7000.0 GB")
  }

  @Test func places() {
    #expect(Figures.place(12) == "12")
    #expect(Figures.place(-0.26) == "-0.3")
    #expect(Figures.place(-0.01) == "0")
    #expect(Figures.place(.nan) == "0")
  }
}
