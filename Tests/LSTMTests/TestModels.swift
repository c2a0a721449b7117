import Kernels
import LSTM
import Testing

/// Small classifiers and texts that several tests share.
enum TestModels {
  static func vectors(_ rows: Int, _ columns: Int, seed: UInt64 = 3) -> Matrix {
    var random = RandomStream(seed: seed)
    let table = Matrix(rows: rows, columns: columns)
    for row in 0..<rows {
      for column in 0..<columns { table[row, column] = random.normal() * 0.7 }
    }
    return table
  }

  static func classifier(
    labels: Int = 3, multiLabel: Bool = false, words: Int = 12, dimensions: Int = 5,
    hidden: Int = 7, layers: Int = 1, bidirectional: Bool = false, pooling: Pooling = .last,
    seed: UInt64 = 1,
    change: (inout ClassifierSettings) -> Void = { _ in }
  ) throws -> Classifier {
    var settings = ClassifierSettings(
      labels: (0..<labels).map { "label \($0)" }, multiLabel: multiLabel,
      embeddingDimensions: dimensions, hidden: hidden, layers: layers,
      bidirectional: bidirectional, pooling: pooling)
    change(&settings)
    return try Classifier(settings, embedding: vectors(words, dimensions), seed: seed)
  }

  /// Texts of ragged lengths, 0 and 1 among them, over ids 1 ..< words.
  static func texts(_ count: Int, words: Int, longest: Int, seed: UInt64 = 5) -> [[Int32]] {
    var random = RandomStream(seed: seed)
    return (0..<count).map { number in
      let length = number == 1 ? 0 : number == 2 ? 1 : random.below(longest + 1)
      return (0..<length).map { _ in Int32(1 + random.below(words - 1)) }
    }
  }

  static func targets(_ count: Int, labels: Int, multiLabel: Bool, seed: UInt64 = 6) -> Targets {
    var random = RandomStream(seed: seed)
    return multiLabel
      ? .flags((0..<count * labels).map { _ in UInt8(random.below(2)) })
      : .classes((0..<count).map { _ in random.below(labels) })
  }

  /// Layers × pooling × directions × kind of labels.
  static let kinds: [Kind] = [1, 2].flatMap { layers in
    Pooling.allCases.flatMap { pooling in
      [false, true].flatMap { bidirectional in
        [false, true].map {
          Kind(layers: layers, pooling: pooling, bidirectional: bidirectional, multiLabel: $0)
        }
      }
    }
  }

  struct Kind: CustomTestStringConvertible, Sendable {
    var layers: Int
    var pooling: Pooling
    var bidirectional: Bool
    var multiLabel: Bool
    var testDescription: String {
      "\(layers) × \(pooling), \(bidirectional ? "two directions" : "one direction"), "
        + (multiLabel ? "several labels" : "one label")
    }
  }

  /// The floats of a flat run or table as the reference orders them.
  static func flat(_ classifier: Classifier, dense: UnsafePointer<Float>, vectors: Matrix)
    -> [Float]
  {
    var result: [Float] = []
    func add(_ matrix: Matrix) {
      for row in 0..<matrix.rows {
        for column in 0..<matrix.columns { result.append(matrix[row, column]) }
      }
    }
    add(vectors)
    for weights in classifier.directions(of: dense) {
      add(weights.inputWeights)
      add(weights.recurrentWeights)
      result += weights.bias
    }
    result += classifier.attention(of: dense) ?? []
    add(classifier.outputWeights(of: dense))
    for label in 0..<classifier.layout.labels {
      result.append(dense[classifier.layout.outputBias + label])
    }
    return result
  }

  /// Rows by falling length, as a batch wants them.
  static func order(_ texts: IDSequences) -> [Int] {
    (0..<texts.count).sorted { (texts.length($0), $1) > (texts.length($1), $0) }
  }
}
