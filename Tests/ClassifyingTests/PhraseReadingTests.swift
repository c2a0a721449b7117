import Archive
import Classifying
import EmbeddingStore
import Foundation
import LSTM
import Testing
import Tokenizing

/// A model that was trained on phrases reads them in new texts.
@Suite struct PhraseReadingTests {
  let folder: Folder
  let model: TextClassifier

  init() throws {
    folder = try Folder()
    model = try Self.model()
  }

  /// Knows "not very good" as "not_very_good" (by way of "not_very") and "cold soup".
  static func model() throws -> TextClassifier {
    var builder = VocabularyBuilder()
    for (number, word) in TinyModel.words.enumerated() { builder.add(word, count: 40 - number) }
    let vocabulary = try builder.build()
    let texts = ["not very good", "not very", "not very good", "cold soup", "cold soup"]
    let ids = texts.flatMap { text in
      text.split(separator: " ").map { vocabulary.id(of: String($0))! } + [-1 as Int32]
    }
    var settings = PhraseSettings(.npmi, threshold: 0.2)
    settings.minCount = 2
    settings.passes = 2
    let found = PhraseDetector(settings).detect(vocabulary: vocabulary) { take in
      ids.withUnsafeBufferPointer { take($0) }
    }
    return TextClassifier(
      tokenizer: TokenizerSettings(), vocabulary: found.vocabulary, phrases: found.phrases,
      classifier: try TinyModel.classifier(rows: found.vocabulary.count),
      truncation: Truncation(maximumTokens: 400, keep: .head))
  }

  @Test func tracesShowAPhraseAsOneWord() throws {
    let words = model.trace("The cold  soup was NOT very good, not very bad").words
    #expect(
      words.map(\.text) == [
        "the", "cold_soup", "was", "not_very_good", ",", "not_very", "bad",
      ])
    #expect(words.map(\.source) == [0..<3, 4..<14, 15..<18, 19..<32, 32..<33, 34..<42, 43..<46])
    #expect(words.allSatisfy { $0.isKnown })
  }

  @Test func predictionsReadThePhrases() throws {
    let text = "The cold soup was not very good"
    let answer = model.predict(text)
    #expect(answer.wordCount == 4)
    #expect(answer.unknownCount == 0)
    #expect(answer.probabilities == model.trace(text).words.last?.probabilities)
    let plain = TextClassifier(
      tokenizer: model.tokenizer, vocabulary: model.vocabulary, classifier: model.classifier,
      truncation: model.truncation)
    #expect(plain.predict(text).wordCount == 7)
    #expect(plain.predict(text).probabilities != answer.probabilities)
  }

  @Test func unknownWordsAndEndsPartPhrases() throws {
    #expect(model.trace("cold pizza soup").words.map(\.text) == ["cold", "pizza", "soup"])
    #expect(model.trace("cold").words.map(\.text) == ["cold"])
    #expect(model.trace("soup cold").words.map(\.text) == ["soup", "cold"])
    #expect(model.trace("").words.isEmpty)
    // What one text held back does not run into the next.
    let predictor = TextPredictor(model, threads: 1)
    let answers = predictor.predict(["cold", "soup"].map { Array($0.utf8) })
    #expect(answers == [model.predict("cold"), model.predict("soup")])
  }

  @Test func phrasesTravelInTheModelFile() throws {
    try model.write(to: folder.file("m"))
    let copy = try TextClassifier(contentsOf: folder.file("m"))
    #expect(copy.phrases == model.phrases)
    for text in ["cold soup, not very good", "not very bad"] + TinyModel.texts(30) {
      #expect(copy.predict(text) == model.predict(text))
      #expect(copy.trace(text) == model.trace(text))
    }
    #expect(copy.predict("cold soup").wordCount == 1)
  }

  @Test func aPhraseOfNoWordIsRefused() throws {
    struct Reading: Encodable {
      var truncation = Truncation(maximumTokens: 400, keep: .head)
      var thresholds: [Float] = [0.5, 0.5, 0.5]
    }
    var container = ContainerWriter(kind: "model")
    container.add("tokenizer", json: TokenizerSettings())
    try TinyModel.vocabulary().add(to: &container)
    container.add("phrases", integers: [1, 1, 2, 2, 3, 18])
    container.add("reading", json: Reading())
    try TinyModel.classifier().add(to: &container)
    try container.write(to: folder.file("m"))
    do throws(ClassifyingError) {
      _ = try TextClassifier(contentsOf: folder.file("m"))
      Issue.record("accepted")
    } catch {
      #expect(
        error.description
          == "\(folder.file("m")): section 'phrases': found the id 18, but an id from 2 to 17 was "
          + "expected; the program that wrote this file is at fault")
    }
  }
}
