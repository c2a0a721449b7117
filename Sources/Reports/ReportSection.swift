import Classifying

/// One part of a report.
public enum ReportSection: Sendable {
  /// Names with their values, side by side.
  case facts(title: String, facts: [(name: String, value: String)])
  /// Paragraphs; an empty line starts the next one.
  case text(title: String, text: String)
  /// A table; `numericColumns` are set flush right, in figures of one width.
  case table(title: String, header: [String], rows: [[String]], numericColumns: Set<Int>)
  /// Lines over steps 1, 2, 3 …: losses, scores. Values that are not finite leave a gap.
  case curve(title: String, xLabel: String, series: [(name: String, values: [Double])])
  /// Counts of examples: a row for each true label, a column for each given one.
  case confusion(title: String, labels: [String], counts: [[Int]])
  /// What every gate did with every word of one text.
  case trace(title: String, trace: TextTrace)

  /// The files that a run wrote, with their sizes in bytes.
  public static func files(
    title: String, files: [(name: String, about: String, bytes: Int)]
  ) -> ReportSection {
    .table(
      title: title, header: ["File", "What it holds", "Size"],
      rows: files.map { [$0.name, $0.about, Figures.bytes($0.bytes)] }, numericColumns: [2])
  }

  var isTrace: Bool {
    if case .trace = self { true } else { false }
  }

  public var title: String {
    switch self {
    case .facts(let title, _), .text(let title, _), .table(let title, _, _, _),
      .curve(let title, _, _), .confusion(let title, _, _), .trace(let title, _):
      title
    }
  }

  /// The section as HTML; `identifier` is its own on the page. Signs need to be explained once a page.
  func html(identifier: String, showsLegend: Bool) -> String {
    let heading = "<h2 id=\"\(identifier)\">\(Markup.escape(title))</h2>\n"
    let content: String
    switch self {
    case .facts(_, let facts): content = Self.list(facts)
    case .text(_, let text): content = Self.paragraphs(text)
    case .table(_, let header, let rows, let numeric):
      content = ReportTable(header: header, rows: rows, numericColumns: numeric)
        .html(label: title)
    case .curve(_, let xLabel, let series):
      content = CurveChart(title: title, xLabel: xLabel, series: series, identifier: identifier)
        .html()
    case .confusion(_, let labels, let counts):
      content = ConfusionTable(labels: labels, counts: counts).html(label: title)
    case .trace(_, let trace):
      content = TraceFigure(trace, identifier: identifier, showsLegend: showsLegend).html()
    }
    return "<section aria-labelledby=\"\(identifier)\">\n\(heading)\(content)</section>\n"
  }

  private static func list(_ facts: [(name: String, value: String)]) -> String {
    guard !facts.isEmpty else { return "<p class=\"soft\">Nothing to show.</p>\n" }
    var html = "<dl class=\"facts\">\n"
    for fact in facts {
      html += "<div><dt>\(Markup.escape(fact.name))</dt>"
      html += "<dd dir=\"auto\">\(Markup.escape(fact.value))</dd></div>\n"
    }
    return html + "</dl>\n"
  }

  private static func paragraphs(_ text: String) -> String {
    var html = ""
    var lines: [Substring] = []
    func close() {
      guard !lines.isEmpty else { return }
      html +=
        "<p dir=\"auto\">\(lines.map { Markup.escape(String($0)) }.joined(separator: "<br>"))</p>\n"
      lines = []
    }
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      if line.allSatisfy(\.isWhitespace) { close() } else { lines.append(line) }
    }
    close()
    return html.isEmpty ? "<p class=\"soft\">Nothing to show.</p>\n" : html
  }
}
