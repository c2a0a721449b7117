import Kernels
import LSTM
import Testing

/// When and how fast the words' vectors are trained.
@Suite struct UnfreezingTests {
  static func vectors(_ classifier: Classifier) -> [[Float]] {
    (0..<classifier.embedding.rows).map { row in
      (0..<classifier.embedding.columns).map { classifier.embedding[row, $0] }
    }
  }

  /// 3 steps an epoch, 4 epochs: 1.5 epochs are 5 steps, rounded from 4.5.
  @Test func vectorsRestUntilTheirStep() throws {
    let examples = TrainerTests.examples(60)
    let settings = TrainerTests.settings {
      $0.epochs = 4
      $0.unfreezeAfter = 1.5
    }
    let classifier = try TestModels.classifier(labels: 2)
    let run = TrainingRun(classifier, settings, totalSteps: 12, team: WorkerTeam(threads: 2))
    let rows = TestModels.order(examples.texts)
    let start = Self.vectors(classifier)
    for step in 0..<5 {
      _ = try run.train(examples, rows: rows[step * 10..<step * 10 + 10])
      #expect(Self.vectors(classifier) == start)
    }
    _ = try run.train(examples, rows: rows[50...])
    #expect(Self.vectors(classifier) != start)
  }

  /// Until vectors join, all else is as if they were frozen: gradients, their length, the steps.
  @Test func untilThenAllIsFrozen() throws {
    let examples = TrainerTests.examples(60)
    var weights: [[Float]] = []
    for (embedding, after) in [(TrainingSettings.Embedding.frozen, Float(0)), (.fineTune, 2)] {
      let settings = TrainerTests.settings {
        $0.epochs = 3
        $0.clipNorm = 0.1
        $0.embedding = embedding
        $0.unfreezeAfter = after
      }
      let classifier = try TestModels.classifier(labels: 2)
      let run = TrainingRun(classifier, settings, totalSteps: 9, team: WorkerTeam(threads: 1))
      for _ in 0..<6 {
        _ = try run.train(examples, rows: TestModels.order(examples.texts)[...])
      }
      weights.append(TrainerTests.weights(classifier))
    }
    #expect(weights[0] == weights[1])
  }

  @Test func aRateOfZeroIsFrozen() throws {
    var weights: [[Float]] = []
    for embedding in TrainingSettings.Embedding.allCases {
      let classifier = try TestModels.classifier(labels: 2)
      let settings = TrainerTests.settings {
        $0.clipNorm = 0.1
        $0.embedding = embedding
        $0.vectorLearningRate = 0
      }
      _ = try Trainer(settings).train(classifier, on: TrainerTests.examples(60))
      weights.append(TrainerTests.weights(classifier))
    }
    #expect(weights[0] == weights[1])
  }

  @Test func threadsChangeNoBit() throws {
    var results: [[Float]] = []
    for threads in 1...3 {
      let classifier = try TestModels.classifier(
        labels: 2, hidden: 19, bidirectional: true, pooling: .max)
      let settings = TrainerTests.settings {
        $0.epochs = 3
        $0.vectorLearningRate = 0.3
        $0.unfreezeAfter = 0.7
        $0.schedule = .cosine
        $0.warmup = 0.2
      }
      _ = try Trainer(settings).train(
        classifier, on: TrainerTests.examples(170), threads: threads)
      results.append(TrainerTests.weights(classifier))
    }
    for other in results.dropFirst() { #expect(other == results[0]) }
  }
}
