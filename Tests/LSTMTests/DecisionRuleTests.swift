import Kernels
import LSTM
import Testing

@Suite struct DecisionRuleTests {
  static func settings(_ labels: Int, several: Bool) -> ClassifierSettings {
    MetricsTests.settings(labels, several: several)
  }

  @Test func theLikeliestWinsUnlessThereAreThresholds() {
    let two = Self.settings(2, several: false)
    #expect(DecisionRule(two).chosen([0.5, 0.5]) == [0])
    #expect(DecisionRule(two).chosen([0.4, 0.6]) == [1])
    #expect(DecisionRule(two, thresholds: [0.7]).chosen([0.4, 0.6]) == [0])
    #expect(DecisionRule(two, thresholds: [0.5]).chosen([0.5, 0.5]) == [1])
    #expect(DecisionRule(Self.settings(3, several: false)).chosen([0.2, 0.4, 0.4]) == [1])
    let several = Self.settings(3, several: true)
    #expect(DecisionRule(several).chosen([0.5, 0.4, 0.9]) == [0, 2])
    #expect(DecisionRule(several, thresholds: [0.6, 0.4, 0.95]).chosen([0.5, 0.4, 0.9]) == [1])
  }

  private static func tuned(
    _ goal: ThresholdGoal, _ values: [Float], _ truths: [Int]
  ) throws -> Float? {
    try DecisionRule.tunedThresholds(
      for: goal, probabilities: GoldenTests.matrix(values.map { [1 - $0, $0] }),
      targets: .classes(truths), settings: settings(2, several: false))?[0]
  }

  @Test func aCutLiesHalfwayBetweenNeighbours() throws {
    #expect(try Self.tuned(.accuracy, [0.25, 0.5, 0.75, 0.875], [0, 0, 1, 1]) == 0.625)
    #expect(try Self.tuned(.f1, [0.125, 0.25, 0.375, 0.5], [0, 1, 1, 1]) == 0.1875)
    // Equal probabilities are not parted: three rows at 0.5, most of them yes.
    #expect(try Self.tuned(.accuracy, [0.25, 0.5, 0.5, 0.5], [0, 1, 0, 1]) == 0.375)
    // Neighbouring floats have nothing between them.
    let next = Float(0.75).nextUp
    #expect(try Self.tuned(.accuracy, [0.75, next], [0, 1]) == next)
  }

  @Test func theEndsAreCutsToo() throws {
    // Below the least: halfway to 0. Above the largest: halfway to 1.
    #expect(try Self.tuned(.accuracy, [0.25, 0.5, 0.5], [1, 0, 1]) == 0.125)
    #expect(try Self.tuned(.accuracy, [0.25, 0.5], [1, 0]) == 0.75)
    // Nothing is left out above 1 nor cut below 0.
    #expect(try Self.tuned(.accuracy, [1, 1, 1], [0, 1, 0]) == 0.5)
    #expect(try Self.tuned(.accuracy, [0, 0, 0], [0, 1, 0]) == 0.5)
    #expect(try Self.tuned(.f1, [0, 0, 1], [1, 1, 0]) == 0)
  }

  @Test func ofEquallyGoodCutsTheOneNearestToAHalfIsTaken() throws {
    // One mistake at 0.1875 and at 0.75.
    #expect(try Self.tuned(.accuracy, [0.125, 0.25, 0.625, 0.875], [0, 1, 0, 1]) == 0.75)
    // One mistake at 0.25 and at 0.75, which are equally near.
    #expect(try Self.tuned(.accuracy, [0.125, 0.375, 0.625, 0.875], [0, 1, 0, 1]) == 0.25)
    #expect(try Self.tuned(.accuracy, [0.0, 0.5, 0.5, 1], [0, 1, 0, 1]) == 0.25)
  }

  @Test func withoutBothKindsOfRowsThereIsNothingToTune() throws {
    #expect(try Self.tuned(.f1, [0.25, 0.5], [1, 1]) == nil)
    #expect(try Self.tuned(.f1, [.nan, 0.5], [0, 1]) == nil)
    let flags = try DecisionRule.tunedThresholds(
      for: .f1, probabilities: GoldenTests.matrix([[0.25, 0.25, 0.25], [0.75, 0.75, 0.5]]),
      targets: .flags([1, 0, 0, 1, 0, 1]), settings: Self.settings(3, several: true))
    #expect(flags == [0.5, 0.5, 0.375])
    #expect(throws: LSTMError.noTuningRows(setting: "thresholds")) {
      try DecisionRule.tunedThresholds(
        for: .f1, probabilities: Matrix(rows: 0, columns: 2), targets: .classes([]),
        settings: Self.settings(2, several: false))
    }
    #expect(throws: LSTMError.noThreshold(labels: 3)) {
      try DecisionRule.tunedThresholds(
        for: .f1, probabilities: Matrix(rows: 1, columns: 3), targets: .classes([0]),
        settings: Self.settings(3, several: false))
    }
  }

  /// No threshold does better, on coarse probabilities with many ties.
  @Test(arguments: ThresholdGoal.allCases, [false, true])
  func noOtherThresholdIsBetter(goal: ThresholdGoal, several: Bool) throws {
    var random = RandomStream(seed: 21)
    let labels = several ? 3 : 2
    let settings = Self.settings(labels, several: several)
    for _ in 0..<60 {
      let rows = 2 + random.below(20)
      let p = Matrix(rows: rows, columns: labels)
      for row in 0..<rows {
        for label in 0..<labels { p[row, label] = Float(random.below(17)) / 16 }
        if !several { p[row, 0] = 1 - p[row, 1] }
      }
      let targets: Targets =
        several
        ? .flags((0..<rows * labels).map { _ in UInt8(random.below(2)) })
        : .classes((0..<rows).map { $0 < 2 ? $0 : random.below(2) })
      let tuned = try #require(
        try DecisionRule.tunedThresholds(
          for: goal, probabilities: p, targets: targets, settings: settings))
      /// The figure that the threshold of one label is to make largest.
      func figure(_ thresholds: [Float], _ label: Int) -> Double {
        let metrics = Metrics(
          probabilities: p, targets: targets, settings: settings, thresholds: thresholds)
        if goal == .f1 { return several ? metrics.labels[label].score.f1 : metrics.macro.f1 }
        let counts = metrics.confusion[several ? label : 0]
        return several ? Double(counts[0] + counts[3]) / Double(rows) : metrics.accuracy
      }
      for label in tuned.indices {
        for step in 0...64 {
          var other = tuned
          other[label] = Float(step) / 64
          let support = (0..<rows).count { targets.has(label, row: $0, of: labels) }
          // A label that says nothing keeps 0.5, whatever else would do.
          if several, support == 0 || support == rows { continue }
          #expect(figure(tuned, label) >= figure(other, label) - 1e-12)
        }
      }
    }
  }
}
