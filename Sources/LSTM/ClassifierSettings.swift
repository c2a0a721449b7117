/// How the hidden states of all words become one vector.
public enum Pooling: String, Codable, CaseIterable, Sendable {
  /// The state after the last word read; the backward direction's last word is the text's first.
  case last
  /// The mean over all words.
  case mean
  /// The largest value of each unit over all words; the first of equal ones gets the gradient.
  case max
}

/// The shape of a classifier and the dropout that it is trained with.
public struct ClassifierSettings: Codable, Hashable, Sendable {
  /// The labels' names, in the order of the outputs.
  public var labels: [String]
  /// False: one label a text (softmax). True: each label on its own, yes or no (sigmoids).
  public var multiLabel: Bool
  /// E.
  public var embeddingDimensions: Int
  /// H, of each direction.
  public var hidden: Int
  /// Whether a second LSTM reads the words backwards; the two pooled vectors are put side by side.
  public var bidirectional: Bool
  public var pooling: Pooling
  /// The share of a text's embedding dimensions that are silenced in training, the same ones for
  /// all of its words (Gal and Ghahramani, arXiv 1512.05287).
  public var embeddingDropout: Float
  /// The share of the pooled vector that is silenced in training.
  public var outputDropout: Float
  /// The share of words read as the unknown word in training, which is how that one is trained.
  public var wordDropout: Float

  public static let hiddenRange = 1...4096

  public init(
    labels: [String], multiLabel: Bool = false, embeddingDimensions: Int, hidden: Int = 64,
    bidirectional: Bool = false, pooling: Pooling = .last, embeddingDropout: Float = 0,
    outputDropout: Float = 0, wordDropout: Float = 0
  ) {
    self.labels = labels
    self.multiLabel = multiLabel
    self.embeddingDimensions = embeddingDimensions
    self.hidden = hidden
    self.bidirectional = bidirectional
    self.pooling = pooling
    self.embeddingDropout = embeddingDropout
    self.outputDropout = outputDropout
    self.wordDropout = wordDropout
  }

  /// D: the length of the pooled vector.
  public var pooledDimensions: Int { bidirectional ? 2 * hidden : hidden }

  /// Refuses settings that no classifier can have.
  public func check() throws(LSTMError) {
    let needed = multiLabel ? 1 : 2
    if labels.count < needed {
      throw .outOfRange(
        setting: "labels", found: "\(labels.count)", expected: "at least \(needed)")
    }
    var seen = Set<String>()
    for label in labels where !seen.insert(label).inserted { throw .duplicateLabel(label) }
    if !Self.hiddenRange.contains(hidden) {
      throw .outOfRange(
        setting: "hidden", found: "\(hidden)",
        expected: "\(Self.hiddenRange.lowerBound) to \(Self.hiddenRange.upperBound)")
    }
    if !(1...65536).contains(embeddingDimensions) {
      throw .outOfRange(
        setting: "embeddingDimensions", found: "\(embeddingDimensions)", expected: "1 to 65536")
    }
    for (name, value) in [
      ("embeddingDropout", embeddingDropout), ("outputDropout", outputDropout),
      ("wordDropout", wordDropout),
    ] where !(value >= 0 && value < 1) {
      throw .outOfRange(setting: name, found: "\(value)", expected: "0 or more and below 1")
    }
  }
}
