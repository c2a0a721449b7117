/// Cuts texts into tokens and numbers them.
public struct TokenizeStage: PipelineStage {
  public enum Mode: String, CaseIterable, Sendable {
    case unicode, whitespace
  }

  public enum URLs: String, CaseIterable, Sendable {
    case keep, replace, drop
  }

  public var from: [StageName] = []
  public var mode = Mode.unicode
  public var lowercase = true
  public var foldAccents = false
  public var foldDigits = false
  public var contractions = true
  public var punctuation = true
  public var emoji = true
  public var html = false
  public var urls = URLs.keep
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
      "mode", \.mode, .choice,
      "unicode finds words by the rules of UAX #29; whitespace cuts at spaces only."),
    Key("lowercase", \.lowercase, .flag, "Write every token in small letters."),
    Key("foldAccents", \.foldAccents, .flag, "Take accents off letters: é becomes e."),
    Key("foldDigits", \.foldDigits, .flag, "Write every digit as 0."),
    Key(
      "contractions", \.contractions, .flag,
      "Cut contractions in two: don't becomes do n't, it's becomes it 's."),
    Key("punctuation", \.punctuation, .flag, "Keep punctuation marks as tokens."),
    Key("emoji", \.emoji, .flag, "Keep emoji as tokens."),
    Key("html", \.html, .flag, "Drop HTML tags and decode entities first."),
    Key(
      "urls", \.urls, .choice,
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
