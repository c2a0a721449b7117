import Classifying
import Reports
import Testing

@Suite struct ReportPageTests {
  static let emptyElements: Set<String> = ["meta", "br", "link"]

  static func everything(_ text: String) -> ReportPage {
    var trace = Sample.short
    trace.text = text
    trace.labels = [text, "other"]
    trace.chosen = [text]
    trace.words[0].text = text
    return ReportPage(
      title: text, subtitle: text,
      sections: [
        .facts(title: text, facts: [(text, text)]),
        .text(title: text, text: text + "\n\n" + text),
        .table(
          title: text, header: [text, "n"], rows: [[text], [text, "1", text]], numericColumns: [1]),
        .curve(
          title: text, xLabel: text,
          series: [(text, [1, .nan, 2, .infinity]), ("b", [-1e300, 1e300]), ("c", [])]),
        .confusion(title: text, labels: [text, "b"], counts: [[1, 2], [3]]),
        .trace(title: text, trace: trace),
        .trace(title: text, trace: Sample.empty),
        .files(title: text, files: [(text, text, 12)]),
      ])
  }

  @Test(arguments: Sample.hostile)
  func wellFormedWhateverTheText(_ text: String) {
    let html = Self.everything(text).html()
    #expect(faultOfMarkup(html, emptyElements: Self.emptyElements) == nil)
    #expect(!html.contains("<script"))
    #expect(!html.contains("\"onload"))
  }

  @Test func fetchesNothing() {
    let html = Self.everything("plain").html()
    #expect(html.contains("default-src 'none'"))
    for sign in ["src=", "url(", "@import", "<link", "javascript:"] {
      #expect(!html.contains(sign))
    }
  }

  @Test func identifiersAreUnique() {
    let html = Self.everything("plain").html()
    var seen: Set<Substring> = []
    for part in html.split(separator: " id=\"").dropFirst() {
      let identifier = part.prefix { $0 != "\"" }
      #expect(seen.insert(identifier).inserted, "\(identifier)")
    }
    #expect(seen.count > 10)
  }

  @Test func sameValuesSameBytes() {
    #expect(Self.everything("a").html() == Self.everything("a").html())
  }

  @Test func emptySectionsSaySo() {
    let page = ReportPage(
      title: "t",
      sections: [
        .facts(title: "a", facts: []), .text(title: "b", text: " \n "),
        .table(title: "c", header: ["x"], rows: [], numericColumns: []),
        .confusion(title: "d", labels: [], counts: []),
        .curve(title: "e", xLabel: "x", series: [("s", [.nan])]),
        .curve(title: "f", xLabel: "x", series: []),
      ])
    let html = page.html()
    #expect(html.split(separator: "Nothing to show").count == 7)
    #expect(faultOfMarkup(html, emptyElements: Self.emptyElements) == nil)
  }

  @Test(
    arguments: [[Double]]([
      [0.0], [0, 0, 0], [1e-305, 2e-305], [-1.7e308, 1.7e308], [1e9, 1e9 + 1], [0.69, 0.11],
      [-5, -5],
      [Double.leastNonzeroMagnitude, 1],
    ]))
  func curvesOfAnyRange(_ values: [Double]) {
    let page = ReportPage(
      title: "t", sections: [.curve(title: "c", xLabel: "epoch", series: [("loss", values)])])
    let html = page.html()
    #expect(html.contains("class=\"ln ch c0 d0\""))
    #expect(faultOfMarkup(html, emptyElements: Self.emptyElements) == nil)
  }

  @Test func confusionHasRecallAndPrecision() {
    let html = ReportPage(
      title: "t",
      sections: [.confusion(title: "c", labels: ["bad", "good"], counts: [[180, 20], [0, 200]])]
    ).html()
    for share in ["90.0 %", "100.0 %", "90.9 %", "95.0 %"] { #expect(html.contains(share)) }
    #expect(html.contains("<th scope=\"row\" dir=\"auto\">bad</th>"))
  }

  @Test func twentyLabelsAndLongTexts() {
    let trace = Sample.long(words: 400, labels: 20, of: Sample.hostile)
    let html = ReportPage(title: "t", sections: [.trace(title: "c", trace: trace)]).html()
    #expect(faultOfMarkup(html, emptyElements: Self.emptyElements) == nil)
  }
}
