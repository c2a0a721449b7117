import EmbeddingStore

/// How word vectors are trained; the defaults are those of word2vec.c and gensim.
public struct SkipGramSettings: Codable, Hashable, Sendable {
  /// What is told apart from wrong words.
  public enum Model: String, Codable, CaseIterable, Sendable {
    /// Each word around a word, one by one: better for rare words.
    case skipGram
    /// The word in the middle, from the mean of those around it.
    case cbow
  }
  /// How threads share the work.
  public enum Parallel: String, Codable, CaseIterable, Sendable {
    /// By columns: the same bits on any number of threads.
    case exact
    /// By text, on the same tables, without waiting for each other (Recht et al., arXiv 1106.5730):
    /// faster on many threads, and different on every run.
    case hogwild
  }

  public var model = Model.skipGram
  public var parallel = Parallel.exact
  /// Numbers in a word's vector, 1…4096.
  public var dimensions = 100
  /// The furthest word to either side that counts as context, 1…1000. Every word draws its own reach
  /// from 1…window, so that near words count more.
  public var window = 5
  /// Wrong words drawn for every window, 1…100.
  public var negatives = 5
  /// Words more frequent than this share of the text are thinned out, 0…1; 0 keeps every word.
  public var subsample = 1e-3
  /// The character n-grams that words are made of beside their own vector; nil for none.
  public var subwords: SubwordSettings?
  /// Passes over the text, at least 1.
  public var epochs = 5
  /// The step at the start, above 0; it falls linearly with the words read.
  public var learningRate = 0.025
  /// The step at the end, 0…learningRate.
  public var minimumLearningRate = 0.0001
  /// Same seed, same vectors, on any number of threads.
  public var seed: UInt64 = 1

  public init() {}

  /// The largest values that make sense; they also bound the memory of one block.
  static let dimensionRange = 1...4096
  static let windowRange = 1...1000
  static let negativeRange = 1...100

  /// Throws what is wrong with the first setting that is out of its range.
  public func validate() throws(Word2VecError) {
    func check(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws(Word2VecError) {
      guard range.contains(value) else {
        throw .settingOutOfRange(
          name, found: "\(value)", expected: "\(range.lowerBound)…\(range.upperBound)")
      }
    }
    try check("dimensions", dimensions, Self.dimensionRange)
    try check("window", window, Self.windowRange)
    try check("negatives", negatives, Self.negativeRange)
    do throws(StoreError) {
      try subwords?.validate()
    } catch {
      throw .vectors(error)
    }
    guard subsample >= 0, subsample <= 1 else {
      throw .settingOutOfRange("subsample", found: "\(subsample)", expected: "0…1")
    }
    guard epochs >= 1 else {
      throw .settingOutOfRange("epochs", found: "\(epochs)", expected: "1 or more")
    }
    guard learningRate > 0, Float(learningRate).isFinite else {
      throw .settingOutOfRange(
        "learningRate", found: "\(learningRate)", expected: "a finite number above 0")
    }
    guard minimumLearningRate >= 0, minimumLearningRate <= learningRate else {
      throw .settingOutOfRange(
        "minimumLearningRate", found: "\(minimumLearningRate)",
        expected: "0…\(learningRate), the learningRate")
    }
  }
}
