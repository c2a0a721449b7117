import Foundation
import Kernels
import LSTM
import Testing

/// PyTorch's numbers; `Golden/make_golden.py` made them.
@Suite struct GoldenTests {
  struct File: Decodable {
    var texts: [[Int32]]
    var classes: [Int]
    var flags: [[UInt8]]
    var models: [Model]
    var cases: [Case]
  }

  struct Model: Decodable {
    var layers: Int
    var bidirectional: Bool
    var values: Values
  }

  struct Values: Decodable {
    struct Direction: Decodable {
      var inputWeights: [[Float]]
      var recurrentWeights: [[Float]]
      var bias: [Float]
    }
    var embedding: [[Float]]
    var directions: [Direction]
    /// Of a model, for when it pools so.
    var attention: [Float]?
    var outputWeights: [[Float]]
    var outputBias: [Float]

    /// All numbers in the reference's order; attention's where pooling is by it.
    func flat(_ pooling: Pooling) -> [Float] {
      embedding.flatMap { $0 }
        + directions.flatMap {
          $0.inputWeights.flatMap { $0 } + $0.recurrentWeights.flatMap { $0 } + $0.bias
        } + (pooling == .attention ? attention ?? [] : []) + outputWeights.flatMap { $0 }
        + outputBias
    }

    var flat: [Float] { flat(.mean) }
  }

  struct Case: Decodable {
    var model: Int
    var pooling: Pooling
    var several: Bool
    var smoothing: Float
    var weights: [Float]?
    var logits: [[Double]]
    var loss: Double
    var gradient: Values
  }

  static func read<Value: Decodable>(_ name: String, as: Value.Type) throws -> Value {
    let file = try #require(
      Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Golden"))
    return try JSONDecoder().decode(Value.self, from: Data(contentsOf: file))
  }

  static func matrix(_ rows: [[Float]]) -> Matrix {
    let result = Matrix(rows: rows.count, columns: rows[0].count)
    for (r, row) in rows.enumerated() {
      for (c, value) in row.enumerated() { result[r, c] = value }
    }
    return result
  }

  @Test func answersLossAndGradientsArePyTorchs() throws {
    let file = try Self.read("lstm", as: File.self)
    #expect(file.cases.count == 48)
    for golden in file.cases {
      let shape = file.models[golden.model]
      let model = shape.values
      let settings = ClassifierSettings(
        labels: ["a", "b", "c"], multiLabel: golden.several,
        embeddingDimensions: model.embedding[0].count,
        hidden: model.directions[0].recurrentWeights[0].count, layers: shape.layers,
        bidirectional: shape.bidirectional, pooling: golden.pooling)
      let classifier = try Classifier(
        settings, embedding: Self.matrix(model.embedding),
        directions: model.directions.map {
          LSTMWeights(
            inputWeights: Self.matrix($0.inputWeights),
            recurrentWeights: Self.matrix($0.recurrentWeights), bias: $0.bias)
        }, attention: golden.pooling == .attention ? model.attention : nil,
        outputWeights: Self.matrix(model.outputWeights), outputBias: model.outputBias)
      #expect(
        TestModels.flat(
          classifier, dense: classifier.parameters.pointer, vectors: classifier.embedding)
          == model.flat(golden.pooling))
      var training = TrainingSettings()
      training.labelSmoothing = golden.smoothing
      training.classWeights = golden.weights
      let examples = Examples(
        texts: IDSequences(file.texts),
        targets: golden.several ? .flags(file.flags.flatMap { $0 }) : .classes(file.classes))
      let run = TrainingRun(
        classifier, training, totalSteps: 1, team: WorkerTeam(threads: 1))
      let loss = run.gradient(examples, rows: TestModels.order(examples.texts)[...])
      #expect(abs(loss - golden.loss) <= 1e-5)
      let gradient = TestModels.flat(
        classifier, dense: run.dense, vectors: run.vectorGradient)
      for (value, truth) in zip(gradient, golden.gradient.flat(golden.pooling)) {
        #expect(abs(value - truth) <= 1e-5)
      }
      let pass = ShardPass(classifier)
      let batch = PackedBatch()
      TestModels.order(examples.texts).withUnsafeBufferPointer {
        batch.fill(
          examples.texts, members: $0, bothWays: settings.bidirectional, dropout: nil)
      }
      pass.forward(classifier, batch, dropout: nil, keeping: .everything)
      for slot in 0..<batch.sequences {
        for label in 0..<3 {
          let truth = golden.logits[batch.members[slot]][label]
          #expect(abs(Double(pass.logits[slot * 3 + label]) - truth) <= 1e-5)
        }
      }
    }
  }
}
