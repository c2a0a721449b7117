import Archive

/// Plain text: a document a line, one cell, the whole line, or its parts one after another.
final class TextLines: RecordReader {
  private var lines: LineReader
  private(set) var cells: [Cell] = []
  private(set) var rawOffset = 0

  /// - Parameter cut: where a line that is too long for the buffer may be cut; nil: nowhere.
  init(_ lines: consuming LineReader, cut: TextCut? = nil) {
    self.lines = lines
    self.lines.cut = cut
  }

  var file: String { lines.path }
  var line: Int { lines.lineNumber }
  var raw: Bytes { lines.line }
  var columnNames: [String] { [] }
  var goesOn: Bool { lines.lineGoesOn }

  func next() throws(CorpusError) -> Reading {
    rawOffset = goesOn ? rawOffset + raw.count : 0
    guard try advance(&lines) else { return .end }
    cells = [.text(lines.line)]
    return .record
  }
}
