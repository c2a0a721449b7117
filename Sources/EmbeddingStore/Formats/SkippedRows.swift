/// What a lenient reading of a foreign file left out, by kind of fault.
///
/// ```swift
/// let (table, skipped) = try EmbeddingTable.readLeniently("vectors.txt")
/// for kind in skipped.kinds { print(kind.count, kind.first) }
/// ```
public struct SkippedRows: Equatable, Sendable {
  public struct Kind: Equatable, Sendable {
    /// A stable name of the fault, as JSON shows it; see `StoreError.Fault.name`.
    public var fault: String
    /// How often it was met.
    public var count: Int
    /// Where it was met first, and what was wrong there.
    public var path: String
    public var place: StoreError.Place
    public var first: StoreError.Fault
  }

  /// In the order in which they were met first.
  public private(set) var kinds: [Kind] = []

  public init() {}

  /// Rows that were left out; a header that promises a wrong number of them is a fault, but no row.
  public var rows: Int {
    kinds.reduce(0) { $0 + ($1.first.isOfHeader ? 0 : $1.count) }
  }

  public var isEmpty: Bool { kinds.isEmpty }

  /// A line for each kind of fault: how many rows, where the first one was, what was wrong there.
  public var lines: [String] {
    kinds.map { kind in
      if kind.first.isOfHeader { return "\(kind.path): \(kind.place): \(kind.first)" }
      let rows = kind.count == 1 ? "1 row" : "\(kind.count) rows"
      return "\(kind.path): \(rows) left out, the first at \(kind.place): \(kind.first)"
    }
  }

  mutating func add(_ path: String, _ place: StoreError.Place, _ fault: StoreError.Fault) {
    if let index = kinds.firstIndex(where: { $0.fault == fault.name }) {
      kinds[index].count += 1
    } else {
      kinds.append(
        Kind(fault: fault.name, count: 1, path: path, place: place, first: fault))
    }
  }
}

/// How faults of a foreign file are met: the first one ends the reading, or each row that has one is
/// left out and counted.
struct RowFaults {
  let path: String
  /// The file of the words, where it is another one: places that are lines are there.
  var listPath: String?
  let isLenient: Bool
  private(set) var skipped = SkippedRows()

  init(path: String, isLenient: Bool) {
    self.path = path
    self.isLenient = isLenient
  }

  /// - Errors: `file`, unless reading is lenient and the fault one that rows can be saved from.
  mutating func meet(
    _ place: StoreError.Place, _ fault: StoreError.Fault
  ) throws(StoreError) {
    var path = path
    if let listPath, case .line = place { path = listPath }
    guard isLenient else { throw .file(path: path, place, fault) }
    skipped.add(path, place, fault)
  }
}

extension StoreError.Fault {
  /// A stable name for programs.
  public var name: String {
    switch self {
    case .header: "header"
    case .noRows: "noRows"
    case .tooManyRows: "tooManyRows"
    case .dimensions: "dimensions"
    case .fewerRows: "fewerRows"
    case .moreRows: "moreRows"
    case .emptyRow: "emptyRow"
    case .emptyWord: "emptyWord"
    case .longWord: "longWord"
    case .lineBreakInWord: "lineBreakInWord"
    case .shortRow: "shortRow"
    case .longRow: "longRow"
    case .cutOff: "cutOff"
    case .notANumber: "notANumber"
    case .notFinite: "notFinite"
    case .duplicate: "duplicate"
    case .ends: "ends"
    case .value: "value"
    case .wordCount: "wordCount"
    }
  }

  /// Whether it is about the file as a whole, not about a row.
  public var isOfHeader: Bool {
    switch self {
    case .fewerRows, .moreRows, .wordCount: true
    default: false
    }
  }
}
