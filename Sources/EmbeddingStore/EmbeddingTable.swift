import Kernels

/// Words and their vectors.
///
/// Shapes: `vectors` [V × E], V = `vocabulary.count` with the two reserved rows, E = `dimensions`. The
/// row of a word is its id. The reserved rows are zero unless a model trained the unknown one.
public struct EmbeddingTable: Sendable {
  public let vocabulary: Vocabulary
  public let vectors: Matrix
  /// How the vectors came to be, kept for whoever trained them.
  public var training: OpaqueRecord?

  /// More than any published vectors have by far; a header that promises more is a lie.
  public static let maximumDimensions = 65_536

  /// A foreign file in which a word seems longer than this is not what it seems to be.
  public static let maximumWordLength = 65_536

  /// - Precondition: one row for each id, 1 to `maximumDimensions` columns.
  public init(vocabulary: Vocabulary, vectors: Matrix, training: OpaqueRecord? = nil) {
    precondition(vectors.rows == vocabulary.count, "a table has one row for each id")
    precondition(1...Self.maximumDimensions ~= vectors.columns, "this is no possible dimension")
    self.vocabulary = vocabulary
    self.vectors = vectors
    self.training = training
  }

  public var dimensions: Int { vectors.columns }

  /// The vector of a word, or nil when the table does not have it.
  public func vector(of word: String) -> [Float]? { vocabulary.id(of: word).map(vector) }

  /// The vector of an id.
  public func vector(_ id: Int32) -> [Float] {
    precondition(id >= 0 && Int(id) < vocabulary.count)
    return Array(UnsafeBufferPointer(start: vectors.row(Int(id)), count: dimensions))
  }

  /// Cosine of the angle between the vectors of two words.
  ///
  /// Range: −1…1; 0 when one of the vectors is zero.
  ///
  /// - Errors: `unknownWord`.
  public func similarity(_ a: String, _ b: String) throws(StoreError) -> Float {
    let (first, second) = (try id(of: a), try id(of: b))
    let (x, y) = (vectors.row(Int(first)), vectors.row(Int(second)))
    var (product, xx, yy) = (0.0, 0.0, 0.0)
    for i in 0..<dimensions {
      product += Double(x[i]) * Double(y[i])
      xx += Double(x[i]) * Double(x[i])
      yy += Double(y[i]) * Double(y[i])
    }
    if xx == 0 || yy == 0 { return 0 }
    return Float(min(1, max(-1, product / (xx.squareRoot() * yy.squareRoot()))))
  }

  /// The id of a word that somebody asks about.
  func id(of word: String) throws(StoreError) -> Int32 {
    guard let id = vocabulary.id(of: word) else {
      throw .unknownWord(word, words: vocabulary.wordIDs.count)
    }
    return id
  }

  /// Throws when a component of a vector is NaN or infinite.
  func checkFinite() throws(StoreError) {
    for row in 0..<vectors.rows {
      let values = UnsafeBufferPointer(start: vectors.row(row), count: dimensions)
      if !values.allSatisfy(\.isFinite) {
        throw .notFinite(word: vocabulary.word(Int32(row)))
      }
    }
  }
}
