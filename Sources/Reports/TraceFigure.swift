import Classifying

/// A trace on a page: the text, the answer, the drawing for wide and for narrow screens, and the
/// figures as a table.
package struct TraceFigure {
  let trace: TextTrace
  let identifier: String
  let showsLegend: Bool

  package init(_ trace: TextTrace, identifier: String, showsLegend: Bool = true) {
    self.trace = trace
    self.identifier = identifier
    self.showsLegend = showsLegend
  }

  private static let tableLimit = 1000

  package func html() -> String {
    var html = ""
    if !trace.text.isEmpty {
      html += "<blockquote dir=\"auto\">\(Markup.escape(trace.text))</blockquote>\n"
    }
    html += "<figure class=\"drawing wide\">\n"
    html += TraceDrawing(
      trace, identifier: "\(identifier)-wide", showsLegend: showsLegend
    ).element()
    html += "</figure>\n<figure class=\"drawing narrow\">\n"
    html += TraceDrawing(
      trace, width: TraceDrawing.phoneWidth, identifier: "\(identifier)-narrow",
      showsLegend: showsLegend
    ).element()
    html += "</figure>\n"
    html += "<details><summary>The figures, word by word</summary>\n\(table)</details>\n"
    return html
  }

  private var table: String {
    let gauges =
      ["Forget", "Input", "Output", "Kept", "Added"] + (trace.hasAttention ? ["Attention"] : [])
    let header = ["Word"] + gauges + trace.labels
    func shares(after index: Int) -> [String] {
      trace.labels.indices.map { Figures.percent(trace.probability(of: $0, after: index)) }
    }
    var rows = [["(before)"] + gauges.map { _ in "" } + shares(after: -1)]
    for (index, word) in trace.words.prefix(Self.tableLimit).enumerated() {
      var values = [word.forget, word.input, word.output, word.kept, word.added]
        .map { Figures.fixed(Double($0), 2) }
      if trace.hasAttention { values.append(Figures.percent(trace.attention(of: index))) }
      rows.append(
        [word.isKnown ? word.text : "\(word.text) (unknown)"] + values + shares(after: index))
    }
    var html = ReportTable(
      header: header, rows: rows, numericColumns: Set(1..<header.count)
    ).html(label: "The figures, word by word")
    let omitted = trace.words.count - Self.tableLimit
    if omitted > 0 {
      html += "<p class=\"soft\">\(Figures.grouped(omitted)) more words are not listed.</p>\n"
    }
    return html
  }
}
