import Kernels

/// How far probabilities are from the shares they promise.
extension Metrics {
  /// Bins of the calibration error.
  public static let calibrationBins = 15

  /// The expected calibration error: Σ_b |b|/n · |right(b) − confidence(b)|.
  ///
  /// The answers are put into 15 bins of equal width by their confidence, the bin (i/15, (i+1)/15]
  /// taking its upper edge and the first one 0 as well; right(b) is the share of right answers in a
  /// bin and confidence(b) the mean of its confidences.
  ///
  /// Edge cases: 0 without answers.
  ///
  /// Source: Naeini, Cooper and Hauskrecht 2015; Guo et al., arXiv 1706.04599, section 2.
  static func calibrationError(_ answers: [(confidence: Double, isRight: Bool)]) -> Double {
    var confidences = [Double](repeating: 0, count: calibrationBins)
    var right = [Int](repeating: 0, count: calibrationBins)
    for answer in answers where answer.confidence.isFinite {
      // Fifteen times a float is exact, and no float lies on an inner edge.
      let bin = Int((answer.confidence * Double(calibrationBins)).rounded(.up)) - 1
      let place = min(max(bin, 0), calibrationBins - 1)
      confidences[place] += answer.confidence
      if answer.isRight { right[place] += 1 }
    }
    // |b|/n · |right/|b| − sum/|b|| without the sizes that cancel.
    let gaps = zip(confidences, right).reduce(0) { $0 + abs(Double($1.1) - $1.0) }
    return answers.isEmpty ? 0 : gaps / Double(answers.count)
  }

  /// How sure each answer is, and whether it is right: with one label a row, of the likeliest label;
  /// with several, of yes or no to each, whichever is likelier.
  static func confidences(
    _ probabilities: Matrix, _ targets: Targets, multiLabel: Bool
  ) -> [(confidence: Double, isRight: Bool)] {
    let count = probabilities.columns
    var answers: [(confidence: Double, isRight: Bool)] = []
    for row in 0..<probabilities.rows {
      if multiLabel {
        for label in 0..<count {
          let p = Double(probabilities[row, label])
          answers.append((max(p, 1 - p), targets.has(label, row: row, of: count) == (p >= 0.5)))
        }
      } else {
        var best = 0
        for label in 0..<count where probabilities[row, label] > probabilities[row, best] {
          best = label
        }
        answers.append(
          (Double(probabilities[row, best]), targets.has(best, row: row, of: count)))
      }
    }
    return answers
  }
}
