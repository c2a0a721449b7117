/// The foot of a drawing: what its parts mean, in plain words.
struct TraceLegend {
  let width: Double
  /// What of the text is not drawn or was not read.
  let notes: [String]
  /// Whether the signs are explained; if not, there are only the notes.
  let isWhole: Bool
  /// Whether any word is shaded, and whether any is unknown: signs that are not drawn need no words.
  let hasMovers: Bool
  let hasUnknown: Bool
  /// Whether the words have weights.
  let hasAttention: Bool

  private static let size = 11.0
  private static let lineHeight = 15.0

  private enum Sign: Equatable {
    case bar(String)
    case arrow, ribbon, dashes, highlight
  }

  private static let entries: [(sign: Sign, name: String, meaning: String)] = [
    (
      .bar("f"), "Forget gate",
      "how much of the long-term memory a word leaves standing; a low bar clears out what no longer matters"
    ),
    (
      .bar("i"), "Input gate",
      "how far the memory opens for this word; a high bar marks a word worth remembering"
    ),
    (
      .bar("o"), "Output gate",
      "how much of the memory speaks now, in the short-term line that gives the answer"
    ),
    (
      .arrow, "Added",
      "what the word pours into long-term memory, its arrow relative to the longest one"
    ),
    (
      .ribbon, "Kept",
      "the share of long-term memory that survived the word: where the ribbon thins, memory was dropped"
    ),
    (
      .bar("at"), "Attention",
      "how much of what is judged comes from the memory at this word, relative to the largest"
    ),
    (.highlight, "Shaded", "the words that moved the answer most"),
    (.dashes, "Dashed underline", "a word that the vocabulary lacks"),
  ]

  /// Draws from `top` and returns where it ends.
  func draw(into body: inout String, at top: Double) -> Double {
    let left = TraceLayout.margin
    let right = width - TraceLayout.margin
    var y = top + 6
    let rule = "M\(Figures.place(left)) \(Figures.place(y))H\(Figures.place(right))"
    body += "<path class=\"gr\" d=\"\(rule)\"/>\n"
    y += 8
    for note in notes {
      y += Self.lineHeight
      let text = GlyphWidth.fit(note, within: right - left, size: Self.size, bold: true)
      body += "<text class=\"s b\" x=\"\(Figures.place(left))\" y=\"\(Figures.place(y))\">"
      body += "\(Markup.escape(text))</text>\n"
    }
    for entry in isWhole ? Self.entries : [] {
      if entry.sign == .bar("at"), !hasAttention { continue }
      if entry.sign == .highlight, !hasMovers { continue }
      if entry.sign == .dashes, !hasUnknown { continue }
      y += Self.lineHeight
      body += sign(entry.sign, x: left, y: y)
      var words = entry.meaning.split(separator: " ").map(String.init)[...]
      let text = left + 28
      var isFirst = true
      repeat {
        var line = ""
        let head = isFirst ? entry.name + ": " : ""
        let headWidth = GlyphWidth.of(head, size: Self.size, bold: true)
        while let word = words.first {
          let longer = line.isEmpty ? word : line + " " + word
          if headWidth + GlyphWidth.of(longer, size: Self.size) > right - text, !line.isEmpty {
            break
          }
          line = longer
          words.removeFirst()
        }
        if !isFirst { y += Self.lineHeight - 1 }
        body += "<text class=\"s soft\" x=\"\(Figures.place(text))\" y=\"\(Figures.place(y))\">"
        if isFirst { body += "<tspan class=\"b\">\(head)</tspan>" }
        body += "\(line)</text>\n"
        isFirst = false
      } while !words.isEmpty
    }
    return y + 4
  }

  private func sign(_ sign: Sign, x: Double, y: Double) -> String {
    func rectangle(_ name: String, _ left: Double, _ top: Double, _ w: Double, _ h: Double)
      -> String
    {
      "<rect class=\"\(name)\" x=\"\(Figures.place(left))\" y=\"\(Figures.place(top))\""
        + " width=\"\(Figures.place(w))\" height=\"\(Figures.place(h))\" rx=\"1.5\"/>"
    }
    switch sign {
    case .bar(let name):
      return rectangle("track", x + 5, y - 10, 10, 12) + rectangle(name, x + 5, y - 6, 10, 8)
    case .arrow:
      return "<path class=\"a\" d=\"\(TraceStrip.arrow(x: x + 10, top: y - 9, length: 10))\"/>"
    case .ribbon:
      let (a, b) = (Figures.place(x), Figures.place(y - 9))
      return "<path class=\"kp\" d=\"M\(a) \(b)h8c4 0 4 3 8 3h6v4h-6c-4 0 -4 3 -8 3h-8z\"/>"
    case .highlight:
      return rectangle("mv", x + 1, y - 10, 20, 13)
    case .dashes:
      let (a, b) = (Figures.place(x + 1), Figures.place(y - 2))
      return "<path class=\"uk\" d=\"M\(a) \(b)h20\"/>"
    }
  }
}
