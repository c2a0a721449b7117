/// A table of strings.
struct ReportTable {
  var header: [String]
  var rows: [[String]]
  var numericColumns: Set<Int> = []

  /// The table in a frame that scrolls sideways where the page is too narrow.
  ///
  /// Edge cases: rows shorter than the header are filled up, longer ones keep their cells; without
  /// rows a sentence says so.
  func html(label: String) -> String {
    guard !rows.isEmpty else { return "<p class=\"soft\">Nothing to show.</p>\n" }
    let columns = max(header.count, rows.map(\.count).max() ?? 0)
    var html = Self.frame(label)
    html += "<table>\n"
    if !header.isEmpty {
      html += "<thead><tr>"
      for column in 0..<columns {
        let name = column < header.count ? header[column] : ""
        html += "<th scope=\"col\"\(style(column))>\(Markup.escape(name))</th>"
      }
      html += "</tr></thead>\n"
    }
    html += "<tbody>\n"
    for row in rows {
      html += "<tr>"
      for column in 0..<columns {
        let text = Markup.escape(column < row.count ? row[column] : "")
        html +=
          column == 0
          ? "<th scope=\"row\" dir=\"auto\"\(style(column))>\(text)</th>"
          : "<td dir=\"auto\"\(style(column))>\(text)</td>"
      }
      html += "</tr>\n"
    }
    return html + "</tbody>\n</table></div>\n"
  }

  /// Opens the scrolling frame, which a keyboard can reach.
  static func frame(_ label: String) -> String {
    "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"\(Markup.escape(label))\">"
  }

  private func style(_ column: Int) -> String {
    numericColumns.contains(column) ? " class=\"n\"" : ""
  }
}
