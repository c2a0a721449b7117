import Kernels
import LSTM
import Testing

@Suite struct WeightAverageTests {
  static func settings(_ change: (inout TrainingSettings) -> Void = { _ in }) -> TrainingSettings {
    TrainerTests.settings {
      $0.epochs = 3
      $0.averaging = 0.9
      change(&$0)
    }
  }

  /// The mean by its definition, over the weights noted after every step.
  static func mean(_ steps: [[Float]], decay: Double) -> [Double] {
    var sum = [Double](repeating: 0, count: steps[0].count)
    var total = 0.0
    var share = 1.0
    for weights in steps.reversed() {
      for (i, weight) in weights.enumerated() { sum[i] += share * Double(weight) }
      total += share
      share *= decay
    }
    return sum.map { $0 / total }
  }

  /// Asking for the averages after some steps and not after others changes neither them nor training.
  @Test(arguments: [Float(0), 1], [Float(0.5), 0.99])
  func isTheMeanOverAllSteps(unfreezeAfter: Float, decay: Float) throws {
    let examples = TrainerTests.examples(40)
    let settings = Self.settings {
      $0.averaging = decay
      $0.unfreezeAfter = unfreezeAfter
      $0.learningRate = 0.05
    }
    let classifier = try TestModels.classifier(labels: 2)
    let plain = try TestModels.classifier(labels: 2)
    let team = WorkerTeam(threads: 2)
    let run = TrainingRun(classifier, settings, totalSteps: 60, team: team)
    let plainRun = TrainingRun(
      plain,
      TrainerTests.settings {
        $0.epochs = 3
        $0.unfreezeAfter = unfreezeAfter
        $0.learningRate = 0.05
      }, totalSteps: 60, team: team)
    // Two texts a step: most words rest in most steps.
    let order = TestModels.order(examples.texts)
    var steps: [[Float]] = []
    for step in 0..<60 {
      let start = step % 20 * 2
      let rows = order[start..<start + 2]
      let loss = try run.train(examples, rows: rows)
      #expect(try plainRun.train(examples, rows: rows) == loss)
      let weights = TrainerTests.weights(classifier)
      #expect(weights == TrainerTests.weights(plain))
      steps.append(weights)
      guard [0, 1, 7, 30, 59].contains(step) else { continue }
      let averages = try run.withAverages { () throws(LSTMError) in
        TrainerTests.weights(classifier)
      }
      for (value, truth) in zip(averages, Self.mean(steps, decay: Double(decay))) {
        #expect(abs(Double(value) - truth) <= 1e-6)
      }
      #expect(TrainerTests.weights(classifier) == weights)
    }
  }

  /// What was judged is what is kept, answers included; and it is not the last weights.
  @Test func theAveragesAreJudgedAndKept() throws {
    let validation = TrainerTests.examples(60, seed: 3)
    var results: [[Float]] = []
    for averaging in [Float(0), 0.9] {
      let classifier = try TestModels.classifier(labels: 2, hidden: 16)
      let result = try Trainer(Self.settings { $0.averaging = averaging }).train(
        classifier, on: TrainerTests.examples(300), validation: validation)
      let metrics = Metrics(
        probabilities: try Predictor(classifier).probabilities(validation.texts),
        targets: validation.targets, settings: classifier.settings)
      #expect(metrics.logLoss == result.epochs[result.bestEpoch - 1].validationLoss)
      results.append(TrainerTests.weights(classifier))
    }
    #expect(results[0] != results[1])
  }

  @Test(arguments: [Float(0), 1.5])
  func threadsChangeNoBit(unfreezeAfter: Float) throws {
    var results: [[Float]] = []
    for threads in 1...3 {
      let classifier = try TestModels.classifier(
        labels: 2, words: 200, hidden: 19, bidirectional: true, pooling: .max)
      _ = try Trainer(Self.settings { $0.unfreezeAfter = unfreezeAfter }).train(
        classifier, on: TrainerTests.examples(170), validation: TrainerTests.examples(30, seed: 1),
        threads: threads)
      results.append(TrainerTests.weights(classifier))
    }
    for other in results.dropFirst() { #expect(other == results[0]) }
  }

  /// Vectors that are not trained are not touched by averaging either, to the bit.
  @Test func frozenVectorsStay() throws {
    let classifier = try TestModels.classifier(labels: 2)
    let before = classifier.embedding.copy()
    _ = try Trainer(Self.settings { $0.embedding = .frozen }).train(
      classifier, on: TrainerTests.examples(60))
    for row in 0..<before.rows {
      for column in 0..<before.columns {
        #expect(classifier.embedding[row, column] == before[row, column])
      }
    }
  }
}
