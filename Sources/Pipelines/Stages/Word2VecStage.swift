/// Trains word vectors by skip-gram with negative sampling.
public struct Word2VecStage: PipelineStage {
  public var tokens: StageName = ""
  public var dimensions = 100
  public var window = 5
  public var negatives = 5
  public var subsample = 1e-3
  public var epochs = 5
  public var learningRate = 0.025
  public var minimumLearningRate = 0.0001

  public init() {}
}

extension Word2VecStage {
  public static let kind = StageKind.word2vec
  public static let artifact = Artifact.vectors
  public static let purpose = "Word vectors trained by skip-gram with negative sampling."

  public static let keys: [Key<Self>] = [
    Key(
      "tokens", \.tokens, .reference(to: .tokens), required: true,
      "The stage whose tokens are learned from."),
    Key("dimensions", \.dimensions, .integer(1...4096), "Numbers in the vector of a word."),
    Key(
      "window", \.window, .integer(1...100),
      "How many words on each side of a word are its context, at most."),
    Key(
      "negatives", \.negatives, .integer(1...100),
      "Random words told apart from each word of the context."),
    Key(
      "subsample", \.subsample, .number(.range(0...1)),
      "Share of the text above which a word is left out now and then; 0 leaves none out."),
    Key("epochs", \.epochs, .integer(1...1000), "How often the text is gone through."),
    Key("learningRate", \.learningRate, .number(.above(0)), "Size of the first steps."),
    Key(
      "minimumLearningRate", \.minimumLearningRate, .number(.atLeast(0)),
      "Size of the last steps; it falls evenly from learningRate."),
  ]

  public var stage: Stage { .word2vec(self) }

  public func settle(_ reading: inout StageReading) {
    guard minimumLearningRate > learningRate else { return }
    if let position = reading.given["minimumLearningRate"] ?? reading.given["learningRate"] {
      reading.fault(
        position,
        .above(
          key: "minimumLearningRate", value: JSONText.spelling(of: minimumLearningRate),
          limitKey: "learningRate", limit: JSONText.spelling(of: learningRate)))
    }
  }
}
