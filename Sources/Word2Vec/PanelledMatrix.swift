import Kernels

/// A matrix whose columns are cut into parts that lie apart in memory, one for each thread of a team: no
/// two threads ever come near one cache line.
///
/// Shapes: [rows × columns]. A part has whole panels; sums over columns are taken panel by panel, and
/// the panels depend on `columns` alone, so no result depends on the number of parts.
package struct PanelledMatrix: Sendable {
  package let rows: Int
  package let columns: Int
  package let parts: [Part]

  package struct Part: Sendable {
    package let matrix: Matrix
    /// Which panels of the whole these are, and which columns of the whole.
    package let panels: Range<Int>
    package let columns: Range<Int>

    /// The columns of a panel within `matrix`.
    func columns(ofPanel panel: Range<Int>) -> Range<Int> {
      (panel.lowerBound - columns.lowerBound)..<(panel.upperBound - columns.lowerBound)
    }
  }

  /// A matrix of zeros; there are never more parts than panels.
  package init(rows: Int, columns: Int, parts: Int) {
    self.rows = rows
    self.columns = columns
    let panels = Self.panels(columns)
    let count = min(parts, panels.count)
    self.parts = (0..<count).map { part in
      let own = (panels.count * part / count)..<(panels.count * (part + 1) / count)
      let range = panels[own.lowerBound].lowerBound..<panels[own.upperBound - 1].upperBound
      return Part(
        matrix: Matrix(rows: rows, columns: range.count), panels: own, columns: range)
    }
  }

  /// Panels of about 64 columns, whole cache lines each; an even number where there are several, since
  /// two threads are the commonest team.
  package static func panels(_ columns: Int) -> [Range<Int>] {
    let lines = (columns + 15) / 16
    let count = lines < 2 ? 1 : max(2, (lines + 4) / 8 * 2)
    return (0..<count).map { panel in
      (lines * panel / count * 16)..<min(lines * (panel + 1) / count * 16, columns)
    }
  }

  /// All columns side by side; shares its memory with this matrix where there is one part.
  package func joined() -> Matrix {
    if parts.count == 1 { return parts[0].matrix }
    let whole = Matrix(rows: rows, columns: columns)
    for part in parts {
      for r in 0..<rows {
        (whole.row(r) + part.columns.lowerBound)
          .update(from: part.matrix.row(r), count: part.columns.count)
      }
    }
    return whole
  }

  /// Takes the values of a matrix of the same shape.
  package func assign(_ whole: Matrix) {
    precondition(whole.rows == rows)
    for r in 0..<rows { assign(whole, row: r, to: r) }
  }

  /// Takes one row of a matrix with as many columns.
  package func assign(_ whole: Matrix, row: Int, to target: Int) {
    precondition(whole.columns == columns)
    for part in parts {
      part.matrix.row(target)
        .update(from: whole.row(row) + part.columns.lowerBound, count: part.columns.count)
    }
  }
}
