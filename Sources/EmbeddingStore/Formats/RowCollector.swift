import Kernels

/// Gathers the rows of a foreign file into a table: numbers first, then the word they belong to.
///
/// A row with a fault ends the reading or is left out, as `faults` will have it; of a word that comes
/// twice the first row stays.
struct RowCollector {
  private(set) var faults: RowFaults
  private var words = WordTable()
  private var places: [StoreError.Place] = []
  private var rows: GrowingRows

  /// - Parameters:
  ///   - declared: how many rows the file promises, if it does.
  ///   - possible: how many rows the file can have by its length, where that is known.
  init(_ faults: RowFaults, dimensions: Int, declared: Int? = nil, possible: Int? = nil) {
    self.faults = faults
    // A lenient reading does not believe the number of rows either.
    rows = GrowingRows(
      dimensions: dimensions, reserved: Vocabulary.reservedCount,
      expected: faults.isLenient ? nil : declared, possible: possible)
  }

  var dimensions: Int { rows.dimensions }
  var count: Int { words.count }

  /// Where the numbers of the next row go.
  mutating func room() -> UnsafeMutablePointer<Float> { rows.room() }

  /// Leaves the row out, where that is allowed.
  mutating func skip(_ place: StoreError.Place, _ fault: StoreError.Fault) throws(StoreError) {
    try faults.meet(place, fault)
  }

  /// Takes the numbers in `room` as the vector of a word.
  mutating func add(
    _ word: UnsafeBufferPointer<UInt8>, _ place: StoreError.Place
  ) throws(StoreError) {
    guard !word.isEmpty else { return try skip(place, .emptyWord) }
    guard word.count <= EmbeddingTable.maximumWordLength else {
      return try skip(place, .longWord)
    }
    if let column = UnsafePointer(rows.room()).firstNotFinite(dimensions) {
      return try skip(place, .notFinite(word: Shown.text(word), column: column + 1))
    }
    guard count < Int(Int32.max) - Vocabulary.reservedCount else {
      throw .file(path: faults.path, place, .tooManyRows(count + 1))
    }
    let (index, isNew) = words.insert(word)
    guard isNew else {
      return try skip(place, .duplicate(word: Shown.text(word), first: places[index]))
    }
    places.append(place)
    rows.keep()
  }

  /// The table: the rows in their order after two reserved rows of zeros, all counts 0.
  consuming func table(end place: StoreError.Place) throws(StoreError) -> EmbeddingTable {
    guard count > 0 else { throw .file(path: faults.path, place, .noRows) }
    let counts = [Int](repeating: 0, count: count + Vocabulary.reservedCount)
    let vocabulary = try Vocabulary(table: words, frequencies: counts)
    return EmbeddingTable(vocabulary: vocabulary, vectors: rows.finished())
  }
}

/// Bytes of a file inside a message.
enum Shown {
  /// At most 60 bytes as text, without line breaks and other control characters.
  static func text(_ bytes: some Collection<UInt8>) -> String {
    let start = bytes.prefix(60).map { $0 < 0x20 || $0 == 0x7f ? UInt8(ascii: "?") : $0 }
    return String(decoding: start, as: UTF8.self) + (bytes.count > 60 ? "…" : "")
  }
}
