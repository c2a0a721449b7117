import Kernels
import LSTM
import Testing

/// The fast path against the reference in Double: answers, loss and every gradient.
@Suite struct ShardPassTests {
  @Test(arguments: TestModels.kinds)
  func agreesWithTheReference(_ kind: TestModels.Kind) throws {
    for (hidden, dimensions) in [(7, 5), (16, 16), (21, 33)] {
      let classifier = try TestModels.classifier(
        multiLabel: kind.multiLabel, words: 30, dimensions: dimensions, hidden: hidden,
        layers: kind.layers, bidirectional: kind.bidirectional, pooling: kind.pooling)
      let texts = TestModels.texts(21, words: 30, longest: 12)
      let targets = TestModels.targets(21, labels: 3, multiLabel: kind.multiLabel)
      var settings = TrainingSettings()
      settings.labelSmoothing = 0.1
      settings.classWeights = [0.5, 1.25, 2]
      let examples = Examples(texts: IDSequences(texts), targets: targets)
      let reference = ReferenceClassifier(classifier)
      let truth = reference.lossAndGradient(
        texts.map { $0.map(Int.init) }, targets, smoothing: 0.1, weights: [0.5, 1.25, 2])

      let run = TrainingRun(
        classifier, settings, totalSteps: 1, team: WorkerTeam(threads: 1))
      let loss = run.gradient(examples, rows: TestModels.order(examples.texts)[...])
      #expect(abs(loss - truth.loss) <= 1e-5 * max(1, abs(truth.loss)))
      let gradient = TestModels.flat(
        classifier, dense: run.dense, vectors: run.vectorGradient)
      let expected = truth.gradient.flat
      let scale = expected.map { abs($0) }.max()!
      #expect(gradient.count == expected.count)
      for i in expected.indices {
        #expect(abs(Double(gradient[i]) - expected[i]) <= 1e-5 * scale)
      }

      let answers = try Predictor(classifier).probabilities(examples.texts)
      for (row, text) in texts.enumerated() {
        let logits = reference.logits(text.map(Int.init))
        for label in 0..<3 {
          var p = 0.0
          if kind.multiLabel {
            p = Reference.sigmoid(logits[label])
          } else {
            // 1 / Σ e^(z_c − z_label), with the sigmoid standing in for the exponential.
            for other in logits {
              let s = Reference.sigmoid(other - logits[label])
              p += s / (1 - s)
            }
            p = 1 / p
          }
          #expect(abs(Double(answers[row, label]) - p) <= 1e-5)
        }
      }
    }
  }

  /// Surplus units of a hidden size that is no multiple of 16 stay zero through training.
  @Test func surplusUnitsStayZero() throws {
    let classifier = try TestModels.classifier(hidden: 5, bidirectional: true)
    var settings = TrainingSettings()
    settings.weightDecay = 0.01
    let examples = Examples(
      texts: IDSequences(TestModels.texts(9, words: 12, longest: 6)),
      targets: TestModels.targets(9, labels: 3, multiLabel: false))
    let run = TrainingRun(classifier, settings, totalSteps: 5, team: WorkerTeam(threads: 1))
    for _ in 0..<5 { _ = try run.train(examples, rows: TestModels.order(examples.texts)[...]) }
    let real = Set(Gate.allCases.flatMap { gate in (0..<5).map { gate.column(of: $0) } })
    for cell in classifier.layout.cells {
      for row in 0..<cell.inputs + cell.hidden {
        for column in 0..<cell.gateWidth where !real.contains(column) {
          #expect(classifier.parameters.pointer[cell.place(row, column)] == 0)
        }
      }
    }
  }
}
