#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// How strongly two words that stand side by side belong together.
public enum PhraseScore: String, CaseIterable, Sendable {
  /// (n_ab − δ) / (n_a · n_b) · V, where δ is the least count of a pair. Range: below 0 … V.
  ///
  /// Source: Mikolov et al., arXiv 1310.4546, section 4; the factor V, which frees the threshold from
  /// the size of the texts, is gensim's.
  case original
  /// ln(p_ab / (p_a · p_b)) / −ln p_ab: the pointwise mutual information, normalised. Range: −1 (never
  /// together) … 0 (as chance has it) … 1 (never apart).
  ///
  /// Source: Bouma, Normalized (Pointwise) Mutual Information in Collocation Extraction, 2009.
  case npmi

  /// The score from which on users of gensim expect a phrase.
  public var defaultThreshold: Double {
    switch self {
    case .original: 10
    case .npmi: 0.5
    }
  }

  /// What the counts of one reading say of all its pairs.
  public struct Counts: Sendable {
    /// Pairs that occur less often are no phrases.
    public var minCount: Int
    /// V: the different words and the different pairs of words, as gensim counts them. Connectors,
    /// unknown words and, where they are not joined, marks are not among them.
    public var vocabulary: Int
    /// All words of the texts, connectors and unknown ones too: p = n / words.
    public var words: Int

    public init(minCount: Int, vocabulary: Int, words: Int) {
      self.minCount = minCount
      self.vocabulary = vocabulary
      self.words = words
    }
  }

  /// The score of a pair that occurs `pair` times, made of words that occur `first` and `second` times.
  ///
  /// Edge cases: with `npmi`, a pair that is rarer than the least count scores −∞.
  public func callAsFunction(pair: Int, first: Int, second: Int, _ counts: Counts) -> Double {
    switch self {
    case .original:
      return Double(pair - counts.minCount) / (Double(first) * Double(second))
        * Double(counts.vocabulary)
    case .npmi:
      guard pair >= counts.minCount else { return -.infinity }
      let words = Double(counts.words)
      let together = Double(pair) / words
      return log(together / (Double(first) / words * (Double(second) / words))) / -log(together)
    }
  }
}
