import Kernels
import LSTM
import Testing

/// scikit-learn's figures on the same answers; `Golden/make_metrics.py` made them.
@Suite struct MetricsTests {
  struct Case: Decodable {
    struct Scores: Decodable {
      var precision, recall, f1: [Double]
    }
    struct Score: Decodable {
      var precision, recall, f1: Double
    }
    var labels: Int
    var probabilities: [[Float]]
    var classes: [Int]?
    var flags: [[UInt8]]?
    var accuracy: Double
    var perLabel: Scores
    var macro: Score
    var micro: Score
    var weighted: Score
    var confusion: [[Int]]
    var logLoss: Double
    var rocAUC: Double?
    var areas: [Double?]
    var calibrationError: Double
  }

  static func settings(_ labels: Int, several: Bool) -> ClassifierSettings {
    ClassifierSettings(
      labels: (0..<labels).map { "\($0)" }, multiLabel: several, embeddingDimensions: 1)
  }

  static func near(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-9 }

  /// Undefined only where the other is.
  static func near(_ a: Double?, _ b: Double?) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    return near(a as Double, b as Double)
  }

  @Test func figuresAreScikitLearns() throws {
    for golden in try GoldenTests.read("metrics", as: [Case].self) {
      let metrics = Metrics(
        probabilities: GoldenTests.matrix(golden.probabilities),
        targets: golden.classes.map { .classes($0) } ?? .flags(golden.flags!.flatMap { $0 }),
        settings: Self.settings(golden.labels, several: golden.flags != nil))
      #expect(Self.near(metrics.accuracy, golden.accuracy))
      for label in 0..<golden.labels {
        let score = metrics.labels[label].score
        #expect(Self.near(score.precision, golden.perLabel.precision[label]))
        #expect(Self.near(score.recall, golden.perLabel.recall[label]))
        #expect(Self.near(score.f1, golden.perLabel.f1[label]))
        #expect(Self.near(metrics.labels[label].rocAUC, golden.areas[label]))
      }
      for (ours, theirs) in [
        (metrics.macro, golden.macro), (metrics.micro, golden.micro),
        (metrics.weighted, golden.weighted),
      ] {
        #expect(Self.near(ours.precision, theirs.precision))
        #expect(Self.near(ours.recall, theirs.recall))
        #expect(Self.near(ours.f1, theirs.f1))
      }
      #expect(metrics.confusion == golden.confusion)
      #expect(abs(metrics.logLoss - golden.logLoss) <= 1e-7)
      #expect(Self.near(metrics.rocAUC, golden.rocAUC))
      #expect(abs(metrics.calibrationError - golden.calibrationError) <= 1e-9)
    }
  }

  @Test func noRowsAndOneKindOfRow() {
    let none = Metrics(
      probabilities: Matrix(rows: 0, columns: 2), targets: .classes([]),
      settings: Self.settings(2, several: false))
    #expect(none.accuracy == 0 && none.logLoss == 0 && none.rocAUC == nil)
    #expect(none.calibrationError == 0 && none.weighted.f1 == 0)
    let one = Metrics(
      probabilities: GoldenTests.matrix([[1, 0], [0.5, 0.5]]), targets: .classes([0, 0]),
      settings: Self.settings(2, several: false))
    #expect(one.accuracy == 1 && one.rocAUC == nil)
    #expect(one.labels[1].score == Metrics.Score(precision: 0, recall: 0, f1: 0))
    #expect(one.confusion == [[2, 0], [0, 0]])
  }

  @Test func thresholdsMoveTheAnswers() {
    let settings = Self.settings(1, several: true)
    let p = GoldenTests.matrix([[0.3], [0.6]])
    let targets = Targets.flags([1, 1])
    #expect(Metrics(probabilities: p, targets: targets, settings: settings).accuracy == 0.5)
    #expect(
      Metrics(probabilities: p, targets: targets, settings: settings, thresholds: [0.25])
        .accuracy == 1)
  }

  @Test func calibrationIsBinByBin() {
    // Both in the bin of (7/15, 8/15]: promised 0.5 and 0.5, right one of two.
    let level = Metrics(
      probabilities: GoldenTests.matrix([[0.5, 0.5], [0.5, 0.5]]), targets: .classes([0, 1]),
      settings: Self.settings(2, several: false))
    #expect(level.calibrationError == 0)
    // One bin each: gaps of 0.25 and 0.625, though the mean gap of both together is smaller.
    let uneven = Metrics(
      probabilities: GoldenTests.matrix([[0.75, 0.25], [0.625, 0.375]]),
      targets: .classes([0, 1]), settings: Self.settings(2, several: false))
    #expect(uneven.calibrationError == (0.25 + 0.625) / 2)
  }

  /// Rounding ties probabilities of one label that are apart in the other: the second counts.
  @Test func theAreaOfTwoLabelsIsTheSecondOnes() {
    let metrics = Metrics(
      probabilities: GoldenTests.matrix([[0.5, 0.25], [0.5, 0.75]]), targets: .classes([0, 1]),
      settings: Self.settings(2, several: false))
    #expect(metrics.labels.map(\.rocAUC) == [0.5, 1])
    #expect(metrics.rocAUC == 1)
  }

  @Test func aProbabilityThatIsNoNumberLeavesNoArea() {
    let metrics = Metrics(
      probabilities: GoldenTests.matrix([[.nan, .nan], [0.5, 0.5]]), targets: .classes([0, 1]),
      settings: Self.settings(2, several: false))
    #expect(metrics.rocAUC == nil)
  }

  @Test func aThresholdDecidesBetweenTwoLabels() {
    let p = GoldenTests.matrix([[0.75, 0.25], [0.5, 0.5], [0.25, 0.75]])
    let targets = Targets.classes([1, 1, 1])
    let settings = Self.settings(2, several: false)
    func confusion(_ threshold: Float?) -> [[Int]] {
      let metrics = Metrics(
        probabilities: p, targets: targets, settings: settings,
        thresholds: threshold.map { [$0] })
      return metrics.confusion
    }
    #expect(confusion(nil) == [[0, 0], [2, 1]])
    #expect(confusion(0.5) == [[0, 0], [1, 2]])
    #expect(confusion(0.25) == [[0, 0], [0, 3]])
    #expect(confusion(0.8) == [[0, 0], [3, 0]])
  }
}
