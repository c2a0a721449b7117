/// What every gate did with every word of one text.
public struct TextTrace: Sendable, Hashable {
  public var text: String
  /// The labels, in the model's order.
  public var labels: [String]
  /// Whether a text may have several labels.
  public var multiLabel: Bool
  /// The answer before any word is read, one probability per label.
  public var before: [Float]
  /// The words that are read.
  public var words: [Word]
  /// Unknown words of the text that the model skips.
  public var skipped: [String]
  /// Words of the text, besides, that lie beyond the length that the model reads at most.
  public var cutCount: Int
  /// The labels chosen after the last word.
  public var chosen: [String]
  /// The model's thresholds where it has its own; see `TextClassifier`.
  public var thresholds: [Float]?

  /// One word and what reading it did.
  public struct Word: Sendable, Hashable {
    /// The word as the tokenizer gives it, or the phrase as the vocabulary spells it.
    public var text: String
    /// Where it stands in the original text, in bytes of UTF-8.
    public var source: Range<Int>
    /// Whether the vocabulary has it; an unknown word is read by its n-grams where the model has
    /// vectors for some, else as the unknown entry.
    public var isKnown: Bool
    /// Mean openness of the forget gate, 0 (all dropped) … 1 (all kept).
    public var forget: Float
    /// Mean openness of the input gate, 0…1.
    public var input: Float
    /// Mean openness of the output gate, 0…1.
    public var output: Float
    /// How much of the long-term memory stayed: ‖f_t ⊙ C_t−1‖ / ‖C_t−1‖, 0…1; 0 for the first word
    /// of a direction, before which there is no memory.
    public var kept: Float
    /// How much was added to it: the mean of |i_t ⊙ C̃_t|, 0…1.
    public var added: Float
    /// How much of what is judged this word's memory made, 0…1, all words together 1; nil where
    /// the model does not pool by attention.
    public var attention: Float?
    /// The answer if the text ended here, one probability per label.
    public var probabilities: [Float]

    public init(
      text: String, source: Range<Int>, isKnown: Bool, forget: Float, input: Float,
      output: Float, kept: Float, added: Float, attention: Float? = nil, probabilities: [Float]
    ) {
      self.text = text
      self.source = source
      self.isKnown = isKnown
      self.forget = forget
      self.input = input
      self.output = output
      self.kept = kept
      self.added = added
      self.attention = attention
      self.probabilities = probabilities
    }
  }

  public init(
    text: String, labels: [String], multiLabel: Bool, before: [Float], words: [Word],
    skipped: [String] = [], cutCount: Int = 0, chosen: [String], thresholds: [Float]? = nil
  ) {
    self.text = text
    self.labels = labels
    self.multiLabel = multiLabel
    self.before = before
    self.words = words
    self.skipped = skipped
    self.cutCount = cutCount
    self.chosen = chosen
    self.thresholds = thresholds
  }
}
