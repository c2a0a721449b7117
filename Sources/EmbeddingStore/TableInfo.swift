/// What a person wants to know of a file of vectors at first sight.
public struct TableInfo: Codable, Equatable, Sendable {
  public struct Word: Codable, Equatable, Sendable {
    public var word: String
    /// Nil when the file holds no counts.
    public var count: Int?

    public init(word: String, count: Int?) {
      self.word = word
      self.count = count
    }
  }

  public struct Norms: Codable, Equatable, Sendable {
    public var minimum: Double
    public var mean: Double
    public var maximum: Double
  }

  public var format: VectorFormat?
  /// How exactly the file keeps the vectors.
  public var precision: VectorPrecision
  /// Words with a vector, without the reserved entries.
  public var words: Int
  public var dimensions: Int
  /// All occurrences counted when the vectors were trained; nil when the file holds no counts.
  public var totalCount: Int?
  /// Lengths of the words' vectors.
  public var norms: Norms
  /// Words whose vector is all zeros.
  public var zeroVectors: Int
  /// Words whose vector, not of zeros, is that of an earlier word bit by bit.
  public var equalVectors: Int
  /// Words whose bytes are not UTF-8.
  public var notUTF8: Int
  /// Words with a space in them, which some formats cannot hold.
  public var withSpaces: Int
  /// By count, or the first of the file when it holds no counts.
  public var mostFrequent: [Word]
  public var training: OpaqueRecord?
  /// How n-grams are cut, where there are vectors for them.
  public var subwords: SubwordSettings?
  /// Buckets of n-grams that have a vector.
  public var subwordVectors: Int?
  /// Whether training can go on from here; only known when the table was read with its state.
  public var hasState: Bool

  public init(_ table: EmbeddingTable, format: VectorFormat? = nil, mostFrequent limit: Int = 10) {
    let vocabulary = table.vocabulary
    var norms = Norms(minimum: .infinity, mean: 0, maximum: 0)
    var (zeros, equals, notUTF8, withSpaces) = (0, 0, 0, 0)
    var seen: [UInt64: [Int]] = [:]
    for id in vocabulary.wordIDs {
      let row = table.vectors.row(Int(id))
      var sum = 0.0
      for column in 0..<table.dimensions { sum += Double(row[column]) * Double(row[column]) }
      let norm = sum.squareRoot()
      norms.minimum = min(norms.minimum, norm)
      norms.maximum = max(norms.maximum, norm)
      norms.mean += norm / Double(vocabulary.wordIDs.count)
      if norm == 0 {
        zeros += 1
      } else {
        let hash = table.hash(ofRow: Int(id))
        let isEqual = seen[hash]?.contains { table.areEqual($0, Int(id)) } ?? false
        if isEqual { equals += 1 } else { seen[hash, default: []].append(Int(id)) }
      }
      let word = vocabulary.bytes(of: id)
      if word.contains(TextRows.space) { withSpaces += 1 }
      if String(validating: word, as: UTF8.self) == nil { notUTF8 += 1 }
    }
    let hasCounts = vocabulary.totalFrequency > 0
    // Own tables are ordered by count already; others must not be trusted to be.
    let ids = vocabulary.wordIDs.sorted { a, b in
      let (x, y) = (vocabulary.frequency(a), vocabulary.frequency(b))
      return x != y ? x > y : a < b
    }
    self.format = format
    precision = table.stored.precision
    words = vocabulary.wordIDs.count
    dimensions = table.dimensions
    totalCount = hasCounts ? vocabulary.totalFrequency : nil
    self.norms = norms
    zeroVectors = zeros
    equalVectors = equals
    self.notUTF8 = notUTF8
    self.withSpaces = withSpaces
    mostFrequent = ids.prefix(max(0, limit)).map {
      Word(word: vocabulary.word($0), count: hasCounts ? vocabulary.frequency($0) : nil)
    }
    training = table.training
    subwords = table.subwords?.settings
    subwordVectors = table.subwords?.numbers.count
    hasState = table.state != nil
  }
}

extension EmbeddingTable {
  /// Of the bits of a row; rows whose hashes differ are different.
  fileprivate func hash(ofRow row: Int) -> UInt64 {
    let values = vectors.row(row)
    var hash: UInt64 = 0x9e37_79b9_7f4a_7c15
    for column in 0..<dimensions {
      hash = (hash ^ UInt64(values[column].bitPattern)) &* 0x0000_0100_0000_01b3
      hash ^= hash >> 29
    }
    return hash
  }

  fileprivate func areEqual(_ a: Int, _ b: Int) -> Bool {
    let (x, y) = (vectors.row(a), vectors.row(b))
    return (0..<dimensions).allSatisfy { x[$0].bitPattern == y[$0].bitPattern }
  }
}
