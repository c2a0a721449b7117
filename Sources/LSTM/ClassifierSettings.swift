/// How the hidden states of all words become one vector.
public enum Pooling: String, Codable, CaseIterable, Sendable {
  /// The state after the last word read; the backward direction's last word is the text's first.
  case last
  /// The mean over all words.
  case mean
  /// The largest value of each unit over all words; the first of equal ones gets the gradient.
  case max
  /// The mean over all words, weighted by a softmax over what a learned vector finds in each word's
  /// state, of both directions together; see `AttentionPass`.
  case attention
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
  /// LSTMs one above the other; each reads the hidden states of the one below.
  public var layers: Int
  /// Whether a second LSTM reads the words backwards; the two pooled vectors are put side by side,
  /// and so are the two hidden states of a word for the layer above.
  public var bidirectional: Bool
  public var pooling: Pooling
  /// The share of a text's embedding dimensions that are silenced in training, the same ones for
  /// all of its words (Gal and Ghahramani, arXiv 1512.05287).
  public var embeddingDropout: Float
  /// The share of the hidden states that are silenced in training on their way from one layer to the
  /// next, the same ones for all words of a text.
  public var layerDropout: Float
  /// The share of H_{t−1} that is silenced in training where U reads it, the same units at all words
  /// of a text, others in each layer and direction (Gal and Ghahramani).
  public var recurrentDropout: Float
  /// The share of the pooled vector that is silenced in training.
  public var outputDropout: Float
  /// The share of words read as the unknown word in training, which is how that one is trained.
  public var wordDropout: Float

  public static let hiddenRange = 1...4096
  public static let layersRange = 1...4

  public init(
    labels: [String], multiLabel: Bool = false, embeddingDimensions: Int, hidden: Int = 64,
    layers: Int = 1, bidirectional: Bool = false, pooling: Pooling = .last,
    embeddingDropout: Float = 0, layerDropout: Float = 0,
    recurrentDropout: Float = 0, outputDropout: Float = 0, wordDropout: Float = 0
  ) {
    self.labels = labels
    self.multiLabel = multiLabel
    self.embeddingDimensions = embeddingDimensions
    self.hidden = hidden
    self.layers = layers
    self.bidirectional = bidirectional
    self.pooling = pooling
    self.embeddingDropout = embeddingDropout
    self.layerDropout = layerDropout
    self.recurrentDropout = recurrentDropout
    self.outputDropout = outputDropout
    self.wordDropout = wordDropout
  }

  /// How often each layer reads a text: once, or once each way.
  package var directionCount: Int { bidirectional ? 2 : 1 }

  /// D: the length of the pooled vector.
  public var pooledDimensions: Int { directionCount * hidden }

  /// Numbers that a layer (from 0) reads at a word: the word's vector, or the hidden states below.
  package func inputs(ofLayer layer: Int) -> Int {
    layer == 0 ? embeddingDimensions : directionCount * hidden
  }

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
    if !Self.layersRange.contains(layers) {
      throw .outOfRange(
        setting: "layers", found: "\(layers)",
        expected: "\(Self.layersRange.lowerBound) to \(Self.layersRange.upperBound)")
    }
    if !(1...65536).contains(embeddingDimensions) {
      throw .outOfRange(
        setting: "embeddingDimensions", found: "\(embeddingDimensions)", expected: "1 to 65536")
    }
    for (name, value) in [
      ("embeddingDropout", embeddingDropout), ("layerDropout", layerDropout),
      ("recurrentDropout", recurrentDropout), ("outputDropout", outputDropout),
      ("wordDropout", wordDropout),
    ] where !(value >= 0 && value < 1) {
      throw .outOfRange(setting: name, found: "\(value)", expected: "0 or more and below 1")
    }
    if layers == 1, layerDropout > 0 {
      throw .outOfRange(
        setting: "layerDropout", found: "\(layerDropout)",
        expected: "0, for one layer has no next one; or more layers")
    }
  }
}

/// The stored form. Settings that came later are left out at their usual value, so that a model
/// without them has the bytes it always had, and may be missing.
extension ClassifierSettings {
  private enum CodingKeys: String, CodingKey {
    case labels, multiLabel, embeddingDimensions, hidden, layers, bidirectional, pooling
    case embeddingDropout, layerDropout, recurrentDropout, outputDropout, wordDropout
  }

  public init(from decoder: any Decoder) throws {
    let box = try decoder.container(keyedBy: CodingKeys.self)
    func take<Value: Decodable>(_ key: CodingKeys) throws -> Value {
      try box.decode(Value.self, forKey: key)
    }
    func take<Value: Decodable>(_ key: CodingKeys, usually value: Value) throws -> Value {
      try box.decodeIfPresent(Value.self, forKey: key) ?? value
    }
    self.init(
      labels: try take(.labels), multiLabel: try take(.multiLabel),
      embeddingDimensions: try take(.embeddingDimensions), hidden: try take(.hidden),
      layers: try take(.layers, usually: 1), bidirectional: try take(.bidirectional),
      pooling: try take(.pooling), embeddingDropout: try take(.embeddingDropout),
      layerDropout: try take(.layerDropout, usually: 0),
      recurrentDropout: try take(.recurrentDropout, usually: 0),
      outputDropout: try take(.outputDropout), wordDropout: try take(.wordDropout))
  }

  public func encode(to encoder: any Encoder) throws {
    var box = encoder.container(keyedBy: CodingKeys.self)
    try box.encode(labels, forKey: .labels)
    try box.encode(multiLabel, forKey: .multiLabel)
    try box.encode(embeddingDimensions, forKey: .embeddingDimensions)
    try box.encode(hidden, forKey: .hidden)
    if layers != 1 { try box.encode(layers, forKey: .layers) }
    try box.encode(bidirectional, forKey: .bidirectional)
    try box.encode(pooling, forKey: .pooling)
    try box.encode(embeddingDropout, forKey: .embeddingDropout)
    if layerDropout != 0 { try box.encode(layerDropout, forKey: .layerDropout) }
    if recurrentDropout != 0 { try box.encode(recurrentDropout, forKey: .recurrentDropout) }
    try box.encode(outputDropout, forKey: .outputDropout)
    try box.encode(wordDropout, forKey: .wordDropout)
  }
}
