/// Which labels were taken for which: rows are the truth, columns the answers.
struct ConfusionTable {
  var labels: [String]
  var counts: [[Int]]

  /// The table with counts, shares of each row as shades, recall at each row's end and precision
  /// below each column; the diagonal is framed, so that shade alone says nothing.
  ///
  /// Edge cases: missing or negative counts read as zero; a row or column without examples has "–"
  /// for its recall or precision.
  func html(label: String) -> String {
    guard !labels.isEmpty else { return "<p class=\"soft\">Nothing to show.</p>\n" }
    let all = labels.indices
    var html = "<p class=\"soft\">Rows: what the examples are. Columns: what the model said.</p>\n"
    html += ReportTable.frame(label) + "<table class=\"confusion\">\n<thead><tr>"
    html += "<th scope=\"col\">true ↓ said →</th>"
    for name in labels { html += "<th scope=\"col\" class=\"n\">\(Markup.escape(name))</th>" }
    html += "<th scope=\"col\" class=\"n\">recall</th></tr></thead>\n<tbody>\n"
    for row in all {
      let total = all.reduce(0) { $0 + count(row, $1) }
      html += "<tr><th scope=\"row\" dir=\"auto\">\(Markup.escape(labels[row]))</th>"
      for column in all {
        let value = count(row, column)
        let shade = total == 0 ? 0 : Int((Double(value) / Double(total) * 8).rounded())
        let right = row == column ? " right" : ""
        html += "<td class=\"n h\(shade)\(right)\">\(Figures.grouped(value))</td>"
      }
      html += "<td class=\"n soft\">\(share(count(row, row), of: total))</td></tr>\n"
    }
    html += "</tbody>\n<tfoot><tr><th scope=\"row\">precision</th>"
    for column in all {
      let total = all.reduce(0) { $0 + count($1, column) }
      html += "<td class=\"n soft\">\(share(count(column, column), of: total))</td>"
    }
    let total = all.reduce(0) { sum, row in sum + all.reduce(0) { $0 + count(row, $1) } }
    let right = all.reduce(0) { $0 + count($1, $1) }
    html += "<td class=\"n\"><b>\(share(right, of: total))</b></td></tr></tfoot>\n"
    html += "</table></div>\n"
    html +=
      "<p class=\"soft\">The corner is the share of all examples that were judged rightly.</p>\n"
    return html
  }

  private func count(_ row: Int, _ column: Int) -> Int {
    guard row < counts.count, column < counts[row].count else { return 0 }
    return max(counts[row][column], 0)
  }

  private func share(_ part: Int, of whole: Int) -> String {
    whole == 0 ? "–" : "\(Figures.fixed(Double(part) / Double(whole) * 100, 1)) %"
  }
}
