import Classifying
import EmbeddingStore
import Foundation
import Kernels
import LSTM
import StrictJSON
import Tokenizing

/// Models of every shape for other programs, and the ids that they are asked about.
enum ExportModels {
  struct Kind: Sendable, CustomStringConvertible {
    var layers = 1
    var bidirectional = false
    var pooling = Pooling.last
    var multiLabel = false
    var temperature: Float = 1
    var thresholds: [Float]?
    var truncation = Truncation(maximumTokens: 400, keep: .head)
    var skipsUnknown = false
    var quantized = false

    var description: String {
      "\(layers)-\(bidirectional)-\(pooling)-\(multiLabel)-\(temperature)-"
        + "\(truncation.maximumTokens)\(truncation.keep)-\(skipsUnknown)-\(quantized)"
    }

    func model() throws -> TextClassifier {
      let settings = ClassifierSettings(
        labels: thresholds?.count == 1 ? ["no", "yes"] : ["bad", "good \"ß\"", "so-so"],
        multiLabel: multiLabel, embeddingDimensions: 9, hidden: 7, layers: layers,
        bidirectional: bidirectional, pooling: pooling)
      let vocabulary = try TinyModel.vocabulary()
      var random = RandomStream(seed: 21)
      let vectors = Matrix(rows: vocabulary.count, columns: 9)
      for row in 1..<vectors.rows {
        for column in 0..<vectors.columns { vectors[row, column] = random.normal() }
      }
      let plain = try Classifier(settings, embedding: vectors, seed: 4)
      // Fresh weights have hardly any bias: these tell every place from every other.
      let directions = plain.directions.map { weights in
        var weights = weights
        for place in weights.bias.indices { weights.bias[place] += 0.3 * random.normal() }
        return weights
      }
      var classifier = try Classifier(
        settings, embedding: vectors, directions: directions, attention: plain.attention,
        outputWeights: plain.outputWeights,
        outputBias: settings.labels.map { _ in random.normal() })
      classifier.temperature = temperature
      if quantized { classifier = try classifier.quantized() }
      return TextClassifier(
        tokenizer: TokenizerSettings(foldDigits: true), vocabulary: vocabulary,
        classifier: classifier, truncation: truncation, thresholds: thresholds,
        skipsUnknown: skipsUnknown)
    }
  }

  static let kinds: [Kind] =
    [1, 2].flatMap { layers in
      Pooling.allCases.flatMap { pooling in
        [false, true].flatMap { bidirectional in
          [false, true].map {
            Kind(layers: layers, bidirectional: bidirectional, pooling: pooling, multiLabel: $0)
          }
        }
      }
    } + [
      Kind(layers: 3, bidirectional: true, pooling: .attention, temperature: 1.7),
      Kind(multiLabel: true, temperature: 0.4, thresholds: [0.5, 0.3, 0.9]),
      Kind(temperature: 2, thresholds: [0.35], truncation: .init(maximumTokens: 3, keep: .tail)),
      Kind(pooling: .mean, truncation: .init(maximumTokens: 4, keep: .both), skipsUnknown: true),
    ]

  /// Texts as ids: empty, of one word, of unknown words alone, of ragged lengths.
  static func ids() -> [[Int32]] {
    var random = RandomStream(seed: 3)
    let count = TinyModel.words.count + Vocabulary.reservedCount
    return [[], [2], [1], [1, 1, 5]]
      + (0..<12).map { _ in
        (0..<1 + random.below(14)).map { _ in Int32(1 + random.below(count - 1)) }
      }
  }

  /// What a model answers to ids, as it reads them.
  static func answers(_ model: TextClassifier, _ texts: [[Int32]]) throws -> [[Float]] {
    try texts.map { ids in
      let read = model.skipsUnknown ? ids.filter { $0 != Vocabulary.unknownID } : ids
      return try model.classifier.predict(model.truncation.apply(read[...]))
    }
  }

  /// JSON for a Python program: the ids and the answers expected.
  static func question(_ model: TextClassifier, _ texts: [[Int32]]) throws -> String {
    let answers = try answers(model, texts)
    let rule = DecisionRule(model.classifier.settings, thresholds: model.thresholds)
    let question: JSONText = [
      "ids": .array(texts.map { .array($0.map { .integer(Int($0)) }) }),
      "answers": .array(answers.map { .array($0.map(JSONText.float)) }),
      "chosen": .array(answers.map { .array(rule.chosen($0).map(JSONText.integer)) }),
    ]
    return question.compact
  }
}

/// Python with packages of others: LEXIGATE_PYTHON names the interpreter, or LEXIGATE_VENV an
/// environment; else that of the path.
enum Python {
  static func has(_ packages: String) -> Bool { run(["-c", "import \(packages)"]).status == 0 }

  static func run(_ arguments: [String]) -> (status: Int32, output: String) {
    let environment = ProcessInfo.processInfo.environment
    let interpreter =
      environment["LEXIGATE_PYTHON"] ?? environment["LEXIGATE_VENV"].map { "\($0)/bin/python" }
      ?? "python3"
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [interpreter] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    guard (try? process.run()) != nil else { return (-1, "") }
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}
