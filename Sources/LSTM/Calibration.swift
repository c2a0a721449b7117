import Kernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a fitted temperature made of the probabilities, on the rows that it was fitted on.
public struct Calibration: Codable, Sendable, Equatable {
  /// T: the logits are divided by it, so above 1 the answers are less sure.
  public var temperature: Float
  public var logLossBefore: Double
  public var logLossAfter: Double
  public var calibrationErrorBefore: Double
  public var calibrationErrorAfter: Double

  /// Temperatures that are looked at: rows that are all answered right would ask for 0, and rows
  /// that tell nothing for infinity.
  public static let range: ClosedRange<Double> = 0.05...20
}

extension Classifier {
  /// Fits the temperature by which all logits are divided from now on; it replaces an earlier one.
  ///
  ///     p = softmax(z / T), or σ(z / T) with several labels
  ///
  /// T minimises the log loss on rows that training did not see. The order of the labels stays, and
  /// so does the likeliest one. In 1/T the log loss is convex, so the root of its slope is found by
  /// halving, in Double and in the order of the rows: the same bits for any number of threads.
  ///
  /// Edge cases: rows that are all answered right get the range's lower end, 0.05; answers that
  /// tell nothing keep 1 or get the upper end, 20.
  ///
  /// Errors: no rows; rows that do not fit the classifier.
  ///
  /// Source: Platt 1999; Guo et al., arXiv 1706.04599, section 4.2.
  public func calibrate(
    on examples: Examples, threads: Int = 1
  ) throws(LSTMError) -> Calibration {
    if examples.count == 0 { throw .noTuningRows(setting: "calibrate") }
    try examples.targets.check(settings, texts: examples.count)
    let logits = try Predictor(self, threads: threads).logits(examples.texts)
    temperature = 1
    let before = metrics(logits, examples.targets)
    temperature = Self.temperature(logits, examples.targets, multiLabel: settings.multiLabel)
    let after = metrics(logits, examples.targets)
    return Calibration(
      temperature: temperature, logLossBefore: before.logLoss, logLossAfter: after.logLoss,
      calibrationErrorBefore: before.calibrationError,
      calibrationErrorAfter: after.calibrationError)
  }

  private func metrics(_ logits: Matrix, _ targets: Targets) -> Metrics {
    let answers = logits.copy()
    for row in 0..<answers.rows { probabilities(answers.row(row)) }
    return Metrics(probabilities: answers, targets: targets, settings: settings)
  }

  /// The temperature of the least log loss.
  package static func temperature(
    _ logits: Matrix, _ targets: Targets, multiLabel: Bool
  ) -> Float {
    let labels = logits.columns
    /// ∂ log loss / ∂(1/T) but for the number of rows: Σ (Σ_c p_c z_c − z_y), Σ (σ(z) − y) z.
    func slope(_ inverse: Double) -> Double {
      var slope = 0.0
      for row in 0..<logits.rows {
        let z = logits.row(row)
        if multiLabel {
          for label in 0..<labels {
            let logit = Double(z[label])
            let truth = targets.has(label, row: row, of: labels) ? 1.0 : 0
            slope += (1 / (1 + exp(-logit * inverse)) - truth) * logit
          }
        } else {
          let largest = (0..<labels).reduce(-Double.infinity) { max($0, Double(z[$1])) }
          var (sum, weighted, own) = (0.0, 0.0, 0.0)
          for label in 0..<labels {
            // From the largest one, so that no exponential overflows.
            let logit = Double(z[label]) - largest
            let share = exp(logit * inverse)
            sum += share
            weighted += share * logit
            if targets.has(label, row: row, of: labels) { own = logit }
          }
          slope += weighted / sum - own
        }
      }
      return slope
    }
    let now = slope(1)
    if now == 0 || now.isNaN { return 1 }
    // The slope rises with 1/T; its root lies on the side of 1 where it has the other sign.
    let end = now > 0 ? 1 / Calibration.range.upperBound : 1 / Calibration.range.lowerBound
    if (slope(end) > 0) == (now > 0) { return Float(1 / end) }
    var (low, high) = (min(end, 1), max(end, 1))
    // Each step halves the ratio's logarithm, at most 3: after 60 the ends are neighbours.
    for _ in 0..<60 {
      let middle = (low * high).squareRoot()
      if slope(middle) > 0 { high = middle } else { low = middle }
    }
    return Float(1 / (low * high).squareRoot())
  }
}
