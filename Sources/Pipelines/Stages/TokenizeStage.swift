import Tokenizing

/// Cuts texts into tokens and numbers them.
public struct TokenizeStage: PipelineStage {
  public var from: [StageName] = []
  public var settings = TokenizerSettings()
  public var minCount = 2
  public var maximumVocabulary: Int?

  public init() {}
}

extension TokenizeStage {
  public static let kind = StageKind.tokenize
  public static let artifact = Artifact.tokens
  public static let purpose = "Texts cut into tokens, and the vocabulary of those tokens."

  public static let keys: [Key<Self>] = [
    Key(
      "from", \.from, .list(of: .reference(to: .examples, .corpus), orOne: true), required: true,
      "The stages whose texts are counted. Of examples only the training part is."),
    Key(
      "mode", \.settings.mode, .choice,
      "unicode finds words by the rules of UAX #29; whitespace cuts at spaces only."),
    Key("lowercase", \.settings.lowercase, .flag, "Write every token in small letters."),
    Key("foldAccents", \.settings.foldAccents, .flag, "Take accents off letters: é becomes e."),
    Key("foldDigits", \.settings.foldDigits, .flag, "Write every digit as 0."),
    Key(
      "contractions", \.settings.contractions, .flag,
      "Cut contractions in two: don't becomes do n't, it's becomes it 's."),
    Key("punctuation", \.settings.punctuation, .flag, "Keep punctuation marks as tokens."),
    Key("emoji", \.settings.emoji, .flag, "Keep emoji as tokens."),
    Key("html", \.settings.html, .flag, "Drop HTML tags and decode entities first."),
    Key(
      "urls", \.settings.urls, .choice,
      "Keep web addresses as they are, replace each by <url>, or drop them."),
    Key(
      "minCount", \.minCount, .integer(1...),
      "How often a token must occur to enter the vocabulary."),
    Key(
      "maximumVocabulary", \.maximumVocabulary, .optional(.integer(1...)),
      "Keep only so many tokens, the most frequent ones."),
  ]

  public var stage: Stage { .tokenize(self) }
}
