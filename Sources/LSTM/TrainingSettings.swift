/// How a classifier is trained.
///
/// Every key may be missing when decoded; it then has its default.
public struct TrainingSettings: Codable, Hashable, Sendable {
  /// What early stopping and the choice of the best weights look at, on the validation rows.
  public enum Monitor: String, Codable, CaseIterable, Sendable { case loss, accuracy, f1 }
  /// Whether the words' vectors are trained too.
  public enum Embedding: String, Codable, CaseIterable, Sendable { case frozen, fineTune }
  /// How the learning rate goes on: as it is, or in a straight line to 0 at the last step.
  public enum Schedule: String, Codable, CaseIterable, Sendable { case constant, linear }

  public var epochs = 10
  public var batchSize = 32
  public var learningRate: Float = 0.001
  public var schedule = Schedule.constant
  /// The largest length of the whole gradient; longer ones are shortened. 0: no limit.
  public var clipNorm: Float = 5
  /// AdamW's λ, for weights but neither biases nor vectors.
  public var weightDecay: Float = 0
  public var labelSmoothing: Float = 0
  /// One factor a label, in the labels' order; nil for 1 each.
  public var classWeights: [Float]?
  /// Epochs without a better score before training stops; nil: never.
  public var patience: Int?
  public var monitor = Monitor.loss
  public var embedding = Embedding.fineTune
  /// The most words read of a training or validation text; nil: all.
  public var maximumTokens: Int?
  public var keep = Truncation.Keep.head
  public var seed: UInt64 = 1

  public init() {}

  public init(from decoder: any Decoder) throws {
    let box = try decoder.container(keyedBy: CodingKeys.self)
    func take<Value: Decodable>(_ key: CodingKeys, _ value: inout Value) throws {
      value = try box.decodeIfPresent(Value.self, forKey: key) ?? value
    }
    try take(.epochs, &epochs)
    try take(.batchSize, &batchSize)
    try take(.learningRate, &learningRate)
    try take(.schedule, &schedule)
    try take(.clipNorm, &clipNorm)
    try take(.weightDecay, &weightDecay)
    try take(.labelSmoothing, &labelSmoothing)
    classWeights = try box.decodeIfPresent([Float].self, forKey: .classWeights)
    patience = try box.decodeIfPresent(Int.self, forKey: .patience)
    try take(.monitor, &monitor)
    try take(.embedding, &embedding)
    maximumTokens = try box.decodeIfPresent(Int.self, forKey: .maximumTokens)
    try take(.keep, &keep)
    try take(.seed, &seed)
  }

  public var truncation: Truncation? {
    maximumTokens.map { Truncation(maximumTokens: $0, keep: keep) }
  }

  /// Refuses settings that no training can have; `labels` is the number of the classifier's labels.
  public func check(labels: Int) throws(LSTMError) {
    func require(
      _ holds: Bool, _ setting: String, _ found: String, _ expected: String
    ) throws(LSTMError) {
      if !holds { throw .outOfRange(setting: setting, found: found, expected: expected) }
    }
    try require(epochs >= 1, "epochs", "\(epochs)", "1 or more")
    try require((1...65536).contains(batchSize), "batchSize", "\(batchSize)", "1 to 65536")
    try require(
      learningRate > 0 && learningRate.isFinite, "learningRate", "\(learningRate)",
      "a number above 0")
    try require(
      clipNorm >= 0 && clipNorm.isFinite, "clipNorm", "\(clipNorm)",
      "a number above 0, or 0 for none")
    try require(
      weightDecay >= 0 && weightDecay * learningRate < 1, "weightDecay", "\(weightDecay)",
      "0 or more, and below 1 / learningRate")
    try require(
      labelSmoothing >= 0 && labelSmoothing < 1, "labelSmoothing", "\(labelSmoothing)",
      "0 or more and below 1")
    if let classWeights {
      try require(
        classWeights.count == labels, "classWeights", "a list of \(classWeights.count)",
        "\(labels) numbers, one for each label")
      for weight in classWeights {
        try require(
          weight > 0 && weight.isFinite, "classWeights", "a list with \(weight)",
          "numbers above 0")
      }
    }
    if let patience { try require(patience >= 1, "patience", "\(patience)", "1 or more") }
    if let maximumTokens {
      try require(maximumTokens >= 1, "maximumTokens", "\(maximumTokens)", "1 or more")
    }
  }
}
