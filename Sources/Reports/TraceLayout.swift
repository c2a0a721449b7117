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

  /// Lays out the first words of a trace, in as few rows as they need and about as many in each.
  ///
  /// The end of the lines needs `tail` of room right of the last word, so the two stay together.
  init(_ trace: TextTrace, words count: Int, width: Double, gutter: Double, tail: Double) {
    let start = Self.margin + gutter
    let end = width - Self.margin
    let widest = max(end - start - tail, 40)
    func cell(_ subject: Subject, _ text: String) -> Cell {
      let fitted = GlyphWidth.fit(
        text, within: min(widest - 14, Self.longestWord), size: Self.wordSize, bold: true)
      let textWidth = GlyphWidth.of(fitted, size: Self.wordSize, bold: true)
      let width = min(max(textWidth + 14, 36), widest)
      return Cell(subject: subject, left: start, width: width, text: fitted)
    }
    var cells = [cell(.before, "start")]
    for index in 0..<count { cells.append(cell(.word(index), trace.words[index].text)) }

    var rows = Self.wrap(cells, from: start, to: end, tail: tail)
    var (tooNarrow, enough) = (start, end)
    for _ in 0..<10 where rows.count > 1 {
      let middle = (tooNarrow + enough) / 2
      let narrower = Self.wrap(cells, from: start, to: middle, tail: tail)
      if narrower.count > rows.count {
        tooNarrow = middle
      } else {
        enough = middle
        rows = narrower
      }
    }
    self.gutter = gutter
    self.rows = rows
  }

  private static func wrap(
    _ cells: [Cell], from start: Double, to end: Double, tail: Double
  ) -> [[Cell]] {
    var rows: [[Cell]] = []
    var row: [Cell] = []
    var left = start
    for (index, cell) in cells.enumerated() {
      let needed = cell.width + (index == cells.count - 1 ? tail : 0)
      if left + needed > end, !row.isEmpty {
        rows.append(row)
        row = []
        left = start
      }
      row.append(cell)
      row[row.count - 1].left = left
      left += cell.width
    }
    rows.append(row)
    return rows
  }
}
