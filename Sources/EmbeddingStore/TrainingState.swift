import Kernels

/// What training needs to go on where it stopped, and nobody else needs.
///
/// Shapes: both [V × E], rows by id as the table's.
public struct TrainingState: Sendable {
  /// The table of contexts, u.
  public var contexts: Matrix
  /// Where n-grams are used, the words' own rows, without their n-grams; else nil.
  public var words: Matrix?

  public init(contexts: Matrix, words: Matrix? = nil) {
    self.contexts = contexts
    self.words = words
  }

  func fits(_ vectors: Matrix) -> Bool {
    [contexts, words].allSatisfy { matrix in
      matrix.map { $0.rows == vectors.rows && $0.columns == vectors.columns } ?? true
    }
  }

  func checkFinite(_ vocabulary: Vocabulary) throws(StoreError) {
    for row in [contexts.firstRowNotFinite, words?.firstRowNotFinite] {
      if let row { throw .notFinite(word: vocabulary.word(Int32(row))) }
    }
  }
}
