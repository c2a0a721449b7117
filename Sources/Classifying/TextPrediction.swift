/// A classifier's answer to one text.
public struct TextPrediction: Sendable, Hashable {
  /// The labels, in the model's order.
  public var labels: [String]
  /// Whether a text may have several labels.
  public var multiLabel: Bool
  /// One probability per label, 0…1; they sum to 1 unless the model has several labels a text.
  public var probabilities: [Float]
  /// The labels that the model gives the text: the likeliest one, or, with several labels a text, all
  /// whose probability reaches their threshold (possibly none).
  public var chosen: [String]
  /// Words that the text has after tokenizing, a phrase as one.
  public var wordCount: Int
  /// How many of them the vocabulary lacks.
  public var unknownCount: Int
  /// How many of them the model read: not those that it skips, nor those beyond the length that it
  /// reads at most.
  public var readCount: Int
  /// The model's thresholds where it has its own; see `TextClassifier`.
  public var thresholds: [Float]?

  public init(
    labels: [String], multiLabel: Bool, probabilities: [Float], chosen: [String], wordCount: Int,
    unknownCount: Int, readCount: Int, thresholds: [Float]? = nil
  ) {
    self.labels = labels
    self.multiLabel = multiLabel
    self.probabilities = probabilities
    self.chosen = chosen
    self.wordCount = wordCount
    self.unknownCount = unknownCount
    self.readCount = readCount
    self.thresholds = thresholds
  }
}
