/// Texts without labels in files, read through one by one.
///
/// ```swift
/// let report = try TextSource(paths: ["corpus.txt.gz"]).forEachDocument { document in
///   tokenizer.tokenize(document.text, into: &tokens)
/// }
/// ```
///
/// A document is a line of a `.txt` file (an empty line is an empty document), the text column of a
/// row, the text of a fastText line without its labels, or a file in a folder. No more than one
/// document is in memory at a time; with `forEachPart`, no more than a part of a line of plain text.
public struct TextSource: Hashable, Sendable {
  /// Files or folders; `-` is the standard input, whose format must be set.
  public var paths: [String]
  /// nil: told by each path's name, or by its being a folder.
  public var format: CorpusFormat?
  /// Whether CSV and TSV files begin with their columns' names. Without, they are "1", "2" and so
  /// on.
  public var header = true
  /// The column, or JSON key, that holds the text; plain text, fastText and folders have no
  /// columns.
  public var text = "text"
  public var onBadRow = BadRowPolicy.stop
  /// At most so many documents are read, the first ones; nil: all.
  public var limit: Int?

  public init(paths: [String]) {
    self.paths = paths
  }

  /// Hands every document to `body`, in the order of the paths and of each file's lines.
  ///
  /// Errors: `CorpusError`; `nothingToRead` when there is no document at all.
  public func forEachDocument(_ body: (Document) -> Void) throws(CorpusError) -> ReadReport {
    try forEachPart(cut: nil) { document, _ in
      body(document)
      return true
    }
  }

  /// The same for documents that may be larger than memory: a line of plain text comes in parts when
  /// it is longer than about a megabyte.
  ///
  /// Only plain text is read so, and only where the first bad row is an error: whether a row is to be
  /// skipped is known at its end. Errors: as `forEachDocument`.
  ///
  /// - Parameters:
  ///   - cut: given the beginning of a text, a place in it, neither its start nor its end, where it
  ///     may be cut; nil when there is none.
  ///   - body: gets a part, and whether it is its document's last; returns whether to go on.
  public func forEachPart(
    cut: TextCut?, _ body: (_ part: Document, _ isLast: Bool) -> Bool
  ) throws(CorpusError) -> ReadReport {
    guard !paths.isEmpty else { throw .noPath }
    var report = ReadReport()
    for path in paths {
      let opening = RecordOpening(format: format, header: header, labelled: false)
      let format = try opening.format(of: path)
      let reader = try opening.open(
        path, as: format, wanted: [text], cut: onBadRow == .stop ? cut : nil)
      guard try read(reader, &report, body) else { return report }
    }
    guard report.rows > 0 else {
      throw .nothingToRead(paths: paths, skipped: report.skipped, first: report.badRows.first)
    }
    return report
  }

  /// False when `body` wants no more.
  private func read(
    _ reader: some RecordReader, _ report: inout ReadReport, _ body: (Document, Bool) -> Bool
  ) throws(CorpusError) -> Bool {
    var isFirst = true
    while !isFirst || report.rows < limit ?? .max {
      switch try reader.next() {
      case .end: return true
      case .bad(let fault): try report.note(reader.badRow(fault), onBadRow)
      case .record:
        let bytes: Bytes
        do throws(RowFault) {
          bytes = try reader.text(of: reader.cells[0], column: text)
        } catch {
          try report.note(reader.badRow(error), onBadRow)
          continue
        }
        if isFirst { report.count(bytes) } else { report.countMore(bytes) }
        isFirst = !reader.goesOn
        let part = Document(text: bytes, file: reader.file, line: reader.line)
        guard body(part, isFirst) else { return false }
      }
    }
    return true
  }
}

/// Says where the beginning of a text may be cut: a count of bytes, or nil for nowhere.
public typealias TextCut = (UnsafeBufferPointer<UInt8>) -> Int?

/// One text, as it is read. Its bytes must not be used after the closure returns.
public struct Document {
  /// The text's bytes, valid UTF-8.
  public let text: UnsafeBufferPointer<UInt8>
  public let file: String
  /// The line in which the document begins, from 1.
  public let line: Int
}
