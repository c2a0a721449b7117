/// What a record means: its cells become a text, labels and a part, or a fault says why not.
struct RowInterpreter {
  private let textColumn: String
  private let labels: LabelLayout
  private let partColumn: String?
  private let known: [String]?
  private let knownSet: Set<String>
  private let format: CorpusFormat

  init(_ source: ExampleSource, format: CorpusFormat) {
    textColumn = source.text
    labels = source.labels
    partColumn = source.part
    known = source.knownLabels
    knownSet = Set(source.knownLabels ?? [])
    self.format = format
  }

  /// The columns to ask a reader for: the text, the labels, the part.
  var wanted: [String] { [textColumn] + labels.columns + (partColumn.map { [$0] } ?? []) }

  func row(_ record: some RecordReader) throws(RowFault) -> Row {
    let text = try record.text(of: record.cells[0], column: textColumn)
    let names = try labelNames(record)
    if known != nil {
      for name in names where !knownSet.contains(name) {
        throw .unknownLabel(name, known: known ?? [])
      }
    }
    return Row(
      text: text, labels: names, part: try part(record), file: record.file, line: record.line)
  }

  private func labelNames(_ record: some RecordReader) throws(RowFault) -> [String] {
    let cell = record.cells[1]
    switch labels {
    case .single(let column):
      let names = try list(cell, column: column, separator: nil, record)
      guard let name = names.first else {
        throw format == .fastText ? .unlabelledLine : .missingLabel(column: column)
      }
      guard names.count == 1 else { throw .severalLabels(names) }
      return [name]
    case .separated(let column, let separator):
      let names = try list(cell, column: column, separator: separator.utf8.first, record)
      if names.isEmpty, format == .fastText { throw .unlabelledLine }
      return names
    case .columns(let columns):
      var names: [String] = []
      for (place, column) in columns.enumerated()
      where try isSet(record.cells[1 + place], column: column, record) {
        names.append(column)
      }
      return names
    }
  }

  /// The labels in one cell, each once, in the order they stand.
  private func list(
    _ cell: Cell, column: String, separator: UInt8?, _ record: some RecordReader
  ) throws(RowFault) -> [String] {
    var pieces: [Bytes] = []
    switch cell {
    case .text(let bytes):
      if let separator {
        split(bytes, at: separator, into: &pieces)
      } else {
        pieces = [bytes]
      }
    case .number(let bytes): pieces = [bytes]
    case .list(let strings): pieces = strings
    case .boolean(let value): return [value ? "true" : "false"]
    case .null: throw .missingLabel(column: column)
    case .absent: throw .missingKey(column, found: record.columnNames)
    case .nested(let kind):
      throw .wrongKind(column: column, found: kind, expected: "a label")
    }
    var names: [String] = []
    for piece in pieces {
      let trimmed = piece.trimmed
      guard !trimmed.isEmpty else { continue }
      if let offset = trimmed.firstInvalidUTF8 {
        throw .notUTF8(offset: offset, byte: trimmed[offset])
      }
      let name = trimmed.string
      if !names.contains(name) { names.append(name) }
    }
    return names
  }

  private func isSet(
    _ cell: Cell, column: String, _ record: some RecordReader
  ) throws(RowFault) -> Bool {
    switch cell {
    case .text(let bytes), .number(let bytes):
      let trimmed = bytes.trimmed
      if trimmed.count == 1, trimmed[0] == 0x30 || trimmed[0] == 0x31 { return trimmed[0] == 0x31 }
      throw .notFlag(column: column, found: Bytes(rebasing: trimmed.prefix(40)).string)
    case .boolean(let value): return value
    case .absent: throw .missingKey(column, found: record.columnNames)
    case .null: throw .notFlag(column: column, found: "null")
    case .list: throw .notFlag(column: column, found: "an array")
    case .nested(let kind): throw .notFlag(column: column, found: kind)
    }
  }

  private func part(_ record: some RecordReader) throws(RowFault) -> Part? {
    guard let partColumn, let cell = record.cells.last else { return nil }
    let value = try record.text(of: cell, column: partColumn).trimmed.string
    guard let part = Part(rawValue: value) else {
      throw .unknownPart(column: partColumn, found: value)
    }
    return part
  }
}
