import Archive
import Classifying
import EmbeddingStore
import Foundation
import Kernels
import LSTM
import Testing
import Tokenizing

/// Unknown words read by the vectors of their n-grams.
@Suite struct SubwordReadingTests {
  /// A vector given by hand is what is read, and a word without any piece is the unknown entry.
  @Test func unknownWordsAreReadByTheirNGrams() throws {
    let subwords = try TinyModel.subwords()
    let model = try TinyModel.model(subwords: subwords)
    let vector = try #require(subwords.vector(of: "tastier"))
    #expect(subwords.vector(of: "quokka") == nil)
    let extra = Matrix(rows: 1, columns: 9)
    for column in 0..<9 { extra[0, column] = vector[column] }
    let classifier = model.classifier
    let rows = Int32(model.vocabulary.count)
    let soup = try #require(model.vocabulary.id(of: "soup"))
    let unknown = Vocabulary.unknownID

    let answer = model.predict("tastier soup, quokka tastier")
    var texts = IDSequences([[rows, soup, 15, unknown, rows]])
    #expect(model.vocabulary.word(15) == ",")
    texts.extraVectors = extra
    let expected = try Predictor(classifier).probabilities(texts)
    #expect(answer.probabilities == (0..<3).map { expected[0, $0] })
    #expect(answer.unknownCount == 3)
    #expect(answer.wordCount == 5)
    let without = try TinyModel.model().predict("tastier soup, quokka tastier")
    #expect(without.probabilities != answer.probabilities)
    #expect(without.unknownCount == 3)

    let trace = model.trace("tastier soup, quokka tastier")
    #expect(trace.words.map(\.isKnown) == [false, true, true, false, false])
    #expect(trace.words.last?.probabilities == answer.probabilities)
    // Known words are read as ever.
    #expect(try model.predict("tasty soup") == TinyModel.model().predict("tasty soup"))
  }

  static let texts =
    ["", "tastier soups", "quokka", "saltier, but colder bread", "the goods"]
    + TinyModel.texts(30) + ["breads soups", "soups breads tastier"]

  /// No matter what stands beside a text, how many threads read, or what was asked before.
  @Test(arguments: TinyModel.shapes)
  func anAnswerIsThatOfTheTextAlone(shape: TinyModel.Shape) throws {
    let model = try TinyModel.model(
      multiLabel: shape.multiLabel, bidirectional: shape.bidirectional, pooling: shape.pooling,
      subwords: try TinyModel.subwords())
    let alone = Self.texts.map(model.predict)
    for threads in [1, 3] {
      let predictor = TextPredictor(model, threads: threads)
      #expect(predictor.predict(Self.texts.map { Array($0.utf8) }) == alone)
      #expect(predictor.predict(Self.texts.reversed().map { Array($0.utf8) }) == alone.reversed())
      #expect(predictor.predict([Array("tastier soups".utf8)])[0] == alone[1])
      // More than one worker takes at a time, each with unknown words of its own.
      let many = Self.texts + Self.texts.reversed() + ["breads"] + Self.texts
      #expect(
        predictor.predict(many.map { Array($0.utf8) })
          == alone + alone.reversed() + [model.predict("breads")] + alone)
    }
    for (text, answer) in zip(Self.texts, alone) {
      #expect(
        model.trace(text).words.last?.probabilities ?? answer.probabilities
          == answer.probabilities)
    }
  }

  @Test func theyTravelInTheFile() throws {
    let folder = try Folder()
    let model = try TinyModel.model(subwords: try TinyModel.subwords())
    try model.write(to: folder.file("m"))
    let copy = try TextClassifier(contentsOf: folder.file("m"))
    #expect(copy.subwords?.numbers == model.subwords?.numbers)
    for text in Self.texts {
      #expect(copy.predict(text) == model.predict(text))
      #expect(copy.trace(text) == model.trace(text))
    }
    try copy.write(to: folder.file("again"))
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: folder.file("again")))
        == Data(contentsOf: URL(fileURLWithPath: folder.file("m"))))
    try TinyModel.model().write(to: folder.file("plain"))
    #expect(try TextClassifier(contentsOf: folder.file("plain")).subwords == nil)
  }

  /// Vectors of n-grams of another length than the words', and parts that nobody knows.
  @Test func whatDoesNotFitIsRefused() throws {
    let folder = try Folder()
    func fault(_ change: (inout ContainerWriter) -> Void) throws -> String {
      struct Reading: Encodable {
        var truncation = Truncation(maximumTokens: 400, keep: .head)
        var thresholds: [Float] = [0.5, 0.5, 0.5]
      }
      var container = ContainerWriter(kind: "model")
      container.add("tokenizer", json: TokenizerSettings())
      try TinyModel.vocabulary().add(to: &container)
      container.add("reading", json: Reading())
      try TinyModel.classifier().add(to: &container)
      change(&container)
      try container.write(to: folder.file("m"))
      do throws(ClassifyingError) {
        _ = try TextClassifier(contentsOf: folder.file("m"))
        return ""
      } catch {
        return error.description.replacingOccurrences(of: folder.path + "/", with: "")
      }
    }
    #expect(try fault { _ in } == "")
    let narrow = SubwordVectors(
      settings: SubwordSettings(), numbers: [1, 2], vectors: Matrix(rows: 2, columns: 8))
    let shape = try fault { narrow.add(to: &$0, required: true) }
    #expect(shape.hasPrefix("m: section 'subword.vectors': found the shape 2 × 8, but 2 × 9"))
    let unknown = try fault { $0.add("moods", integers: [1]) }
    #expect(unknown.contains("'moods'"))
    #expect(try fault { $0.add("moods", integers: [1], required: false) } == "")
  }

  @Test func anEncoderNumbersWordsUntilToldToForget() throws {
    var encoder = TextEncoder(
      TokenizerSettings(), try TinyModel.vocabulary(), subwords: try TinyModel.subwords())
    func ids(_ text: String) -> [Int32] {
      var text = text
      return text.withUTF8 { encoder.ids(of: $0) }
    }
    let first = Int32(encoder.vocabulary.count)
    #expect(encoder.extraVectors == nil)
    #expect(ids("quokka") == [1])
    #expect(encoder.extraVectors == nil)
    #expect(ids("soups breads soups soup") == [first, first + 1, first, 5])
    #expect(ids("breads quokka tastier") == [first + 1, 1, first + 2])
    #expect(encoder.extraVectors?.rows == 3)
    let known = [0, 1, 2, first - 1, first, first + 2].map(encoder.knows)
    #expect(known == [false, false, true, true, false, false])
    encoder.forgetExtraWords()
    #expect(encoder.extraVectors == nil)
    #expect(ids("tastier") == [first])
  }
}
