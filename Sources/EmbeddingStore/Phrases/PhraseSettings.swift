/// What counts as a phrase.
public struct PhraseSettings: Hashable, Sendable {
  public var score: PhraseScore
  /// A pair that scores more is a phrase.
  public var threshold: Double
  /// How often a pair must occur.
  public var minCount = 5
  /// How often pairs are looked for, each time in the texts as the last left them: n passes make
  /// phrases of up to 2ⁿ words.
  public var passes = 1
  /// What stands between the words of a phrase.
  public var delimiter = "_"
  /// Words that may stand inside a phrase but do not begin or end one: "of" in "bank of america".
  /// Those that the vocabulary lacks are ignored.
  public var connectors: [String] = []
  /// Whether marks are joined as words are. If not, a word without a letter or digit parts its
  /// neighbours as an unknown word does, unless it is a connector.
  public var punctuation = false
  /// Words and phrases together, at most. Words always stay; of the phrases of a pass, the most
  /// frequent pairs.
  public var maximumVocabulary: Int?
  /// Different pairs that are counted at a time. When there are more, the rarest are forgotten, and the
  /// counts of what remains are those since then; 20 million pairs take 512 MiB.
  public var maximumPairs = 20_000_000

  public init(_ score: PhraseScore = .original, threshold: Double? = nil) {
    self.score = score
    self.threshold = threshold ?? score.defaultThreshold
  }
}
