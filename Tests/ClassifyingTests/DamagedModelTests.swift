import Archive
import Classifying
import EmbeddingStore
import Foundation
import Kernels
import LSTM
import TestSupport
import Testing
import Tokenizing

/// Model files cut and flipped: refused, or the same to the last bit.
@Suite struct DamagedModelTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  enum Kind: CaseIterable {
    case floats, bytes, halves, subwords

    /// As small as a model of its kind can be.
    func model() throws -> TextClassifier {
      let words = ["ab", "cd", "ab_cd"].map { Array($0.utf8) }
      let vocabulary = try Vocabulary(words: words.enumerated().map { ($1, 9 - $0) })
      let settings = ClassifierSettings(
        labels: ["n", "y"], multiLabel: false, embeddingDimensions: 2, hidden: 1,
        bidirectional: false, pooling: self == .floats ? .attention : .last)
      var classifier = try Classifier(settings, embedding: Matrix.random(5, 2), seed: 4)
      if self == .bytes { classifier = try classifier.quantized() }
      if self == .halves { classifier = try classifier.storing(.float16) }
      let subwords = SubwordVectors(
        settings: SubwordSettings(min: 2, max: 2, buckets: 9), numbers: [0, 5, 8],
        vectors: Matrix.random(3, 2))
      return TextClassifier(
        tokenizer: TokenizerSettings(), vocabulary: vocabulary,
        phrases: try phrases(vocabulary), classifier: classifier,
        truncation: Truncation(maximumTokens: 9, keep: .head), thresholds: [0.25],
        subwords: self == .subwords ? subwords : nil, skipsUnknown: self == .bytes)
    }

    /// One pass that joins the first two words.
    private func phrases(_ vocabulary: Vocabulary) throws -> PhraseTable {
      let folder = try Folder()
      var writer = ContainerWriter(kind: "phrases")
      writer.add("phrases", integers: [1, 1, 4, 2, 2, 3])
      try writer.write(to: folder.file("p"))
      return try PhraseTable(
        from: try ContainerReader(path: folder.file("p")), vocabulary: vocabulary)
    }
  }

  /// All that a model does and is made of.
  struct Payload: Equatable {
    var predictions: [TextPrediction]
    var numbers: [[UInt32]]
    var vocabulary: Vocabulary
    var tokenizer: TokenizerSettings
    var truncation: Truncation
    var thresholds: [Float]?
    var settings: ClassifierSettings
    var buckets: [Int32]?

    init(_ model: TextClassifier) {
      func bits(_ matrix: Matrix) -> [UInt32] {
        (0..<matrix.rows).flatMap { row in
          (0..<matrix.columns).map { matrix[row, $0].bitPattern }
        }
      }
      let classifier = model.classifier
      predictions = ["ab cd ab", "xy", "ab cd. unseen"].map { model.predict($0) }
      numbers = [bits(classifier.embedding), bits(classifier.outputWeights)]
      for weights in classifier.directions {
        numbers += [bits(weights.inputWeights), bits(weights.recurrentWeights)]
        numbers.append(weights.bias.map(\.bitPattern))
      }
      numbers.append(classifier.outputBias.map(\.bitPattern))
      if let subwords = model.subwords { numbers.append(bits(subwords.vectors)) }
      buckets = model.subwords?.numbers
      vocabulary = model.vocabulary
      tokenizer = model.tokenizer
      truncation = model.truncation
      thresholds = model.thresholds
      settings = classifier.settings
    }
  }

  func load(_ path: String) -> Payload? {
    do throws(ClassifyingError) {
      return Payload(try TextClassifier(contentsOf: path))
    } catch {
      if !"\(error)".hasPrefix(path) { Issue.record("\(error)") }
      return nil
    }
  }

  @Test(arguments: Kind.allCases)
  func everyCutAndEveryFlippedBit(kind: Kind) throws {
    let path = folder.file("m")
    let model = try kind.model()
    try model.write(to: path)
    let sound = Payload(model)
    #expect(load(path) == sound)
    let file = try DamagedFile(path)
    #expect(try file.findings(bits: file.bits, lengths: file.lengths, load: load) == [])
  }
}
