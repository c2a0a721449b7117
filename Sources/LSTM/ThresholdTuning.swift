import Kernels

/// The figure that thresholds are tuned for.
public enum ThresholdGoal: String, Codable, CaseIterable, Sendable {
  /// Macro F1; with several labels, each label's own F1.
  case f1
  /// With several labels, each label's own.
  case accuracy
}

extension DecisionRule {
  /// The thresholds that make the figure largest on these answers, by trying every cut.
  ///
  /// A cut lies between two neighbouring probabilities, 0 and 1 among them, and its threshold is
  /// halfway. Of equally good cuts the one nearest to 0.5 is taken, of two equally near the lower.
  ///
  /// Shapes: `probabilities` [rows × L].
  ///
  /// Edge cases: with several labels, one that every row has or none has keeps 0.5. Nil when a row
  /// has one of two labels and all rows have the same: nothing tells where to cut.
  ///
  /// Errors: no rows; a classifier that picks one of more than two labels.
  public static func tunedThresholds(
    for goal: ThresholdGoal, probabilities: Matrix, targets: Targets,
    settings: ClassifierSettings
  ) throws(LSTMError) -> [Float]? {
    let count = settings.labels.count
    try checkTuning(settings)
    try targets.check(settings, texts: probabilities.rows)
    if probabilities.rows == 0 { throw .noTuningRows(setting: "thresholds") }
    func best(_ label: Int) -> Float? {
      let scores = (0..<probabilities.rows).map {
        (value: probabilities[$0, label], truth: targets.has(label, row: $0, of: count))
      }
      return bestThreshold(scores, goal, bothSides: !settings.multiLabel)
    }
    if settings.multiLabel { return (0..<count).map { best($0) ?? 0.5 } }
    guard let threshold = best(1) else { return nil }
    return [threshold]
  }

  /// Refuses classifiers that have no threshold.
  public static func checkTuning(_ settings: ClassifierSettings) throws(LSTMError) {
    if thresholdCount(settings) == 0 { throw .noThreshold(labels: settings.labels.count) }
  }

  /// The best cut through one label's probabilities.
  ///
  /// `bothSides`: the rows without the label are a label too, and F1 is the mean of both.
  private static func bestThreshold(
    _ scores: [(value: Float, truth: Bool)], _ goal: ThresholdGoal, bothSides: Bool
  ) -> Float? {
    let positives = scores.count { $0.truth }
    guard positives > 0, positives < scores.count,
      scores.allSatisfy({ $0.value >= 0 && $0.value <= 1 })
    else { return nil }
    let falling = scores.sorted { $0.value > $1.value }
    var counts = Cut(falseNegatives: positives, trueNegatives: scores.count - positives)
    var best: (threshold: Float, score: Double)?
    func offer(below upper: Float, above lower: Float) {
      let threshold = between(lower, upper)
      let score = counts.score(goal, bothSides: bothSides)
      if let best {
        if score < best.score { return }
        if score == best.score {
          // Differences from a half are exact in Double.
          let (new, old) = (abs(Double(threshold) - 0.5), abs(Double(best.threshold) - 0.5))
          if new > old || new == old && threshold >= best.threshold { return }
        }
      }
      best = (threshold, score)
    }
    // No threshold up to 1 leaves a probability of 1 out.
    if falling[0].value < 1 { offer(below: 1, above: falling[0].value) }
    var start = 0
    while start < falling.count {
      var end = start
      while end < falling.count, falling[end].value == falling[start].value {
        counts.take(falling[end].truth)
        end += 1
      }
      offer(below: falling[start].value, above: end < falling.count ? falling[end].value : 0)
      start = end
    }
    return best?.threshold
  }

  /// Halfway, or the upper one where no float lies between: above `lower` in any case but 0 and 0.
  private static func between(_ lower: Float, _ upper: Float) -> Float {
    let middle = Float((Double(lower) + Double(upper)) / 2)
    return middle > lower ? middle : upper
  }
}

/// What a cut makes of the rows above and below it.
private struct Cut {
  var truePositives = 0
  var falsePositives = 0
  var falseNegatives: Int
  var trueNegatives: Int

  /// One more row comes above the cut.
  mutating func take(_ truth: Bool) {
    if truth {
      truePositives += 1
      falseNegatives -= 1
    } else {
      falsePositives += 1
      trueNegatives -= 1
    }
  }

  func score(_ goal: ThresholdGoal, bothSides: Bool) -> Double {
    let wrong = falsePositives + falseNegatives
    if goal == .accuracy { return -Double(wrong) }
    func f1(_ right: Int) -> Double {
      right == 0 ? 0 : Double(2 * right) / Double(2 * right + wrong)
    }
    return bothSides ? (f1(truePositives) + f1(trueNegatives)) / 2 : f1(truePositives)
  }
}
