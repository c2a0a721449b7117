import Kernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// How good a classifier's answers are; the values are scikit-learn's on the same answers.
///
/// Letters: tp, fp, fn count a label's true positives, false positives and false negatives.
/// precision = tp / (tp + fp), recall = tp / (tp + fn), F1 = 2tp / (2tp + fp + fn); 0 where the
/// divisor is 0. Macro is the mean over labels, weighted the mean by the labels' rows, micro counts
/// all labels together.
///
/// Edge cases: without rows all figures are 0 and ROC-AUC is nil. ROC-AUC is nil for a label that
/// all rows have or none has.
public struct Metrics: Codable, Sendable, Equatable {
  public struct Score: Codable, Sendable, Equatable {
    public var precision: Double
    public var recall: Double
    public var f1: Double

    public init(precision: Double, recall: Double, f1: Double) {
      self.precision = precision
      self.recall = recall
      self.f1 = f1
    }
  }

  /// One label in figures.
  public struct Label: Codable, Sendable, Equatable {
    public var name: String
    public var score: Score
    /// Rows that have the label.
    public var support: Int
    /// The chance that a row with the label gets a higher probability than one without.
    public var rocAUC: Double?
  }

  public var rows: Int
  /// The share of rows answered right; with several labels, of rows with every label right.
  public var accuracy: Double
  public var labels: [Label]
  public var macro: Score
  public var micro: Score
  public var weighted: Score
  /// Two labels of which a row has one: that of the second. Else the mean over labels, each against
  /// all others; nil when a label has none.
  public var rocAUC: Double?
  /// The mean of −log p(truth); with several labels, over rows and labels.
  public var logLoss: Double
  /// The expected calibration error of the largest probability; with several labels, of yes or no,
  /// whichever is likelier, over rows and labels. See `calibrationError(_:)`.
  public var calibrationError: Double
  /// One label: [true label][answer]. Several: for each label [[tn, fp], [fn, tp]] as one row.
  public var confusion: [[Int]]

  /// Shapes: `probabilities` [rows × L] as a classifier of these settings gives them.
  ///
  /// `DecisionRule` says how the answers follow from the probabilities and thresholds.
  public init(
    probabilities: Matrix, targets: Targets, settings: ClassifierSettings,
    thresholds: [Float]? = nil
  ) {
    let names = settings.labels
    let count = names.count
    let rows = probabilities.rows
    precondition(probabilities.columns == count && targets.rows(labels: count) == rows)
    self.rows = rows

    func isTrue(_ row: Int, _ label: Int) -> Bool { targets.has(label, row: row, of: count) }
    let rule = DecisionRule(settings, thresholds: thresholds)
    var right = 0
    var table = [[Int]](
      repeating: [Int](repeating: 0, count: settings.multiLabel ? 4 : count), count: count)
    var tallies = [Tally](repeating: Tally(), count: count)
    for row in 0..<rows {
      let chosen = rule.chosen((0..<count).map { probabilities[row, $0] })
      var answers = [Bool](repeating: false, count: count)
      for label in chosen { answers[label] = true }
      var allRight = true
      for label in 0..<count {
        let truth = isTrue(row, label)
        let answer = answers[label]
        tallies[label].add(truth: truth, answer: answer)
        allRight = allRight && truth == answer
        if settings.multiLabel { table[label][(truth ? 2 : 0) + (answer ? 1 : 0)] += 1 }
      }
      if allRight { right += 1 }
      if case .classes(let classes) = targets {
        table[classes[row]][chosen[0]] += 1
      }
    }
    confusion = table
    accuracy = rows == 0 ? 0 : Double(right) / Double(rows)
    let figures = names.indices.map { label in
      Label(
        name: names[label], score: tallies[label].score,
        support: tallies[label].truePositives + tallies[label].falseNegatives,
        rocAUC: Self.rocAUC(
          (0..<rows).map { (probabilities[$0, label], isTrue($0, label)) }))
    }
    labels = figures
    let all = tallies.reduce(into: Tally()) { $0.add($1) }
    micro = all.score
    func mean(_ value: (Label) -> Double) -> Double {
      figures.reduce(0) { $0 + value($1) } / Double(count)
    }
    macro = Score(
      precision: mean { $0.score.precision }, recall: mean { $0.score.recall },
      f1: mean { $0.score.f1 })
    let support = max(figures.reduce(0) { $0 + $1.support }, 1)
    func weightedMean(_ value: (Label) -> Double) -> Double {
      figures.reduce(0) { $0 + Double($1.support) * value($1) } / Double(support)
    }
    weighted = Score(
      precision: weightedMean { $0.score.precision }, recall: weightedMean { $0.score.recall },
      f1: weightedMean { $0.score.f1 })
    let areas = figures.compactMap(\.rocAUC)
    if count == 2, !settings.multiLabel {
      rocAUC = figures[1].rocAUC
    } else {
      rocAUC = areas.count == count ? areas.reduce(0, +) / Double(count) : nil
    }

    logLoss = Self.logLoss(probabilities, targets)
    calibrationError = Self.calibrationError(
      Self.confidences(probabilities, targets, multiLabel: settings.multiLabel))
  }

  private static func logLoss(_ probabilities: Matrix, _ targets: Targets) -> Double {
    let (rows, count) = (probabilities.rows, probabilities.columns)
    // Probabilities of 0 and 1 are pulled in by an epsilon of Double, as scikit-learn does.
    func cost(_ p: Double) -> Double { -log(min(max(p, 0x1p-52), 1 - 0x1p-52)) }
    var loss = 0.0
    for row in 0..<rows {
      switch targets {
      case .classes(let classes):
        var sum = 0.0
        for label in 0..<count { sum += Double(probabilities[row, label]) }
        loss += cost(Double(probabilities[row, classes[row]]) / sum)
      case .flags:
        for label in 0..<count {
          let p = Double(probabilities[row, label])
          loss += cost(targets.has(label, row: row, of: count) ? p : 1 - p)
        }
      }
    }
    guard rows > 0 else { return 0 }
    if case .flags = targets { return loss / Double(rows * count) }
    return loss / Double(rows)
  }
}
