import Reports

/// Rows in columns of even width, for a terminal.
public struct TextTable {
  public var header: [String]
  public var rows: [[String]]
  /// Columns that are set flush right.
  public var numeric: Set<Int>
  public var indent = ""

  public init(header: [String], rows: [[String]], numeric: Set<Int> = [], indent: String = "") {
    self.header = header
    self.rows = rows
    self.numeric = numeric
    self.indent = indent
  }

  /// The table, each line ended by a line feed.
  public var text: String {
    let lines = (header.allSatisfy(\.isEmpty) ? [] : [header]) + rows
    let count = lines.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      lines.map { column < $0.count ? TerminalWidth.cells(of: $0[column]) : 0 }.max() ?? 0
    }
    return lines.map { line in
      var text = indent
      for (column, cell) in line.enumerated() {
        let space = String(repeating: " ", count: widths[column] - TerminalWidth.cells(of: cell))
        text += (column > 0 ? "  " : "") + (numeric.contains(column) ? space + cell : cell + space)
      }
      while text.last == " " { text.removeLast() }
      return text + "\n"
    }.joined()
  }
}
