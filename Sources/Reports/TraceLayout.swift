import Classifying

/// Where each word of a trace stands in a drawing: cells side by side, as many rows as they need.
struct TraceLayout {
  /// What a cell is about.
  enum Subject: Equatable {
    /// The state before the first word.
    case before
    /// The word at this place in the trace.
    case word(Int)
  }

  struct Cell {
    var subject: Subject
    var left: Double
    var width: Double
    /// What stands in the cell, cut to fit.
    var text: String
    var middle: Double { left + width / 2 }
    var right: Double { left + width }
  }

  /// The margin left of the cells, which holds the rows' names.
  let gutter: Double
  let rows: [[Cell]]

  static let wordSize = 14.0
  static let margin = 14.0
  /// Longer words are cut, so that one does not push the others apart.
  static let longestWord = 220.0

  /// Lays out the first words of a trace.
  ///
  /// The end of the lines needs `tail` of room right of the last word, so the two stay together.
  init(_ trace: TextTrace, words count: Int, width: Double, gutter: Double, tail: Double) {
    let start = Self.margin + gutter
    let end = width - Self.margin
    let widest = max(end - start - tail, 40)

    var rows: [[Cell]] = []
    var row: [Cell] = []
    var left = start
    func place(_ subject: Subject, _ text: String, tail: Double) {
      let fitted = GlyphWidth.fit(
        text, within: min(widest - 14, Self.longestWord), size: Self.wordSize, bold: true)
      let textWidth = GlyphWidth.of(fitted, size: Self.wordSize, bold: true)
      let cell = min(max(textWidth + 14, 36), widest)
      if left + cell + tail > end, !row.isEmpty {
        rows.append(row)
        row = []
        left = start
      }
      row.append(Cell(subject: subject, left: left, width: cell, text: fitted))
      left += cell
    }
    place(.before, "start", tail: count == 0 ? tail : 0)
    for index in 0..<count {
      place(.word(index), trace.words[index].text, tail: index == count - 1 ? tail : 0)
    }
    rows.append(row)
    self.gutter = gutter
    self.rows = rows
  }
}
