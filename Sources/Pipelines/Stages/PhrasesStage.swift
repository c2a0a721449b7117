import EmbeddingStore
import StrictJSON

/// Joins words that belong together into tokens of their own.
public struct PhrasesStage: PipelineStage {
  public var tokens: StageName = ""
  public var score = PhraseScore.original
  /// Nil until the score decides.
  public var threshold: Double?
  public var minCount = 5
  public var passes = 1
  public var delimiter = "_"
  public var connectors: [String]?
  public var punctuation = false
  public var maximumVocabulary: Int?
  public var maximumPairs = PhraseSettings().maximumPairs

  public init() {}

  var settings: PhraseSettings {
    var settings = PhraseSettings(score, threshold: threshold)
    settings.minCount = minCount
    settings.passes = passes
    settings.delimiter = delimiter
    settings.connectors = connectors ?? []
    settings.punctuation = punctuation
    settings.maximumVocabulary = maximumVocabulary
    settings.maximumPairs = maximumPairs
    return settings
  }
}

extension PhrasesStage {
  public static let kind = StageKind.phrases
  public static let artifact = Artifact.tokens
  public static let purpose = "Tokens in which words that belong together are one: new_york."

  public static let keys: [Key<Self>] = [
    Key(
      "tokens", \.tokens, .reference(to: .tokens), required: true,
      "The stage whose tokens are joined."),
    Key(
      "score", \.score, .choice,
      "How a pair of words is judged. original: (pair - minCount) / (first · second) · number of "
        + "different words and pairs; npmi: normalised pointwise mutual information, -1 to 1."),
    Key(
      "threshold", \.threshold, .optional(.number(.atLeast(-1))),
      shown: .number(PhraseScore.original.defaultThreshold),
      "A pair that scores more is joined. The default is 10 for original and 0.5 for npmi."),
    Key("minCount", \.minCount, .integer(1...), "How often a pair must occur to be joined."),
    Key(
      "passes", \.passes, .integer(1...8),
      "How often pairs are looked for; each pass may join what the last has joined, so that 2 make "
        + "phrases of up to 4 words."),
    Key("delimiter", \.delimiter, .mark, "What stands between the words of a phrase."),
    Key(
      "connectors", \.connectors, .optional(.list(of: .text)),
      "Words that may stand inside a phrase but not begin or end it, as the tokenizer writes them."),
    Key(
      "punctuation", \.punctuation, .flag,
      "Join marks as well; otherwise tokens without a letter or digit part their neighbours."),
    Key(
      "maximumVocabulary", \.maximumVocabulary, .optional(.integer(1...)),
      "Words and phrases together, at most. All words stay; of the phrases, the most frequent."),
    Key(
      "maximumPairs", \.maximumPairs, .integer(1000...),
      "Different pairs counted at a time; when there are more, the rarest are forgotten."),
  ]

  public var stage: Stage { .phrases(self) }

  public mutating func settle(_ reading: inout StageReading) {
    guard let threshold, let position = reading.given["threshold"] else {
      threshold = score.defaultThreshold
      return
    }
    let isFitting =
      switch score {
      case .original: threshold > 0
      case .npmi: threshold <= 1
      }
    if !isFitting {
      reading.fault(
        position,
        .wrongValue(
          key: "threshold", found: JSONText.spelling(of: threshold),
          expected: score == .npmi
            ? "a number from -1 to 1 where \"score\" is \"npmi\""
            : "a number greater than 0 where \"score\" is \"original\"", suggestion: nil))
    }
  }
}
