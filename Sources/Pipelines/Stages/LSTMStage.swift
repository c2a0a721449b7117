import EmbeddingStore
import LSTM
import StrictJSON

/// Trains a classifier that reads a text word by word with an LSTM.
public struct LSTMStage: PipelineStage {
  public enum ClassWeights: String, CaseIterable, Sendable {
    case none, balanced
  }

  /// What a word that the vocabulary lacks is read as.
  public enum Unknown: String, CaseIterable, Sendable {
    /// The one entry that all such words share.
    case entry
    /// The vector of its character n-grams; the shared entry when it has none of them.
    case subwords
    /// Nothing: the text is read without it.
    case skip
  }

  /// The figure of the validation part that the decision thresholds make largest.
  public enum Thresholds: String, CaseIterable, Sendable {
    case none, f1, accuracy

    var goal: ThresholdGoal? { ThresholdGoal(rawValue: rawValue) }
  }

  /// What the trained classifier's weights are kept as.
  public enum Quantize: String, CaseIterable, Sendable {
    case none, int8
  }

  public var examples: StageName = ""
  public var tokens: StageName = ""
  public var vectors: StageName?
  /// Nil when `vectors` says how many.
  public var dimensions: Int?
  public var embedding = TrainingSettings.Embedding.fineTune
  /// Nil for `subwords` where the vectors have n-grams, `entry` where they do not.
  public var unknown: Unknown?
  public var hidden = 128
  public var layers = 1
  public var bidirectional = false
  public var pooling = Pooling.last
  public var embeddingDropout = 0.2
  public var layerDropout = 0.0
  public var recurrentDropout = 0.0
  public var outputDropout = 0.2
  public var wordDropout = 0.0
  public var epochs = 10
  public var batchSize = 32
  public var optimizer = TrainingSettings.Optimizer.adam
  public var learningRate = 0.001
  public var momentum = 0.0
  public var schedule = TrainingSettings.Schedule.constant
  public var warmup = 0.0
  public var plateauPatience = 2
  public var vectorLearningRate = 1.0
  public var unfreezeAfter = 0.0
  public var clipNorm = 5.0
  public var maximumTokens = 400
  public var keep = Truncation.Keep.head
  public var patience = 3
  public var monitor = TrainingSettings.Monitor.accuracy
  /// Nil for 0.01 with adamW, 0 with the others.
  public var weightDecay: Double?
  public var averaging = 0.0
  public var labelSmoothing = 0.0
  public var classWeights = ClassWeights.none
  public var checkpointSeconds = 10.0
  /// Nil for no cross-validation.
  public var folds: Int?
  public var store = VectorPrecision.float32
  public var quantize = Quantize.none
  public var calibrate = false
  public var thresholds = Thresholds.none

  public init() {}
}

extension LSTMStage {
  public static let kind = StageKind.lstm
  public static let artifact = Artifact.classifier
  public static let purpose = "A classifier that reads a text word by word with an LSTM."

  /// The length of a word's vector when neither a file nor a stage decides.
  static let defaultDimensions = 100

  public static let keys: [Key<Self>] =
    inputKeys + layerKeys + trainingKeys + stepKeys + answerKeys

  private static let inputKeys: [Key<Self>] = [
    Key(
      "examples", \.examples, .reference(to: .examples), required: true,
      "The stage whose examples are learned."),
    Key(
      "tokens", \.tokens, .reference(to: .tokens), required: true,
      "The stage that says how texts are tokenized, with its vocabulary."),
    Key(
      "vectors", \.vectors, .optional(.reference(to: .vectors)),
      "The stage whose word vectors to begin with; without it they begin at random."),
    Key(
      "maximumTokens", \.maximumTokens, .integer(1...), "Tokens of a text that are read at most."),
    Key(
      "keep", \.keep, .choice,
      "Which part of a longer text is read: its head, its tail, or half of each."),
  ]

  private static let layerKeys: [Key<Self>] = [
    Key(
      "dimensions", \.dimensions, .optional(.integer(1...4096)),
      shown: .integer(defaultDimensions),
      "Numbers in the vector of a word. Only without vectors, which have their own."),
    Key(
      "embedding", \.embedding, .choice,
      "Whether the word vectors stay as they are or are trained on."),
    Key(
      "unknown", \.unknown, .optional(.choice),
      "Whether an unknown word is read as the entry that all of them share, by the vector of its "
        + "n-grams, or skipped. By default by its n-grams where the vectors have some."),
    Key("hidden", \.hidden, .integer(1...4096), "Numbers in each memory line of the LSTM."),
    Key(
      "layers", \.layers, .integer(ClassifierSettings.layersRange),
      "LSTMs one above the other, each reading the memory lines of the one below."),
    Key("bidirectional", \.bidirectional, .flag, "Read the text backwards as well."),
    Key(
      "pooling", \.pooling, .choice,
      "What of the steps is judged: the last, the mean, the largest of each number, or a mean with "
        + "weights that a learned vector gives."),
    Key(
      "embeddingDropout", \.embeddingDropout, .number(.upTo(0..<1)),
      "Share of each word vector that is blanked while training."),
    Key(
      "layerDropout", \.layerDropout, .number(.upTo(0..<1)),
      "Share of what one layer passes on to the next that is blanked while training."),
    Key(
      "recurrentDropout", \.recurrentDropout, .number(.upTo(0..<1)),
      "Share of the short-term memory that is blanked on its way to the next word while training."),
    Key(
      "outputDropout", \.outputDropout, .number(.upTo(0..<1)),
      "Share of the pooled numbers that is blanked while training."),
    Key(
      "wordDropout", \.wordDropout, .number(.upTo(0..<1)),
      "Share of the words that is read as unknown while training."),
  ]

  private static let trainingKeys: [Key<Self>] = [
    Key("epochs", \.epochs, .integer(1...1000), "How often the examples are gone through at most."),
    Key("batchSize", \.batchSize, .integer(1...65536), "Texts in one step of training."),
    Key(
      "labelSmoothing", \.labelSmoothing, .number(.upTo(0..<1)),
      "Share of certainty taken from the right label and spread over all."),
    Key(
      "classWeights", \.classWeights, .choice,
      "Whether examples of rare labels count more, so that all labels weigh the same."),
    Key(
      "monitor", \.monitor, .choice,
      "The figure of the validation part by which the best epoch is chosen."),
    Key(
      "patience", \.patience, .integer(0...1000),
      "Epochs without improvement after which training stops; 0 for never."),
    Key(
      "checkpointSeconds", \.checkpointSeconds, .number(.atLeast(0)),
      "Seconds since the last checkpoint after which the end of an epoch is worth another, from which "
        + "lexigate run --resume goes on; 0 for every epoch."),
  ]

  /// How the steps of training are made.
  private static let stepKeys: [Key<Self>] = [
    Key(
      "optimizer", \.optimizer, .choice,
      "The rule of the steps. In adam, weight decay is decoupled: adamW is the same with 0.01 of it "
        + "unless told otherwise."),
    Key(
      "learningRate", \.learningRate, .number(.above(0)),
      "Size of the steps; sgd and adagrad want larger ones than adam, such as 0.1 and 0.01."),
    Key(
      "momentum", \.momentum, .number(.upTo(0..<1)),
      "Share of its last velocity that sgd keeps in each step."),
    Key(
      "schedule", \.schedule, .choice,
      "Whether the learning rate stays, falls to 0 at the last step in a straight line or along a "
        + "cosine, or is halved on a plateau of the monitored figure."),
    Key(
      "warmup", \.warmup, .number(.upTo(0..<1)),
      "Share of all steps in which the learning rate first rises from 0 in a straight line."),
    Key(
      "plateauPatience", \.plateauPatience, .integer(1...1000),
      "Epochs without improvement that make a plateau."),
    Key(
      "clipNorm", \.clipNorm, .number(.atLeast(0)),
      "Longest gradient that is followed at full length; 0 for no limit."),
    Key(
      "weightDecay", \.weightDecay, .optional(.number(.atLeast(0))),
      "How strongly the weights are drawn towards zero. By default not at all, and 0.01 with adamW."
    ),
    Key(
      "vectorLearningRate", \.vectorLearningRate, .number(.range(0...100)),
      "Size of the steps of the word vectors, in steps of all else."),
    Key(
      "unfreezeAfter", \.unfreezeAfter, .number(.range(0...1000)),
      "Epochs, whole or not, in which the word vectors stay as they are before they are trained too."
    ),
    Key(
      "averaging", \.averaging, .number(.upTo(0..<1)),
      "Decay, such as 0.999, of a moving average of the weights over the steps, which is judged and "
        + "kept in their place; 0 for none."),
  ]

  private static let answerKeys: [Key<Self>] = [
    Key(
      "folds", \.folds, .optional(.integer(2...100)),
      "Before the classifier itself, train one for each of so many equal parts of the training and "
        + "validation rows, on the other parts, and give mean and deviation of what they reach."),
    Key("store", \.store, .choice, VectorPrecision.purpose),
    Key(
      "quantize", \.quantize, .choice,
      "Whether the trained model keeps its vectors and weights as bytes: a quarter of the size and "
        + "faster answers, a little less exact. Training is the same; what follows it, and all "
        + "answers, are the bytes' own."),
    Key(
      "calibrate", \.calibrate, .flag,
      "Divide the logits by the temperature that makes the log loss of the validation part least, so "
        + "that a probability of 0.8 is right in 8 of 10 cases."),
    Key(
      "thresholds", \.thresholds, .choice,
      "Which figure of the validation part the decision thresholds make largest: one threshold for "
        + "the second of two labels, or one per label where a text may have several."),
  ]

  public var stage: Stage { .lstm(self) }

  public mutating func settle(_ reading: inout StageReading) {
    if reading.given["vectors"] == nil {
      if dimensions == nil { dimensions = Self.defaultDimensions }
      if embedding == .frozen, let position = reading.given["embedding"] {
        reading.fault(position, .frozenAtRandom)
      }
      if unknown == .subwords, let position = reading.given["unknown"] {
        reading.fault(position, .noSubwords(vectors: nil))
      }
    } else if let position = reading.given["dimensions"] {
      reading.fault(position, .conflict("dimensions", with: "vectors"))
    }
    if layers == 1, layerDropout > 0, let position = reading.given["layerDropout"] {
      reading.fault(position, .meaningless(key: "layerDropout", because: "layers", is: "1"))
    }
    checkSteps(&reading)
  }

  /// Keys that ask for something which another key rules out; a default asks for nothing.
  private func checkSteps(_ reading: inout StageReading) {
    func refuse(_ key: String, _ asks: Bool, because other: String, is value: String) {
      if asks, let position = reading.given[key] {
        reading.fault(position, .meaningless(key: key, because: other, is: value))
      }
    }
    if optimizer != .sgd {
      refuse("momentum", momentum > 0, because: "optimizer", is: optimizer.rawValue)
    }
    if schedule != .plateau {
      refuse(
        "plateauPatience", plateauPatience != Self().plateauPatience, because: "schedule",
        is: schedule.rawValue)
    }
    if embedding == .frozen {
      refuse(
        "vectorLearningRate", vectorLearningRate != 1, because: "embedding",
        is: embedding.rawValue)
      refuse("unfreezeAfter", unfreezeAfter > 0, because: "embedding", is: embedding.rawValue)
    }
    if quantize == .int8 {
      refuse("store", store != .int8, because: "quantize", is: quantize.rawValue)
    }
    if unfreezeAfter > Double(epochs),
      let position = reading.given["unfreezeAfter"] ?? reading.given["epochs"]
    {
      reading.fault(
        position,
        .above(
          key: "unfreezeAfter", value: JSONText.spelling(of: unfreezeAfter), limitKey: "epochs",
          limit: "\(epochs)"))
    }
  }
}
