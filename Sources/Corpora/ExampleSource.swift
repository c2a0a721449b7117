import Archive

/// Labelled texts in files, read row by row or into memory.
///
/// ```swift
/// let source = ExampleSource(paths: ["reviews.tsv.gz"])
/// let examples = try source.load()
/// examples.labelNames      // ["bad", "good"]
/// ```
///
/// The rows come in the order of the paths and, within a file, of its lines. Every text must be
/// valid UTF-8; its bytes are taken as they are. An empty text is legal and counted. A row that
/// cannot be used (`RowFault` lists the reasons) stops the reading or is left out and counted, as
/// `onBadRow` says; a fault of the file itself or of its header always stops it.
public struct ExampleSource: Hashable, Sendable {
  /// Files or folders; `-` is the standard input, whose format must be set.
  public var paths: [String]
  /// nil: told by each path's name, or by its being a folder.
  public var format: CorpusFormat?
  /// Whether CSV and TSV files begin with their columns' names. Without, they are "1", "2" and so
  /// on.
  public var header = true
  /// The column, or JSON key, that holds the text.
  public var text = "text"
  public var labels = LabelLayout.single("label")
  /// A column that says train, validation or test of each row.
  public var part: String?
  /// The only labels allowed, in the order they are to have; nil: those found.
  public var knownLabels: [String]?
  public var onBadRow = BadRowPolicy.stop
  /// At most so many good rows are read, the first ones; nil: all.
  public var limit: Int?

  public init(paths: [String]) {
    self.paths = paths
  }

  /// Hands every good row to `body`, holding no more than one row in memory.
  ///
  /// Errors: `CorpusError`; `nothingToRead` when there is no good row at all.
  public func forEachRow(_ body: (Row) -> Void) throws(CorpusError) -> ReadReport {
    guard !paths.isEmpty else { throw .noPath }
    try labels.check()
    var report = ReadReport()
    for path in paths {
      let opening = RecordOpening(format: format, header: header, labelled: true)
      let format = try opening.format(of: path)
      try check(path, format)
      let interpreter = RowInterpreter(self, format: format)
      let reader = try opening.open(path, as: format, wanted: interpreter.wanted)
      try read(reader, interpreter, &report, body)
    }
    guard report.rows > 0 else {
      throw .nothingToRead(paths: paths, skipped: report.skipped, first: report.badRows.first)
    }
    return report
  }

  /// Reads every row into memory.
  ///
  /// Errors: as `forEachRow`.
  public func load() throws(CorpusError) -> Examples {
    var builder = ExamplesBuilder()
    let report = try forEachRow { builder.append($0) }
    var names = knownLabels
    if names == nil, case .columns(let columns) = labels { names = columns }
    return builder.finish(labelNames: names, isMultiLabel: labels.isMultiLabel, report: report)
  }

  private func check(_ path: String, _ format: CorpusFormat) throws(CorpusError) {
    guard format == .fastText || format == .folder else { return }
    if let part { throw .formatWithoutColumns(path: path, column: part, format: format) }
    switch labels {
    case .single: break
    case .separated where format == .fastText: break
    default: throw .wrongLabelLayout(path: path, format: format)
    }
  }

  private func read(
    _ reader: some RecordReader, _ interpreter: RowInterpreter, _ report: inout ReadReport,
    _ body: (Row) -> Void
  ) throws(CorpusError) {
    while report.rows < limit ?? .max {
      switch try reader.next() {
      case .end: return
      case .bad(let fault): try report.note(reader.badRow(fault), onBadRow)
      case .record:
        let row: Row
        do throws(RowFault) {
          row = try interpreter.row(reader)
        } catch {
          try report.note(reader.badRow(error), onBadRow)
          continue
        }
        report.count(row.text)
        body(row)
      }
    }
  }
}

/// One labelled text, as it is read. Its bytes must not be used after the closure returns.
public struct Row {
  /// The text's bytes, valid UTF-8.
  public let text: UnsafeBufferPointer<UInt8>
  /// The labels that apply: exactly one in the single layout, else any number, each once.
  public let labels: [String]
  /// What the part column says, when one was asked for.
  public let part: Part?
  public let file: String
  /// The line in which the row begins, from 1.
  public let line: Int
}
