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
/// model has those, and as the unknown entry where it does not or has none of the word's; of a text
/// longer than `truncation` allows, only the words that it keeps are read.
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
  /// What unknown words are read by; nil reads them all as the unknown entry.
  public let subwords: SubwordVectors?
  private let rule: DecisionRule

  public var labels: [String] { classifier.settings.labels }
  public var multiLabel: Bool { classifier.settings.multiLabel }

  public init(
    tokenizer: TokenizerSettings, vocabulary: Vocabulary, phrases: PhraseTable = PhraseTable(),
    classifier: Classifier, truncation: Truncation, thresholds: [Float]? = nil,
    subwords: SubwordVectors? = nil
  ) {
    precondition(classifier.embedding.rows == vocabulary.count)
    precondition(subwords.map { $0.dimensions == classifier.embedding.columns } ?? true)
    self.tokenizer = tokenizer
    self.vocabulary = vocabulary
    self.phrases = phrases
    self.classifier = classifier
    self.truncation = truncation
    self.thresholds = thresholds
    self.subwords = subwords
    rule = DecisionRule(classifier.settings, thresholds: thresholds)
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
    var encoder = TextEncoder(tokenizer, vocabulary, phrases: phrases, subwords: subwords)
    let words = truncation.apply(encoder.words(of: text)[...])
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
      }, chosen: chosen(trace.probabilities[words.count]), thresholds: thresholds)
  }

  /// The labels that probabilities stand for.
  func chosen(_ probabilities: [Float]) -> [String] {
    rule.chosen(probabilities).map { labels[$0] }
  }
}

/// A text classifier with the buffers and threads to judge many texts.
///
/// Not for use by two threads at once: make one each.
public final class TextPredictor {
  public let model: TextClassifier
  private let predictor: Predictor
  private var encoder: TextEncoder

  public init(_ model: TextClassifier, threads: Int) {
    self.model = model
    predictor = Predictor(model.classifier, threads: threads)
    encoder = TextEncoder(
      model.tokenizer, model.vocabulary, phrases: model.phrases, subwords: model.subwords)
  }

  /// One answer per text, whatever stands beside it; texts are bytes of UTF-8.
  public func predict(_ texts: [[UInt8]]) -> [TextPrediction] {
    var sequences = IDSequences()
    encoder.forgetExtraWords()
    let counts = texts.map { text in
      let ids = text.withUnsafeBufferPointer { encoder.ids(of: $0) }
      sequences.append(model.truncation.apply(ids[...]))
      return (words: ids.count, unknown: ids.count { !encoder.knows($0) })
    }
    sequences.extraVectors = encoder.extraVectors
    do {
      let answers = try predictor.probabilities(sequences)
      return counts.enumerated().map { row, counts in
        let probabilities = model.labels.indices.map { answers[row, $0] }
        return TextPrediction(
          labels: model.labels, multiLabel: model.multiLabel, probabilities: probabilities,
          chosen: model.chosen(probabilities), wordCount: counts.words,
          unknownCount: counts.unknown, thresholds: model.thresholds)
      }
    } catch {
      preconditionFailure("ids of the encoder have vectors")
    }
  }
}
