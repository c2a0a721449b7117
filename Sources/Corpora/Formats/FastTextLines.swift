import Archive

/// fastText's form: words that begin with `__label__` are labels, the rest of the line is the text.
///
/// Labels stand before the text or after it. One inside the text is a fault: taking it out would
/// change the text, leaving it in would show the classifier the answer. Words are parted by spaces
/// and tabs. Two cells: the text and the list of its labels.
final class FastTextLines: RecordReader {
  static let mark = Array("__label__".utf8)

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
    repeat {
      guard try advance(&lines) else { return .end }
    } while lines.line.trimmed.isEmpty
    var text = lines.line.trimmed
    var labels: [Bytes] = []
    while Self.isMarked(text, at: 0) {
      let end = text.firstIndex(where: Self.isSpace) ?? text.count
      labels.append(Bytes(rebasing: text[Self.mark.count..<end]))
      text = Bytes(rebasing: text[end...]).trimmed
    }
    var trailing: [Bytes] = []
    while let start = Self.lastWord(text), Self.isMarked(text, at: start) {
      trailing.append(Bytes(rebasing: text[(start + Self.mark.count)...]))
      text = Bytes(rebasing: text[..<start]).trimmed
    }
    labels += trailing.reversed()
    if labels.contains(where: \.isEmpty) { return .bad(.emptyLabelMark) }
    if let inside = Self.markInside(text) { return .bad(.labelInsideText(inside)) }
    cells = [.text(text), .list(labels)]
    return .record
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  private static func isMarked(_ text: Bytes, at start: Int) -> Bool {
    text.count >= start + mark.count && text[start...].starts(with: mark)
  }

  private static func lastWord(_ text: Bytes) -> Int? {
    guard !text.isEmpty else { return nil }
    return text.lastIndex(where: isSpace).map { $0 + 1 } ?? 0
  }

  /// The marked word inside `text`, if there is one.
  private static func markInside(_ text: Bytes) -> String? {
    var from = 0
    while let start = text[from...].firstIndex(of: mark[0]) {
      if start == 0 || isSpace(text[start - 1]), isMarked(text, at: start) {
        let end = text[start...].firstIndex(where: isSpace) ?? text.count
        return Bytes(rebasing: text[start..<end]).string
      }
      from = start + 1
    }
    return nil
  }
}
