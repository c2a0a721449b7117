import Kernels

/// Gathers the rows of a foreign file into a table; memory grows with the rows that are really there.
struct RowCollector {
  let path: String
  let dimensions: Int
  private var words = WordTable()
  private var places: [StoreError.Place] = []
  private var values: [Float] = []

  init(path: String, dimensions: Int) {
    self.path = path
    self.dimensions = dimensions
  }

  var count: Int { words.count }

  /// Begins a row.
  mutating func begin(
    _ word: UnsafeBufferPointer<UInt8>, _ place: StoreError.Place
  ) throws(StoreError) {
    guard !word.isEmpty else { throw .file(path: path, place, .emptyWord) }
    guard word.count <= EmbeddingTable.maximumWordLength else {
      throw .file(path: path, place, .longWord)
    }
    guard count < Int(Int32.max) - Vocabulary.reservedCount else {
      throw .file(path: path, place, .tooManyRows(count + 1))
    }
    let (index, isNew) = words.insert(word)
    guard isNew else {
      throw .file(path: path, place, .duplicate(word: shown(word), first: places[index]))
    }
    places.append(place)
  }

  /// Adds the next number of the row that was begun last.
  mutating func append(_ value: Float) throws(StoreError) {
    guard value.isFinite else {
      let index = count - 1
      let word = words.bytes(index).withUnsafeBufferPointer(shown)
      throw .file(
        path: path, places[index],
        .notFinite(word: word, column: values.count - index * dimensions + 1))
    }
    values.append(value)
  }

  /// The table: the rows in their order after two reserved rows of zeros, all counts 0.
  consuming func table(end place: StoreError.Place) throws(StoreError) -> EmbeddingTable {
    guard count > 0 else { throw .file(path: path, place, .noRows) }
    let rows = count + Vocabulary.reservedCount
    let vectors = Matrix(rows: rows, columns: dimensions)
    values.withUnsafeBufferPointer { values in
      for index in 0..<count {
        vectors.row(index + Vocabulary.reservedCount).update(
          from: values.baseAddress! + index * dimensions, count: dimensions)
      }
    }
    let vocabulary = try Vocabulary(table: words, frequencies: [Int](repeating: 0, count: rows))
    return EmbeddingTable(vocabulary: vocabulary, vectors: vectors)
  }

  /// A word as a message shows it.
  func shown(_ word: UnsafeBufferPointer<UInt8>) -> String { Shown.text(word) }
}

/// Bytes of a file inside a message.
enum Shown {
  /// At most 60 bytes as text, without line breaks and other control characters.
  static func text(_ bytes: some Collection<UInt8>) -> String {
    let start = bytes.prefix(60).map { $0 < 0x20 || $0 == 0x7f ? UInt8(ascii: "?") : $0 }
    return String(decoding: start, as: UTF8.self) + (bytes.count > 60 ? "…" : "")
  }
}
