import Foundation
import Kernels
import LSTM
import Testing

/// Whole steps of each rule; `Golden/make_optimizers.py` made PyTorch's numbers.
@Suite struct OptimizerTests {
  struct File: Decodable {
    var texts: [[Int32]]
    var classes: [Int]
    /// Rows of each batch, and which batch each step takes.
    var batches: [[Int]]
    var steps: [Int]
    var model: GoldenTests.Values
    var cases: [Case]
  }

  struct Case: Decodable {
    var name: String
    var settings: TrainingSettings
    /// After the last step.
    var weights: GoldenTests.Values
  }

  static func classifier(_ model: GoldenTests.Values) throws -> Classifier {
    try Classifier(
      ClassifierSettings(
        labels: ["a", "b", "c"], multiLabel: false,
        embeddingDimensions: model.embedding[0].count,
        hidden: model.directions[0].recurrentWeights[0].count, bidirectional: false,
        pooling: .mean),
      embedding: GoldenTests.matrix(model.embedding),
      directions: model.directions.map {
        LSTMWeights(
          inputWeights: GoldenTests.matrix($0.inputWeights),
          recurrentWeights: GoldenTests.matrix($0.recurrentWeights), bias: $0.bias)
      }, outputWeights: GoldenTests.matrix(model.outputWeights), outputBias: model.outputBias)
  }

  @Test func stepsArePyTorchs() throws {
    let file = try GoldenTests.read("optimizers", as: File.self)
    #expect(file.cases.count == 14)
    let examples = Examples(texts: IDSequences(file.texts), targets: .classes(file.classes))
    for golden in file.cases {
      let classifier = try Self.classifier(file.model)
      let run = TrainingRun(
        classifier, golden.settings, totalSteps: file.steps.count, team: WorkerTeam(threads: 1))
      for batch in file.steps { _ = try run.train(examples, rows: file.batches[batch][...]) }
      let weights = TrainerTests.weights(classifier)
      let truth = golden.weights.flat
      #expect(weights.count == truth.count)
      for (value, truth) in zip(weights, truth) {
        #expect(abs(value - truth) <= 1e-5, "\(golden.name)")
      }
    }
  }

  /// Word 9 is in the first batch only: after it, no rule moves its vector.
  @Test(arguments: TrainingSettings.Optimizer.allCases)
  func absentWordsRest(_ optimizer: TrainingSettings.Optimizer) throws {
    let classifier = try TestModels.classifier(labels: 2)
    let settings = TrainerTests.settings {
      $0.optimizer = optimizer
      $0.momentum = optimizer == .sgd ? 0.9 : 0
      $0.weightDecay = 0.1
    }
    let examples = Examples(
      texts: IDSequences([[9, 3], [4], [3, 4]]), targets: .classes([0, 1, 1]))
    let run = TrainingRun(classifier, settings, totalSteps: 3, team: WorkerTeam(threads: 1))
    func vector(_ word: Int) -> [Float] {
      (0..<classifier.embedding.columns).map { classifier.embedding[word, $0] }
    }
    let start = vector(9)
    _ = try run.train(examples, rows: [0, 1])
    let first = vector(9)
    #expect(first != start)
    let other = vector(3)
    _ = try run.train(examples, rows: [2])
    #expect(vector(9) == first && vector(3) != other)
  }

  @Test(arguments: TrainingSettings.Optimizer.allCases)
  func threadsChangeNoBit(_ optimizer: TrainingSettings.Optimizer) throws {
    var results: [[Float]] = []
    for threads in 1...3 {
      let classifier = try TestModels.classifier(
        labels: 2, hidden: 19, bidirectional: true, pooling: .mean)
      let settings = TrainerTests.settings {
        $0.epochs = 2
        $0.batchSize = 50
        $0.clipNorm = 0.5
        $0.optimizer = optimizer
        $0.momentum = optimizer == .sgd ? 0.9 : 0
        $0.weightDecay = 0.01
      }
      _ = try Trainer(settings).train(
        classifier, on: TrainerTests.examples(170), validation: TrainerTests.examples(30, seed: 1),
        threads: threads)
      results.append(TrainerTests.weights(classifier))
    }
    for other in results.dropFirst() { #expect(other == results[0]) }
  }

  /// Each rule learns what comes first, at a rate of its kind.
  @Test(arguments: [
    (TrainingSettings.Optimizer.adamW, Float(0.01)), (.sgd, 0.3), (.adagrad, 0.05),
  ])
  func learns(_ optimizer: TrainingSettings.Optimizer, rate: Float) throws {
    let classifier = try TestModels.classifier(labels: 2, hidden: 16, pooling: .mean)
    let settings = TrainerTests.settings {
      $0.epochs = 10
      $0.optimizer = optimizer
      $0.learningRate = rate
      $0.momentum = optimizer == .sgd ? 0.9 : 0
      $0.monitor = .accuracy
    }
    let result = try Trainer(settings).train(
      classifier, on: TrainerTests.examples(400), validation: TrainerTests.examples(100, seed: 2),
      threads: 2)
    #expect(result.epochs.compactMap(\.validationAccuracy).max() ?? 0 >= 0.95)
  }
}
