/// One label's counts of answers and truths.
struct Tally {
  var truePositives = 0
  var falsePositives = 0
  var falseNegatives = 0

  mutating func add(truth: Bool, answer: Bool) {
    if truth && answer { truePositives += 1 }
    if !truth && answer { falsePositives += 1 }
    if truth && !answer { falseNegatives += 1 }
  }

  mutating func add(_ other: Tally) {
    truePositives += other.truePositives
    falsePositives += other.falsePositives
    falseNegatives += other.falseNegatives
  }

  /// Precision, recall and F1; 0 where the divisor is 0.
  var score: Metrics.Score {
    func share(_ part: Int, _ whole: Int) -> Double {
      whole == 0 ? 0 : Double(part) / Double(whole)
    }
    return Metrics.Score(
      precision: share(truePositives, truePositives + falsePositives),
      recall: share(truePositives, truePositives + falseNegatives),
      f1: share(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives))
  }
}
