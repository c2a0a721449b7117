import Archive

/// Plain text: a document a line, one cell, the whole line.
final class TextLines: RecordReader {
  private var lines: LineReader
  private(set) var cells: [Cell] = []

  init(_ lines: consuming LineReader) {
    self.lines = lines
  }

  var file: String { lines.path }
  var line: Int { lines.lineNumber }
  var raw: Bytes { lines.line }
  var columnNames: [String] { [] }

  func next() throws(CorpusError) -> Reading {
    guard try advance(&lines) else { return .end }
    cells = [.text(lines.line)]
    return .record
  }
}
