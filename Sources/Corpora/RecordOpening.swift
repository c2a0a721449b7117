import Archive

/// How to open one path: the format that was set or that its name tells, and the reader for it.
struct RecordOpening {
  var format: CorpusFormat?
  var header: Bool
  var labelled: Bool

  /// The set format; else `folder` for a folder; else what the name tells.
  ///
  /// A `.txt` file of which labels are asked is fastText when its first line begins so.
  ///
  /// Errors: `unknownFormat`, `folderExpected`, `fileExpected`, `formatWithoutLabels`, `file`.
  func format(of path: String) throws(CorpusError) -> CorpusFormat {
    let isFolder = ByteReader.isFolder(path)
    if let format {
      if format == .folder, !isFolder {
        // A missing path is told as such rather than as "not a folder".
        _ = try openLines(path)
        throw .folderExpected(path: path)
      }
      if format != .folder, isFolder { throw .fileExpected(path: path, format: format) }
      if format == .text, labelled { throw .formatWithoutLabels(path: path) }
      return format
    }
    if isFolder { return .folder }
    guard let told = CorpusFormat(fileName: path) else {
      if path != "-" { _ = try openLines(path) }
      throw .unknownFormat(path: path)
    }
    guard told == .text, labelled else { return told }
    var lines = try openLines(path)
    guard try advance(&lines) else { return .fastText }
    guard lines.line.trimmed.starts(with: FastTextLines.mark) else {
      throw .formatWithoutLabels(path: path)
    }
    return .fastText
  }

  /// Opens `path` for the columns `wanted`; formats without columns give their own cells. Plain
  /// text comes in parts where `cut` is given.
  func open(
    _ path: String, as format: CorpusFormat, wanted: [String], cut: TextCut? = nil
  ) throws(CorpusError) -> any RecordReader {
    switch format {
    case .folder: return try FolderTexts(path, labelled: labelled)
    case .text: return TextLines(try openLines(path), cut: cut)
    case .fastText: return FastTextLines(try openLines(path))
    case .jsonLines: return JSONLines(try openLines(path), wanted: wanted)
    case .csv:
      return try TableRows(CommaSplitter(try openLines(path)), header: header, wanted: wanted)
    case .tsv:
      return try TableRows(TabSplitter(try openLines(path)), header: header, wanted: wanted)
    }
  }
}

extension RecordReader {
  /// The bad row that `fault` makes of the last record.
  func badRow(_ fault: RowFault) -> BadRow {
    var line = line
    var fault = fault
    if case .notUTF8 = fault, let offset = raw.firstInvalidUTF8 {
      // The fault was found in a cell; people look for it in the file.
      let before = raw[..<offset]
      line += before.count { $0 == 0x0a }
      let start = before.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
      fault = .notUTF8(
        offset: offset - start + (start == 0 ? rawOffset : 0), byte: raw[offset])
    }
    return BadRow(file: file, line: line, fault: fault)
  }

  /// A cell as a text: a string, present and valid.
  func text(of cell: Cell, column: String) throws(RowFault) -> Bytes {
    let found: String
    switch cell {
    case .text(let bytes):
      if let offset = bytes.firstInvalidUTF8 {
        throw .notUTF8(offset: offset, byte: bytes[offset])
      }
      return bytes
    case .absent: throw .missingKey(column, found: columnNames)
    case .null: found = "null"
    case .number: found = "a number"
    case .boolean: found = "true or false"
    case .list: found = "an array"
    case .nested(let kind): found = kind
    }
    throw .wrongKind(column: column, found: found, expected: "a string")
  }
}
