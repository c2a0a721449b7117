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
    var zeros = 0
    for id in vocabulary.wordIDs {
      let row = table.vectors.row(Int(id))
      var sum = 0.0
      for column in 0..<table.dimensions { sum += Double(row[column]) * Double(row[column]) }
      let norm = sum.squareRoot()
      norms.minimum = min(norms.minimum, norm)
      norms.maximum = max(norms.maximum, norm)
      norms.mean += norm / Double(vocabulary.wordIDs.count)
      if norm == 0 { zeros += 1 }
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
    mostFrequent = ids.prefix(max(0, limit)).map {
      Word(word: vocabulary.word($0), count: hasCounts ? vocabulary.frequency($0) : nil)
    }
    training = table.training
    subwords = table.subwords?.settings
    subwordVectors = table.subwords?.numbers.count
    hasState = table.state != nil
  }
}
