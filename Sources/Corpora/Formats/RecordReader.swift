import Archive

/// The value of one wanted column in one record. The bytes live until the next record.
enum Cell {
  /// JSON only: the object does not have the key.
  case absent
  /// JSON only.
  case null
  case text(Bytes)
  /// JSON only: a number as it is written.
  case number(Bytes)
  /// JSON only.
  case boolean(Bool)
  /// An array of strings, or the labels of a fastText line.
  case list([Bytes])
  /// JSON only: an object, or an array that holds something else than strings.
  case nested(String)
}

/// What a reader found next.
enum Reading {
  case record
  case bad(RowFault)
  case end
}

/// Reads one file (or folder) record by record; each format has its own.
///
/// The readers know columns, quotes and escapes; they do not know what a label is.
protocol RecordReader: AnyObject {
  /// The file that the last record came from, for messages.
  var file: String { get }
  /// The first line of the last record, or the line of its fault.
  var line: Int { get }
  /// The cells of the wanted columns, in the order they were asked for.
  var cells: [Cell] { get }
  /// The record as it lies in the file, to find the place of a fault.
  var raw: Bytes { get }
  /// Where in its line `raw` begins: not 0 for a later part of a long text.
  var rawOffset: Int { get }
  /// Whether the text goes on in the next record: long ones may come in parts.
  var goesOn: Bool { get }
  /// The names of everything the last record holds, for messages.
  var columnNames: [String] { get }

  func next() throws(CorpusError) -> Reading
}

extension RecordReader {
  var rawOffset: Int { 0 }
  var goesOn: Bool { false }
}

/// Opens the lines of `path`, turning errors of the file into this module's.
func openLines(_ path: String) throws(CorpusError) -> LineReader {
  do throws(ArchiveError) { return try LineReader(path: path) } catch { throw .file(error) }
}

/// Finds the next line, turning errors of the file into this module's.
func advance(_ lines: inout LineReader) throws(CorpusError) -> Bool {
  do throws(ArchiveError) { return try lines.advance() } catch { throw .file(error) }
}
