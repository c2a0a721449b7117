import EmbeddingStore
import StrictJSON
import Word2Vec

/// Trains word vectors by skip-gram or CBOW with negative sampling.
public struct Word2VecStage: PipelineStage {
  public var tokens: StageName = ""
  public var settings = SkipGramSettings()
  public var start: StageName?
  public var continuable = false
  public var snapshotWords = 0
  public var store = VectorPrecision.float32

  public init() {}
}

extension Word2VecStage {
  public static let kind = StageKind.word2vec
  public static let artifact = Artifact.vectors
  public static let purpose = "Word vectors trained by skip-gram or CBOW with negative sampling."

  public static let keys: [Key<Self>] = [
    Key(
      "tokens", \.tokens, .reference(to: .tokens), required: true,
      "The stage whose tokens are learned from."),
    Key(
      "model", \.settings.model, .choice,
      "\"skipGram\" learns from each word around a word; \"cbow\" from their mean, which is "
        + "weaker on rare words."),
    Key(
      "dimensions", \.settings.dimensions, .integer(1...4096), "Numbers in the vector of a word."),
    Key(
      "window", \.settings.window, .integer(1...100),
      "How many words on each side of a word are its context, at most."),
    Key(
      "negatives", \.settings.negatives, .integer(1...100),
      "Random words told apart from each word of the context."),
    Key(
      "subsample", \.settings.subsample, .number(.range(0...1)),
      "Share of the text above which a word is left out now and then; 0 leaves none out."),
    Key(
      "subwords", \.settings.subwords, .optional(.subwords),
      "Lengths of the character n-grams that words are made of as well, and the buckets that these "
        + "share; words never seen then have a vector too."),
    Key("epochs", \.settings.epochs, .integer(1...1000), "How often the text is gone through."),
    Key("learningRate", \.settings.learningRate, .number(.above(0)), "Size of the first steps."),
    Key(
      "minimumLearningRate", \.settings.minimumLearningRate, .number(.atLeast(0)),
      "Size of the last steps; it falls evenly from learningRate."),
    Key(
      "continue", \.start, .optional(.reference(to: .vectors)),
      "The stage whose vectors to go on from; its words join those of the tokens."),
    Key(
      "continuable", \.continuable, .flag,
      "Keep what a later \"continue\" wants in the file of vectors, which is twice as large then."),
    Key(
      "snapshotWords", \.snapshotWords, .integer(0...),
      "Words between two snapshots, from which lexigate run --resume goes on; 0 for none."),
    Key("store", \.store, .choice, VectorPrecision.purpose),
    Key(
      "parallel", \.settings.parallel, .choice,
      "\"exact\" gives the same vectors on any number of threads; \"hogwild\" is faster on many "
        + "threads and different every time."),
  ]

  public var stage: Stage { .word2vec(self) }

  public func settle(_ reading: inout StageReading) {
    let minimum = settings.minimumLearningRate
    guard minimum > settings.learningRate else { return }
    if let position = reading.given["minimumLearningRate"] ?? reading.given["learningRate"] {
      reading.fault(
        position,
        .above(
          key: "minimumLearningRate", value: JSONText.spelling(of: minimum),
          limitKey: "learningRate", limit: JSONText.spelling(of: settings.learningRate)))
    }
  }
}
