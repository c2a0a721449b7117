import Archive
import EmbeddingStore
import LSTM
import Tokenizing

/// A classifier that reads text: tokenizer, vocabulary, phrases, vectors, LSTM and labels as one thing,
/// kept in one file.
///
/// ```swift
/// let model = try TextClassifier(contentsOf: "runs/food-reviews/classifier.model.gz")
/// model.predict("tasty, but too salty").chosen     // ["bad"]
/// ```
///
/// Edge cases: an empty text, or one without words, gets the answer that the model gives before any
/// word; words that the vocabulary lacks are read by the vectors of their character n-grams where the
/// model has those, and as the unknown entry where it does not or has none of the word's, or are
/// skipped where the model skips them; of a text longer than `truncation` allows, only the words that
/// it keeps are read.
public struct TextClassifier: TextReader {
  public let tokenizer: TokenizerSettings
  public let vocabulary: Vocabulary
  /// Which words are read as one, by the ids of `vocabulary`.
  public let phrases: PhraseTable
  public let classifier: Classifier
  public let truncation: Truncation
  /// The probabilities from which labels are chosen, where they are not the usual ones: with several
  /// labels a text one per label, with one of two labels that of the second. See `DecisionRule`.
  public let thresholds: [Float]?
  /// What unknown words are read by; nil reads them all as the unknown entry, or not at all.
  public let subwords: SubwordVectors?
  /// Whether unknown words are left out of a text before it is read.
  public let skipsUnknown: Bool
  /// How the model came to be, kept for whoever trained it; nothing is answered by it.
  public var training: OpaqueRecord?
  private let rule: DecisionRule

  public var labels: [String] { classifier.settings.labels }
  public var multiLabel: Bool { classifier.settings.multiLabel }

  public init(
    tokenizer: TokenizerSettings, vocabulary: Vocabulary, phrases: PhraseTable = PhraseTable(),
    classifier: Classifier, truncation: Truncation, thresholds: [Float]? = nil,
    subwords: SubwordVectors? = nil, skipsUnknown: Bool = false
  ) {
    precondition(subwords == nil || !skipsUnknown, "a word is read or skipped")
    precondition(classifier.wordCount == vocabulary.count)
    precondition(subwords.map { $0.dimensions == classifier.settings.embeddingDimensions } ?? true)
    self.tokenizer = tokenizer
    self.vocabulary = vocabulary
    self.phrases = phrases
    self.classifier = classifier
    self.truncation = truncation
    self.thresholds = thresholds
    self.subwords = subwords
    self.skipsUnknown = skipsUnknown
    rule = DecisionRule(classifier.settings, thresholds: thresholds)
  }

  /// What makes ids of texts as the model reads them.
  var encoder: TextEncoder {
    TextEncoder(
      tokenizer, vocabulary, phrases: phrases, subwords: subwords, skipsUnknown: skipsUnknown)
  }

  /// The probabilities of one text.
  public func predict(_ text: String) -> TextPrediction {
    let predictor = TextPredictor(self, threads: 1)
    return predictor.predict([Array(text.utf8)])[0]
  }

  /// What every gate did with every word of one text.
  ///
  /// Where the LSTM reads in both directions, the gates' figures are the mean of the two. Of several
  /// layers the top one is shown. Of a quantized classifier it is what products of bytes made of the
  /// gates, to the bit.
  public func trace(_ text: String) -> TextTrace {
    var encoder = encoder
    let (read, skipped) = encoder.words(of: text)
    let words = truncation.apply(read[...])
    let trace: Trace
    do {
      trace = try classifier.trace(words.map(\.id), extraVectors: encoder.extraVectors)
    } catch {
      preconditionFailure("ids of the encoder have vectors")
    }
    let directions = Float(trace.summaries.count)
    func mean(_ word: Int, _ figure: (StepSummary) -> Float) -> Float {
      trace.summaries.reduce(0) { $0 + figure($1[word]) } / directions
    }
    return TextTrace(
      text: text, labels: labels, multiLabel: multiLabel, before: trace.probabilities[0],
      words: words.indices.map { index in
        TextTrace.Word(
          text: words[index].text, source: words[index].source,
          isKnown: encoder.knows(words[index].id),
          forget: mean(index, \.forgetOpenness), input: mean(index, \.inputOpenness),
          output: mean(index, \.outputOpenness), kept: mean(index, \.kept),
          added: mean(index, \.added), attention: trace.attention?[index],
          probabilities: trace.probabilities[index + 1])
      }, skipped: skipped.map(\.text), cutCount: read.count - words.count,
      chosen: chosen(trace.probabilities[words.count]), thresholds: thresholds)
  }

  /// The labels that probabilities stand for.
  func chosen(_ probabilities: [Float]) -> [String] {
    rule.chosen(probabilities).map { labels[$0] }
  }
}
