import Kernels

/// A matrix whose columns are cut into panels, each a matrix of its own.
///
/// Shapes: [rows × columns]. The cut depends on `columns` alone.
package struct PanelledMatrix: Sendable {
  package let rows: Int
  package let columns: Int
  package let panels: [Matrix]

  /// A matrix of zeros.
  package init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    panels = Self.cut(columns).map { Matrix(rows: rows, columns: $0.count) }
  }

  /// Panels of about 64 columns, whole cache lines each; an even number where there are several, since
  /// two threads are the commonest team.
  package static func cut(_ columns: Int) -> [Range<Int>] {
    let lines = (columns + 15) / 16
    let count = lines < 2 ? 1 : max(2, (lines + 4) / 8 * 2)
    return (0..<count).map { panel in
      (lines * panel / count * 16)..<min(lines * (panel + 1) / count * 16, columns)
    }
  }

  /// All columns side by side again.
  package func joined() -> Matrix {
    let whole = Matrix(rows: rows, columns: columns)
    for (panel, cut) in zip(panels, Self.cut(columns)) {
      for r in 0..<rows { (whole.row(r) + cut.lowerBound).update(from: panel.row(r), count: cut.count) }
    }
    return whole
  }

  /// Takes the values of a matrix of as many columns, row for row from `first` on.
  package func assign(_ whole: Matrix, rows first: Int = 0) {
    precondition(whole.columns == columns && first + whole.rows <= rows)
    for (panel, cut) in zip(panels, Self.cut(columns)) {
      for r in 0..<whole.rows {
        panel.row(first + r).update(from: whole.row(r) + cut.lowerBound, count: cut.count)
      }
    }
  }
}
