import Corpora
import Testing

@Suite struct ExamplesTests {
  @Test func madeInMemory() {
    let examples = Examples([
      (text: "good food", labels: ["good"]), (text: "", labels: ["bad"]),
      (text: "é", labels: ["good"]),
    ])
    #expect(examples.count == 3)
    #expect(examples.labelNames == ["bad", "good"])
    #expect(!examples.isMultiLabel)
    #expect((0..<3).map(examples.label) == [1, 0, 1])
    #expect(examples.targets(0) == [0, 1])
    #expect(Array(examples.text(2)) == [0xc3, 0xa9])
    #expect(examples.withText(0) { $0.count } == 9)
    #expect(examples.withText(1) { $0.count } == 0)
    #expect(examples.file(1) == "memory")
    #expect(examples.line(2) == 3)
    #expect(examples.report.emptyTexts == 1)
    #expect(examples.report.textBytes == 11)
  }

  @Test func severalLabelsInOrder() {
    let examples = Examples(
      [(text: "x", labels: ["c", "a"]), (text: "y", labels: [])],
      labelNames: ["b", "a", "c"], isMultiLabel: true)
    #expect(Array(examples.labels(0)) == [1, 2])
    #expect(Array(examples.labels(1)) == [])
    #expect(examples.targets(0) == [0, 1, 1])
    #expect(examples.labelCounts == [0, 1, 1])
  }

  @Test func labelsThatUnicodeHoldsEqualAreOne() {
    let examples = Examples([(text: "x", labels: ["\u{e9}"]), (text: "y", labels: ["e\u{301}"])])
    #expect(examples.labelNames.count == 1)
    #expect(examples.label(0) == examples.label(1))
  }
}
