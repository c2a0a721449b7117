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
    var confusion: [[Int]]
    var logLoss: Double
    var rocAUC: Double
  }

  static func settings(_ labels: Int, several: Bool) -> ClassifierSettings {
    ClassifierSettings(
      labels: (0..<labels).map { "\($0)" }, multiLabel: several, embeddingDimensions: 1)
  }

  static func near(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-9 }

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
      }
      for (ours, theirs) in [(metrics.macro, golden.macro), (metrics.micro, golden.micro)] {
        #expect(Self.near(ours.precision, theirs.precision))
        #expect(Self.near(ours.recall, theirs.recall))
        #expect(Self.near(ours.f1, theirs.f1))
      }
      #expect(metrics.confusion == golden.confusion)
      #expect(abs(metrics.logLoss - golden.logLoss) <= 1e-7)
      #expect(Self.near(try #require(metrics.rocAUC), golden.rocAUC))
    }
  }

  @Test func noRowsAndOneKindOfRow() {
    let none = Metrics(
      probabilities: Matrix(rows: 0, columns: 2), targets: .classes([]),
      settings: Self.settings(2, several: false))
    #expect(none.accuracy == 0 && none.logLoss == 0 && none.rocAUC == nil)
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
}
