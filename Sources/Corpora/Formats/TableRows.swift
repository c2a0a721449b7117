import Archive

/// The columns of a table, and where the wanted ones stand among them.
///
/// Shared by CSV and TSV: both have rows of fields and, as a rule, a header with the columns'
/// names. Without a header the columns are called "1", "2" and so on.
struct TableColumns {
  let names: [String]
  /// For each wanted column its place in a row.
  let places: [Int]

  /// Errors: `missingColumn`, `repeatedColumn`; `utf16` where that is why a column is missing.
  init(names: [String], wanted: [String], path: String) throws(CorpusError) {
    self.names = names
    var places: [Int] = []
    for column in wanted {
      guard let place = names.firstIndex(of: column) else {
        if names.contains(where: { $0.utf8.contains(0) }) { throw .utf16(path: path) }
        throw .missingColumn(path: path, column: column, found: names)
      }
      guard names.lastIndex(of: column) == place else {
        throw .repeatedColumn(path: path, column: column)
      }
      places.append(place)
    }
    self.places = places
  }

  static func numbered(_ count: Int) -> [String] { (1...max(count, 1)).map(String.init) }
}

/// Splits a row's bytes into fields; CSV and TSV differ here and only here.
protocol FieldSplitter: ~Copyable {
  var path: String { get }
  /// The first line of the last row.
  var line: Int { get }
  var raw: Bytes { get }
  var fields: [Bytes] { get }
  mutating func next() throws(CorpusError) -> Reading
}

/// The rows of a table as records.
///
/// A blank line in a table of several columns is passed over; in a table of one column it is a row
/// with an empty field.
final class TableRows<Splitter: FieldSplitter & ~Copyable>: RecordReader {
  private var splitter: Splitter
  private let wanted: [String]
  private var columns: TableColumns?
  /// A first row that was read to count the columns and is still to be returned.
  private var isPending = false
  private(set) var cells: [Cell] = []

  /// Reads the header, or the first row when there is none, so that a missing column is known at
  /// once.
  init(_ splitter: consuming Splitter, header: Bool, wanted: [String]) throws(CorpusError) {
    self.splitter = splitter
    self.wanted = wanted
    try start(header: header)
  }

  private func start(header: Bool) throws(CorpusError) {
    var reading = try splitter.next()
    while case .record = reading, splitter.raw.isEmpty { reading = try splitter.next() }
    switch reading {
    case .end: return
    case .bad(let fault):
      throw .badRow(BadRow(file: splitter.path, line: splitter.line, fault: fault))
    case .record:
      let names =
        header ? splitter.fields.map(\.string) : TableColumns.numbered(splitter.fields.count)
      columns = try TableColumns(names: names, wanted: wanted, path: splitter.path)
      isPending = !header
    }
  }

  var file: String { splitter.path }
  var line: Int { splitter.line }
  var raw: Bytes { splitter.raw }
  var columnNames: [String] { columns?.names ?? [] }

  func next() throws(CorpusError) -> Reading {
    guard let columns else { return .end }
    var reading = isPending ? Reading.record : try splitter.next()
    isPending = false
    while case .record = reading, splitter.raw.isEmpty, columns.names.count > 1 {
      reading = try splitter.next()
    }
    guard case .record = reading else { return reading }
    guard splitter.fields.count == columns.names.count else {
      return .bad(.fieldCount(found: splitter.fields.count, expected: columns.names.count))
    }
    cells.removeAll(keepingCapacity: true)
    for place in columns.places { cells.append(.text(splitter.fields[place])) }
    return .record
  }
}
