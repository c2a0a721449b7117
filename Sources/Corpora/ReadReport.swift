/// What was read, what was left out and why.
public struct ReadReport: Equatable, Sendable {
  /// Rows that were handed on.
  public internal(set) var rows = 0
  /// Rows among them whose text is empty. An empty text is legal: a classifier answers it from no
  /// words.
  public internal(set) var emptyTexts = 0
  /// Bytes of text in these rows.
  public internal(set) var textBytes = 0
  /// Rows that were left out as bad.
  public internal(set) var skipped = 0
  /// The first bad rows, at most `keptReports`.
  public internal(set) var badRows: [BadRow] = []

  public static let keptReports = 20

  public init() {}

  /// Counts a bad row, or throws it when bad rows are to stop the reading.
  mutating func note(_ row: BadRow, _ policy: BadRowPolicy) throws(CorpusError) {
    guard policy == .skip else { throw .badRow(row) }
    skipped += 1
    if badRows.count < ReadReport.keptReports { badRows.append(row) }
  }

  mutating func count(_ text: UnsafeBufferPointer<UInt8>) {
    rows += 1
    textBytes += text.count
    if text.isEmpty { emptyTexts += 1 }
  }

  /// Counts another part of the row counted last.
  mutating func countMore(_ part: UnsafeBufferPointer<UInt8>) { textBytes += part.count }
}
