extension Metrics {
  /// The area under the ROC curve by ranks, ties counting half: the chance that a row with the
  /// label gets a higher probability than one without.
  ///
  /// Edge cases: nil when all rows have the label or none has, or a probability is not a number.
  ///
  /// Source: Mann and Whitney 1947; Fawcett 2006, section 7.
  static func rocAUC(_ scores: [(value: Float, truth: Bool)]) -> Double? {
    let positives = scores.count { $0.truth }
    let negatives = scores.count - positives
    guard positives > 0, negatives > 0, !scores.contains(where: { $0.value.isNaN }) else {
      return nil
    }
    let sorted = scores.sorted { $0.value < $1.value }
    var rankSum = 0.0
    var start = 0
    while start < sorted.count {
      var end = start
      while end < sorted.count, sorted[end].value == sorted[start].value { end += 1 }
      // Ranks start + 1 … end share their mean.
      let rank = Double(start + 1 + end) / 2
      rankSum += rank * Double(sorted[start..<end].count { $0.truth })
      start = end
    }
    let least = Double(positives) * Double(positives + 1) / 2
    return (rankSum - least) / (Double(positives) * Double(negatives))
  }
}
