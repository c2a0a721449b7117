import Kernels
import LSTM
import Testing

/// The reference against the definition of a derivative.
@Suite struct ReferenceClassifierTests {
  static let texts = [[2, 5, 3, 2, 4], [4], [], [1, 1, 5]]

  @Test(arguments: TestModels.kinds)
  func gradientsAreCentralDifferences(_ kind: TestModels.Kind) throws {
    let classifier = try TestModels.classifier(
      multiLabel: kind.multiLabel, words: 6, dimensions: 3,
      hidden: kind.layers == 1 ? 4 : 3,
      layers: kind.layers, bidirectional: kind.bidirectional, pooling: kind.pooling)
    let reference = ReferenceClassifier(classifier)
    let targets: Targets =
      kind.multiLabel
      ? .flags([1, 0, 1, 0, 0, 0, 0, 1, 0, 1, 1, 0]) : .classes([0, 2, 1, 2])
    for (smoothing, weights) in [(0.0, nil), (0.1, [0.5, 1.25, 2.0])] {
      let gradient = reference.lossAndGradient(
        Self.texts, targets, smoothing: smoothing, weights: weights
      ).gradient.flat
      let point = reference.flat
      let scale = gradient.map { abs($0) }.max()!
      for i in point.indices {
        func loss(_ change: Double) -> Double {
          var moved = reference
          var values = point
          values[i] += change
          moved.flat = values
          return moved.lossAndGradient(
            Self.texts, targets, smoothing: smoothing, weights: weights
          ).loss
        }
        // Fourth order, so that a step large enough for Double's digits still errs little.
        let h = 1e-3
        let slope = (8 * (loss(h) - loss(-h)) - (loss(2 * h) - loss(-2 * h))) / (12 * h)
        #expect(
          abs(slope - gradient[i]) <= 1e-6 * max(abs(gradient[i]), 1e-3 * scale),
          "parameter \(i): \(slope) by differences, \(gradient[i]) by the reference")
      }
    }
  }

  @Test func flatValuesComeBack() throws {
    var reference = ReferenceClassifier(
      try TestModels.classifier(layers: 2, bidirectional: true))
    let values = reference.flat
    reference.flat = values.map { $0 + 1 }
    #expect(reference.flat == values.map { $0 + 1 })
  }
}
