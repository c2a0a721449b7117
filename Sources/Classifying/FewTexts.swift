import EmbeddingStore
import Tokenizing

// A few texts judged straight from a model file: of the vectors, which are most of it, only the blocks
// are read that hold the texts' own words, or their n-grams. The answers are those of the whole model.

extension TextClassifier {
  /// The answers of the model in a file to a few texts.
  ///
  /// ```swift
  /// try TextClassifier.predict(["tasty, but too salty"], by: "classifier.model.gz")
  /// ```
  ///
  /// For many texts, open the model and keep a `TextPredictor`.
  ///
  /// - Errors: those of opening the model. What is wrong with vectors that the texts do not need is not
  ///   seen.
  public static func predict(
    _ texts: [String], by path: String
  ) throws(ClassifyingError) -> [TextPrediction] {
    let model = try TextClassifier(contentsOf: path, for: texts)
    return TextPredictor(model, threads: 1).predict(texts.map { Array($0.utf8) })
  }

  /// What every gate of the model in a file did with every word of a text.
  ///
  /// - Errors: as `predict`.
  public static func trace(_ text: String, by path: String) throws(ClassifyingError) -> TextTrace {
    try TextClassifier(contentsOf: path, for: [text]).trace(text)
  }
}

/// What a model must know of its vectors to read some texts.
struct NeededWords {
  /// The unknown entry, and the words and phrases that the vocabulary has.
  private(set) var ids: Set<Int> = [Int(Vocabulary.unknownID)]
  /// The words that it lacks, as bytes: to Swift, strings are the same that are spelled otherwise.
  private(set) var unknown: Set<[UInt8]> = []

  init(
    of texts: [String], _ tokenizer: TokenizerSettings, _ vocabulary: Vocabulary,
    _ phrases: PhraseTable
  ) {
    var encoder = TextEncoder(tokenizer, vocabulary, phrases: phrases)
    for text in texts {
      for word in encoder.words(of: text).read {
        if encoder.knows(word.id) {
          ids.insert(Int(word.id))
        } else {
          unknown.insert(Array(word.text.utf8))
        }
      }
    }
  }
}
