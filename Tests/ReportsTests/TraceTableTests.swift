import Classifying
import Reports
import Testing

@Suite struct TraceTableTests {
  @Test func exactText() {
    #expect(
      TraceTable(Sample.short).text() == """
        word      forget  input  output   kept  added   good    bad
        (before)                                        50 %   50 %
        tasty       0.50   0.50    0.50   0.50   0.20   88 %   12 %
        not         0.90   0.90    0.90   0.90   0.40   31 %   69 %
        cripsy ?    0.50   0.50    0.50   0.50   0.20   30 %   70 %

        """)
  }

  @Test func attentionHasAColumn() {
    #expect(
      TraceTable(Sample.attentive).text() == """
        word      forget  input  output   kept  added  attention   good    bad
        (before)                                                   50 %   50 %
        tasty       0.50   0.50    0.50   0.50   0.20       50 %   88 %   12 %
        not         0.90   0.90    0.90   0.90   0.40       13 %   31 %   69 %
        cripsy ?    0.50   0.50    0.50   0.50   0.20       38 %   30 %   70 %

        """)
    var trace = Sample.attentive
    trace.words[1].attention = .nan
    trace.words[2].attention = 0.001
    let lines = TraceTable(trace).text().split(separator: "\n")
    #expect(lines[3].contains("0.40        n/a   31 %"))
    #expect(lines[4].contains("0.20       <1 %   30 %"))
  }

  @Test func emptyTraceHasItsFirstRow() {
    let lines = TraceTable(Sample.empty).text().split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[1].hasPrefix("(before)"))
    #expect(lines[1].hasSuffix("60 %   40 %"))
  }

  @Test(arguments: [64, 80, 100, 160])
  func keepsToItsWidth(_ width: Int) {
    for labels in [1, 2, 20] {
      let trace = Sample.long(words: 30, labels: labels, of: Sample.hostile)
      let lines = TraceTable(trace, width: width).text().split(separator: "\n")
      #expect(lines.count >= 32)
      let cells = lines.map { TerminalWidth.cells(of: String($0)) }
      #expect(cells.allSatisfy { $0 <= width })
      #expect(Set(cells[0..<32]).count == 1)
    }
  }

  @Test func saysHowManyLabelsAreLeftOut() {
    let trace = Sample.long(words: 3, labels: 20, of: ["a"])
    let text = TraceTable(trace, width: 80).text()
    #expect(text.contains("label 0"))
    #expect(text.hasSuffix("(17 more labels)\n"))
  }

  @Test func saysWhichWordsAreSkipped() {
    var trace = Sample.short
    trace.skipped = ["quokka"]
    #expect(TraceTable(trace).text().hasSuffix("70 %\n(1 unknown word skipped: quokka)\n"))
    trace.skipped = (1...9).map { "w\($0)\u{1B}" }
    #expect(
      TraceTable(trace).text()
        .hasSuffix("\n(9 unknown words skipped: w1·, w2·, w3·, w4·, w5·, w6·, w7·, w8·, …)\n"))
    #expect(TraceTable(trace, width: 64).text().hasSuffix("w5·, w6·, w7·, w…)\n"))
  }

  @Test func saysHowManyWordsAreLeftOut() {
    var trace = Sample.short
    trace.skipped = ["quokka"]
    trace.cutCount = 1
    #expect(
      TraceTable(trace).text().hasSuffix(
        "skipped: quokka)\n(1 word left out: the model reads at most 3 words of a text)\n"))
    trace.cutCount = 1234
    #expect(
      TraceTable(trace).text().hasSuffix(
        "\n(1\u{202F}234 words left out: the model reads at most 3 words of a text)\n"))
  }

  @Test func colourOnlyWhenAsked() {
    #expect(!TraceTable(Sample.short).text().contains("\u{1B}"))
    let painted = TraceTable(Sample.short, usesColour: true).text()
    #expect(painted.contains("\u{1B}[1m"))
    #expect(
      painted.contains("\u{1B}[1;32m   70 %\u{1B}[0m")
        || painted.contains("\u{1B}[1;32m 70 %\u{1B}[0m"))
  }

  @Test func missingAndEndlessValues() {
    var trace = Sample.short
    trace.words[0].probabilities = []
    trace.words[1].forget = .nan
    trace.words[1].added = .infinity
    let lines = TraceTable(trace).text().split(separator: "\n")
    #expect(lines[2].hasSuffix("n/a    n/a"))
    #expect(lines[3].contains("n/a") && lines[3].contains("∞"))
  }
}
