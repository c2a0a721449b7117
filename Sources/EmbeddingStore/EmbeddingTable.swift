import Kernels

/// Words and their vectors.
///
/// Shapes: `vectors` [V × E], V = `vocabulary.count` with the two reserved rows, E = `dimensions`. The
/// row of a word is its id. The reserved rows are zero unless a model trained the unknown one.
public struct EmbeddingTable: Sendable {
  public let vocabulary: Vocabulary
  /// The vectors, and how exactly a file keeps them.
  public let stored: StoredMatrix
  public var vectors: Matrix { stored.matrix }
  /// How the vectors came to be, kept for whoever trained them.
  public var training: OpaqueRecord?
  /// Vectors of character n-grams, for words that the vocabulary lacks. The vectors of known words are
  /// whole without them: the mean of the word's own row and its n-grams, as fastText's are.
  public var subwords: SubwordVectors? { didSet { checkShapes() } }
  /// What training needs to go on; read from a file only on demand.
  public var state: TrainingState? { didSet { checkShapes() } }

  /// More than any published vectors have by far; a header that promises more is a lie.
  public static let maximumDimensions = 65_536

  /// A foreign file in which a word seems longer than this is not what it seems to be.
  public static let maximumWordLength = 65_536

  /// - Precondition: one row for each id, 1 to `maximumDimensions` columns; n-grams and state of the
  ///   same shape.
  public init(
    vocabulary: Vocabulary, vectors: Matrix, training: OpaqueRecord? = nil,
    subwords: SubwordVectors? = nil, state: TrainingState? = nil
  ) {
    self.init(
      vocabulary: vocabulary, stored: StoredMatrix(vectors), training: training, subwords: subwords,
      state: state)
  }

  init(
    vocabulary: Vocabulary, stored: StoredMatrix, training: OpaqueRecord? = nil,
    subwords: SubwordVectors? = nil, state: TrainingState? = nil
  ) {
    precondition(stored.rows == vocabulary.count, "a table has one row for each id")
    precondition(
      1...Self.maximumDimensions ~= stored.columns, "this is no possible dimension")
    self.vocabulary = vocabulary
    self.stored = stored
    self.training = training
    self.subwords = subwords
    self.state = state
    checkShapes()
  }

  private func checkShapes() {
    precondition(
      subwords.map { $0.dimensions == dimensions } ?? true, "n-grams have the words' dimensions")
    precondition(state.map { $0.fits(vectors) } ?? true, "a state has the vectors' shape")
  }

  public var dimensions: Int { stored.columns }

  /// The vector of a word: its own, or that of its n-grams where the table has vectors for those; nil
  /// when there is neither.
  public func vector(of word: String) -> [Float]? {
    if let id = vocabulary.id(of: word) { return vector(id) }
    return subwords?.vector(of: word)
  }

  /// The vector of an id.
  public func vector(_ id: Int32) -> [Float] {
    precondition(id >= 0 && Int(id) < vocabulary.count)
    return Array(UnsafeBufferPointer(start: vectors.row(Int(id)), count: dimensions))
  }

  /// Cosine of the angle between the vectors of two words.
  ///
  /// Range: −1…1; 0 when one of the vectors is zero.
  ///
  /// - Errors: `unknownWord`, `noSubword`.
  public func similarity(_ a: String, _ b: String) throws(StoreError) -> Float {
    let (x, y) = (try askedVector(of: a), try askedVector(of: b))
    var (product, xx, yy) = (0.0, 0.0, 0.0)
    for i in 0..<dimensions {
      product += Double(x[i]) * Double(y[i])
      xx += Double(x[i]) * Double(x[i])
      yy += Double(y[i]) * Double(y[i])
    }
    if xx == 0 || yy == 0 { return 0 }
    return Float(min(1, max(-1, product / (xx.squareRoot() * yy.squareRoot()))))
  }

  /// The vector of a word that somebody asks about.
  func askedVector(of word: String) throws(StoreError) -> [Float] {
    if let vector = vector(of: word) { return vector }
    let words = vocabulary.wordIDs.count
    throw subwords == nil ? .unknownWord(word, words: words) : .noSubword(word, words: words)
  }

  /// The same words with vectors, those of n-grams too, that a file of `precision` holds exactly.
  /// The training's state stays what it is.
  ///
  /// - Errors: a component that is not finite; one too large for a half float.
  public func stored(as precision: VectorPrecision) throws(StoreError) -> EmbeddingTable {
    if precision == stored.precision, subwords?.stored.precision ?? precision == precision {
      return self
    }
    try checkFinite()
    let rounded =
      precision == stored.precision ? stored : StoredMatrix(rounding: vectors, to: precision)
    if let row = rounded.firstRowNotFinite {
      throw .tooLargeForHalf(word: vocabulary.word(Int32(row)))
    }
    return EmbeddingTable(
      vocabulary: vocabulary, stored: rounded, training: training,
      subwords: try subwords?.stored(as: precision), state: state)
  }

  /// Throws when a component of a vector is NaN or infinite.
  func checkFinite() throws(StoreError) {
    // Vectors may have been changed since they were looked at first; those of bytes cannot be wrong.
    if let row = stored.firstRowNotFinite {
      throw .notFinite(word: vocabulary.word(Int32(row)))
    }
    try subwords?.checkFinite()
    try state?.checkFinite(vocabulary)
  }
}
