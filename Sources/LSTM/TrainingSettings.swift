/// How a classifier is trained.
///
/// Every key may be missing when decoded; it then has its default.
public struct TrainingSettings: Codable, Hashable, Sendable {
  /// What early stopping and the choice of the best weights look at, on the validation rows.
  public enum Monitor: String, Codable, CaseIterable, Sendable { case loss, accuracy, f1 }
  /// Whether the words' vectors are trained too.
  public enum Embedding: String, Codable, CaseIterable, Sendable { case frozen, fineTune }
  /// How the learning rate goes on after the warm-up.
  public enum Schedule: String, Codable, CaseIterable, Sendable {
    /// As it is.
    case constant
    /// In a straight line to 0 at the last step.
    case linear
    /// Along half a cosine to 0 at the last step: slowly, then fast, then slowly.
    case cosine
    /// As it is, and half of it whenever the monitored score has not improved for
    /// `plateauPatience` epochs.
    case plateau
  }

  /// The rule by which weights follow their gradients.
  public enum Optimizer: String, Codable, CaseIterable, Sendable {
    /// Adam. Its weight decay is decoupled, so with one it is AdamW.
    case adam
    /// The same with a weight decay of 0.01 where none is given.
    case adamW
    /// Stochastic gradient descent with `momentum`.
    case sgd
    case adagrad
  }

  public var epochs = 10
  public var batchSize = 32
  public var optimizer = Optimizer.adam
  public var learningRate: Float = 0.001
  /// Share of the last velocity that `sgd` keeps; the other rules have none.
  public var momentum: Float = 0
  public var schedule = Schedule.constant
  /// Share of all steps in which the learning rate first rises from 0 in a straight line.
  public var warmup: Float = 0
  /// Epochs without a better score before `plateau` halves the learning rate.
  public var plateauPatience = 2
  /// The largest length of the whole gradient; longer ones are shortened. 0: no limit.
  public var clipNorm: Float = 5
  /// λ: a step shrinks the weights, but neither biases nor vectors, by learning rate · λ of
  /// themselves. Nil: 0.01 for `adamW`, 0 for the others.
  public var weightDecay: Float?
  /// The decay of the weights' moving average over the steps, such as 0.999, by which the weights of
  /// the last 1 / (1 − decay) steps count most. The averages are what is judged after each epoch and
  /// what training ends with. 0: the weights themselves are.
  public var averaging: Float = 0
  public var labelSmoothing: Float = 0
  /// One factor a label, in the labels' order; nil for 1 each.
  public var classWeights: [Float]?
  /// Epochs without a better score before training stops; nil: never.
  public var patience: Int?
  public var monitor = Monitor.loss
  public var embedding = Embedding.fineTune
  /// The learning rate of the words' vectors, in learning rates of the rest; 0 leaves them as they
  /// are.
  public var vectorLearningRate: Float = 1
  /// Epochs, or a share of one, during which the words' vectors still stay as they are.
  public var unfreezeAfter: Float = 0
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
    try take(.optimizer, &optimizer)
    try take(.learningRate, &learningRate)
    try take(.momentum, &momentum)
    try take(.schedule, &schedule)
    try take(.warmup, &warmup)
    try take(.plateauPatience, &plateauPatience)
    try take(.clipNorm, &clipNorm)
    weightDecay = try box.decodeIfPresent(Float.self, forKey: .weightDecay)
    try take(.averaging, &averaging)
    try take(.labelSmoothing, &labelSmoothing)
    classWeights = try box.decodeIfPresent([Float].self, forKey: .classWeights)
    patience = try box.decodeIfPresent(Int.self, forKey: .patience)
    try take(.monitor, &monitor)
    try take(.embedding, &embedding)
    try take(.vectorLearningRate, &vectorLearningRate)
    try take(.unfreezeAfter, &unfreezeAfter)
    maximumTokens = try box.decodeIfPresent(Int.self, forKey: .maximumTokens)
    try take(.keep, &keep)
    try take(.seed, &seed)
  }

  /// The λ in force.
  public var decay: Float { weightDecay ?? (optimizer == .adamW ? 0.01 : 0) }

  /// Whether the words' vectors are trained at any time.
  package var trainsVectors: Bool { embedding == .fineTune && vectorLearningRate > 0 }

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
    try require(warmup >= 0 && warmup < 1, "warmup", "\(warmup)", "0 or more and below 1")
    try require(plateauPatience >= 1, "plateauPatience", "\(plateauPatience)", "1 or more")
    try require(
      clipNorm >= 0 && clipNorm.isFinite, "clipNorm", "\(clipNorm)",
      "a number above 0, or 0 for none")
    try require(
      momentum >= 0 && momentum < 1, "momentum", "\(momentum)", "0 or more and below 1")
    try require(
      decay >= 0 && decay * learningRate < 1, "weightDecay", "\(decay)",
      "0 or more, and below 1 / learningRate")
    try require(
      averaging >= 0 && averaging < 1, "averaging", "\(averaging)", "0 or more and below 1")
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
    try require(
      (0...100).contains(vectorLearningRate), "vectorLearningRate", "\(vectorLearningRate)",
      "0 to 100")
    try require(
      unfreezeAfter >= 0 && unfreezeAfter <= Float(epochs), "unfreezeAfter", "\(unfreezeAfter)",
      "0 to \(epochs), the number of epochs")
    if let maximumTokens {
      try require(maximumTokens >= 1, "maximumTokens", "\(maximumTokens)", "1 or more")
    }
  }
}
