import Classifying
import EmbeddingStore
import Foundation
import Kernels
import LSTM
import Tokenizing

/// Small models with random weights, and texts for them.
enum TinyModel {
  static let words = [
    "tasty", "good", "not", "soup", "bread", "salt", "the", "was", "but", "very", "bad", "cold",
    ".", ",", "do", "n't",
  ]

  static func vocabulary() throws -> Vocabulary {
    try Vocabulary(words: words.enumerated().map { (Array($1.utf8), 20 - $0) })
  }

  static func classifier(
    labels: [String] = ["bad", "good", "so-so"],
    rows: Int = words.count + Vocabulary.reservedCount, multiLabel: Bool = false,
    bidirectional: Bool = false, pooling: Pooling = .last
  ) throws -> Classifier {
    var random = RandomStream(seed: 11)
    let vectors = Matrix(rows: rows, columns: 9)
    for row in 1..<rows {
      for column in 0..<vectors.columns { vectors[row, column] = random.normal() }
    }
    return try Classifier(
      ClassifierSettings(
        labels: labels, multiLabel: multiLabel, embeddingDimensions: 9,
        hidden: 7, bidirectional: bidirectional, pooling: pooling),
      embedding: vectors, seed: 5)
  }

  static func model(
    labels: [String] = ["bad", "good", "so-so"],
    tokenizer: TokenizerSettings = TokenizerSettings(), multiLabel: Bool = false,
    bidirectional: Bool = false, pooling: Pooling = .last,
    truncation: Truncation = Truncation(maximumTokens: 400, keep: .head),
    thresholds: [Float]? = nil, subwords: SubwordVectors? = nil, quantized: Bool = false
  ) throws -> TextClassifier {
    let plain = try classifier(
      labels: labels, multiLabel: multiLabel, bidirectional: bidirectional, pooling: pooling)
    return TextClassifier(
      tokenizer: tokenizer, vocabulary: try vocabulary(),
      classifier: quantized ? try plain.quantized() : plain,
      truncation: truncation, thresholds: thresholds, subwords: subwords)
  }

  /// Vectors for all pieces of three letters that the vocabulary's words have.
  static func subwords() throws -> SubwordVectors {
    let settings = SubwordSettings(min: 3, max: 3, buckets: 1 << 20)
    let numbers = Set(words.flatMap(settings.numbers)).sorted()
    var random = RandomStream(seed: 12)
    let vectors = Matrix(rows: numbers.count, columns: 9)
    for row in 0..<vectors.rows {
      for column in 0..<vectors.columns { vectors[row, column] = random.normal() }
    }
    return SubwordVectors(settings: settings, numbers: numbers, vectors: vectors)
  }

  /// Every shape that a model may have.
  static let shapes: [Shape] =
    Pooling.allCases.flatMap { pooling in
      [false, true].flatMap { bidirectional in
        [false, true].map { Shape(multiLabel: $0, bidirectional: bidirectional, pooling: pooling) }
      }
    } + [Shape(multiLabel: false, bidirectional: true, pooling: .attention, quantized: true)]

  struct Shape: Sendable {
    var multiLabel: Bool
    var bidirectional: Bool
    var pooling: Pooling
    var quantized = false

    func model() throws -> TextClassifier {
      try TinyModel.model(
        multiLabel: multiLabel, bidirectional: bidirectional, pooling: pooling,
        quantized: quantized)
    }
  }

  /// Texts of ragged lengths with known and unknown words; the first is empty.
  static func texts(_ count: Int) -> [String] {
    var random = RandomStream(seed: 8)
    let choice = words.filter { $0.count > 1 && $0 != "n't" } + ["pizza", "Tasty", "don't"]
    return (0..<count).map { number in
      (0..<(number == 0 ? 0 : random.below(number % 7 == 0 ? 60 : 12))).map { _ in
        choice[random.below(choice.count)]
      }.joined(separator: " ")
    }
  }
}

/// A folder that is gone with the object.
final class Folder {
  let path = NSTemporaryDirectory() + "lexigate-" + UUID().uuidString

  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }
}
