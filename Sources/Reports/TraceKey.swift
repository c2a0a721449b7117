import Classifying

/// The head of a drawing: each label with its marker, its last probability, and a tick when chosen.
struct TraceKey {
  let answers: AnswerLines
  let trace: TextTrace
  let width: Double

  private static let size = 13.0
  private static let lineHeight = 22.0

  /// Draws from `top` and returns where it ends.
  func draw(into body: inout String, at top: Double) -> Double {
    let left = TraceLayout.margin
    let right = width - TraceLayout.margin
    var x = left
    var y = top + 14
    func advance(_ needed: Double) {
      if x + needed > right, x > left {
        x = left
        y += Self.lineHeight
      }
    }
    let lead = trace.words.isEmpty ? "Before any word:" : "After the last word:"
    body +=
      "<text class=\"k soft\" x=\"\(Figures.place(x))\" y=\"\(Figures.place(y))\">\(lead)</text>\n"
    x += GlyphWidth.of(lead, size: Self.size) + 10
    for line in answers.leading {
      guard let look = line.look else { continue }
      let percent = Figures.percent(
        trace.probability(of: line.label, after: trace.words.count - 1))
      let name = GlyphWidth.fit(line.name, within: min(right - left - 90, 240), size: Self.size)
      let text = "\(name) \(percent)"
      let textWidth = GlyphWidth.of(text, size: Self.size, bold: line.isChosen)
      let all = 18 + textWidth + (line.isChosen ? 18 : 0)
      advance(all)
      let marker = AnswerLines.marker(look: look, x: x + 7, y: y - 4.5, radius: 4.5)
      body += "<path class=\"p\(look)\" d=\"\(marker)\"/>"
      let weight = line.isChosen ? " b" : ""
      body += "<text class=\"k\(weight)\" x=\"\(Figures.place(x + 17))\" y=\"\(Figures.place(y))\">"
      body += "\(Markup.escape(text))"
      if line.isChosen { body += " <tspan class=\"b\">✓</tspan>" }
      body += "</text>\n"
      x += all + 14
    }
    let rest = answers.background.count
    if rest > 0 {
      let text = rest == 1 ? "and 1 more label, faint" : "and \(rest) more labels, faint"
      advance(GlyphWidth.of(text, size: Self.size))
      body +=
        "<text class=\"k soft\" x=\"\(Figures.place(x))\" y=\"\(Figures.place(y))\">\(text)</text>\n"
    }
    return y + 18
  }
}
