import Archive
import Classifying
import EmbeddingStore
import Foundation
import Kernels
import LSTM
import TestSupport
import Testing
import Tokenizing

/// Texts judged straight from a file: as by the whole model, though little of it is read.
@Suite struct FewTextsTests {
  let folder: Folder
  var path: String { folder.file("m.model.gz") }

  init() throws { folder = try Folder() }

  private func expectTheSame(_ model: TextClassifier, _ texts: [String]) throws {
    try model.write(to: path)
    #expect(try TextClassifier.predict(texts, by: path) == texts.map(model.predict))
    for text in texts {
      #expect(try TextClassifier.trace(text, by: path) == model.trace(text))
    }
  }

  @Test(arguments: TinyModel.shapes)
  func theAnswersAreThoseOfTheWholeModel(shape: TinyModel.Shape) throws {
    try expectTheSame(try shape.model(), TinyModel.texts(12) + ["", "nothing known"])
  }

  @Test(arguments: VectorPrecision.allCases, [Truncation.Keep.head, .tail])
  func ofLargeModelsToo(precision: VectorPrecision, keep: Truncation.Keep) throws {
    let model = try Self.large(precision, Truncation(maximumTokens: 4, keep: keep))
    try expectTheSame(
      model, ["w0", "w19999 w7 w3456 unseen w11111", "w5 w6 unheard-of w19998 w100 w9999", ""])
  }

  @Test func wordsThatAreUnknownToo() throws {
    let model = try TinyModel.model(subwords: TinyModel.subwords())
    try expectTheSame(model, ["tastier soups", "xyz", "goodness, not breads", "the"])
  }

  /// Spelled with one scalar or two, a word looks the same and has other n-grams.
  @Test func equalStringsAreDifferentWords() throws {
    let settings = SubwordSettings(min: 2, max: 6, buckets: 60_000)
    let model = try TinyModel.model(
      subwords: SubwordVectors(
        settings: settings, numbers: Array(0..<Int32(settings.buckets)),
        vectors: .random(settings.buckets, 9)))
    try expectTheSame(model, ["caf\u{e9} cafe\u{301} \u{e9}t\u{e9} e\u{301}te\u{301}"])
    try expectTheSame(model, ["cafe\u{301}", "caf\u{e9}"])
  }

  /// A damaged block is no hindrance to words whose vectors lie elsewhere, and is told to those that
  /// need it: so the others really are not read.
  @Test(arguments: VectorPrecision.allCases, [false, true])
  func whatIsNotNeededIsNotRead(precision: VectorPrecision, quantized: Bool) throws {
    let model = try Self.large(
      precision, Truncation(maximumTokens: 9, keep: .head), quantized: quantized)
    try model.write(to: path)
    let sound = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    // The vectors are nearly all of the file; its middle is in the middle of them.
    var damaged = sound
    damaged[sound.count / 2] ^= 0x10
    try Data(damaged).write(to: URL(fileURLWithPath: path))
    let refused = (0..<200).filter { step in
      let word = "w\(step * 100)"
      guard let answers = try? TextClassifier.predict([word], by: path) else { return true }
      #expect(answers == [model.predict(word)])
      return false
    }
    // A block holds a twelfth of the vectors, a sixth of the half floats, a third of the bytes.
    #expect(!refused.isEmpty && refused.count <= 80)
    #expect(zip(refused, refused.dropFirst()).allSatisfy { $1 == $0 + 1 })
    #expect(throws: ClassifyingError.self) { _ = try TextClassifier(contentsOf: path) }
  }

  @Test func aFaultIsToldAsByOpening() throws {
    #expect(throws: ClassifyingError.self) {
      _ = try TextClassifier.predict(["tasty"], by: folder.file("missing"))
    }
    try Data("LEXIGATE".utf8).write(to: URL(fileURLWithPath: path))
    do throws(ClassifyingError) {
      _ = try TextClassifier.trace("tasty", by: path)
      Issue.record("this is no model")
    } catch {
      #expect(error.description.hasPrefix(path + ": "))
    }
  }

  /// 20,000 words with vectors of 37 numbers: a row that begins in one block ends in the next.
  private static func large(
    _ precision: VectorPrecision, _ truncation: Truncation, quantized: Bool = false
  ) throws -> TextClassifier {
    let vocabulary = try Vocabulary(
      words: (0..<20_000).map { (Array("w\($0)".utf8), 20_000 - $0) })
    let vectors = Matrix.random(vocabulary.count, 37)
    let settings = ClassifierSettings(
      labels: ["n", "y"], multiLabel: false, embeddingDimensions: 37, hidden: 4,
      bidirectional: true, pooling: .last)
    let classifier = try Classifier(settings, embedding: vectors, seed: 1).storing(precision)
    return TextClassifier(
      tokenizer: TokenizerSettings(), vocabulary: vocabulary,
      classifier: quantized ? try classifier.quantized() : classifier,
      truncation: truncation)
  }
}
