import Classifying
import Reports
import Testing

@Suite struct TraceDrawingTests {
  @Test func sameTraceSameBytes() {
    let trace = Sample.long(words: 60, labels: 8, of: Sample.hostile)
    #expect(TraceDrawing(trace).svg() == TraceDrawing(trace).svg())
  }

  @Test(arguments: [TraceDrawing.pageWidth, TraceDrawing.phoneWidth, 10])
  func wellFormedWhateverTheWords(_ width: Double) {
    for (words, labels) in [(0, 1), (0, 2), (1, 2), (11, 3), (400, 2), (30, 20), (3, 0)] {
      let trace = Sample.long(words: words, labels: labels, of: Sample.hostile)
      let svg = TraceDrawing(trace, width: width).svg()
      #expect(faultOfMarkup(svg) == nil)
      #expect(!svg.contains("<script"))
      #expect(!svg.contains("nan") && !svg.contains("inf"))
    }
  }

  @Test func standsAlone() {
    let svg = TraceDrawing(Sample.short).svg()
    #expect(svg.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\""))
    #expect(svg.contains("<style>") && svg.contains("prefers-color-scheme:dark"))
    #expect(!TraceDrawing(Sample.short).element().contains("<style>"))
    #expect(!svg.contains("url(") && !svg.contains("href"))
  }

  @Test func saysInWordsWhatItShows() {
    let svg = TraceDrawing(Sample.short).svg()
    #expect(svg.contains("<title id=\"trace-title\">How the answer grew, word by word</title>"))
    #expect(
      svg.contains(
        "<desc id=\"trace-desc\">3 words read. Before the first: good 50 %, bad 50 %. "
          + "After the last: good 30 %, bad 70 %. Chosen: bad. Words that moved the answer most: "
          + "“tasty”, “not”. Words not in the vocabulary: 1.</desc>"))
    #expect(
      svg.contains(
        "<title>cripsy (not in the vocabulary): forget 50 %, input 50 %, output 50 %; "
          + "kept 50 %, added 0.20; good 30 %, bad 70 %</title>"))
  }

  @Test func marksUnknownWordsAndExplainsOnlyWhatIsThere() {
    var trace = Sample.short
    #expect(TraceDrawing(trace).svg().contains("class=\"uk\""))
    #expect(TraceDrawing(trace).svg().contains("Dashed underline"))
    trace.words.removeLast()
    #expect(!TraceDrawing(trace).svg().contains("class=\"uk\""))
    #expect(!TraceDrawing(trace).svg().contains("Dashed underline"))
    #expect(!TraceDrawing(trace, showsLegend: false).svg().contains("Forget gate"))
  }

  @Test(arguments: [TraceDrawing.pageWidth, TraceDrawing.phoneWidth])
  func attentionHasBars(_ width: Double) {
    let svg = TraceDrawing(Sample.attentive, width: width).svg()
    #expect(faultOfMarkup(svg) == nil)
    // The largest weight fills its track of 20, the others stand in proportion to it.
    let heights = svg.matches(of: /class="at"[^>]* width="18" height="([0-9.]+)"/)
      .map { String($0.output.1) }
    #expect(heights == ["20", "5", "15"])
    #expect(svg.contains(">Attention: </tspan>"))
    #expect(svg.contains(width > 500 ? ">attention</text>" : ">weight</text>"))
    #expect(svg.contains("kept 90 %, added 0.40; attention 13 %; good 31 %"))

    let plain = TraceDrawing(Sample.short, width: width).svg()
    #expect(!plain.contains("class=\"at\"") && !plain.contains("ttention"))

    var broken = Sample.attentive
    for index in broken.words.indices { broken.words[index].attention = 0 }
    broken.words[2].attention = .infinity
    let flat = TraceDrawing(broken, width: width).svg()
    #expect(faultOfMarkup(flat) == nil)
    #expect(!flat.contains("nan") && !flat.contains("inf"))
    #expect(flat.contains("attention n/a"))
  }

  @Test func withoutWordsShowsTheAnswerBeforeThem() {
    let svg = TraceDrawing(Sample.empty).svg()
    #expect(svg.contains("No words to read. Before any word: good 60 %, bad 40 %."))
    #expect(svg.contains("Before any word:"))
    #expect(!svg.contains("forget"))
  }

  @Test func valuesThatAreNotFiniteAreLeftOut() {
    var trace = Sample.short
    trace.before = [.nan, .infinity]
    trace.words[1].probabilities = [.nan, 2]
    trace.words[1].forget = .infinity
    trace.words[2].kept = .nan
    trace.words[2].added = .nan
    let svg = TraceDrawing(trace).svg()
    #expect(faultOfMarkup(svg) == nil)
    #expect(svg.contains("forget n/a"))
    #expect(!svg.contains("nan"))
  }

  @Test func drawsNoMoreWordsThanAsked() {
    let trace = Sample.long(words: 25, labels: 2, of: ["word"])
    let svg = TraceDrawing(trace, wordLimit: 20).svg()
    #expect(svg.split(separator: "<g class=\"word\">").count == 21)
    #expect(svg.contains("5 more words are not drawn"))
  }

  @Test func saysHowManyWordsAreLeftOut() {
    var trace = Sample.short
    trace.cutCount = 12
    let note = "12 words left out: the model reads at most 3 words of a text"
    let svg = TraceDrawing(trace, showsLegend: false).svg()
    #expect(svg.contains(">\(note)</text>") && svg.contains(" 1. \(note).</desc>"))
    #expect(faultOfMarkup(TraceDrawing(trace, width: TraceDrawing.phoneWidth).svg()) == nil)
  }

  @Test(arguments: [TraceDrawing.pageWidth, TraceDrawing.phoneWidth])
  func saysWhichWordsAreSkipped(_ width: Double) {
    var trace = Sample.short
    trace.skipped = ["quokka", "<b>"]
    for legend in [true, false] {
      let svg = TraceDrawing(trace, width: width, showsLegend: legend).svg()
      #expect(svg.contains(">2 unknown words skipped: quokka, &lt;b&gt;</text>"))
      #expect(
        svg.contains("in the vocabulary: 1. 2 unknown words skipped: quokka, &lt;b&gt;.</desc>"))
    }
    trace.skipped = [String](repeating: "quokka", count: 30)
    let long = TraceDrawing(trace, width: width).svg()
    #expect(faultOfMarkup(long) == nil)
    #expect(long.contains(">30 unknown words skipped: quokka, quokka"))
    var unread = Sample.empty
    unread.skipped = ["quokka"]
    let svg = TraceDrawing(unread, width: width).svg()
    #expect(svg.contains("bad 40 %. 1 unknown word skipped: quokka.</desc>"))
    #expect(svg.contains(">1 unknown word skipped: quokka</text>"))
    #expect(!svg.contains("Forget gate"))
  }

  @Test func manyLabelsKeepTheLeadingOnesInFull() {
    let svg = TraceDrawing(Sample.long(words: 5, labels: 20, of: ["a"])).svg()
    #expect(svg.contains("and 14 more labels, faint"))
  }
}
