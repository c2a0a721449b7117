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
/// divisor is 0. Macro is the mean over labels, micro counts all labels together.
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
  /// The mean of the labels' ROC-AUC; nil when one has none.
  public var rocAUC: Double?
  /// The mean of −log p(truth); with several labels, over rows and labels.
  public var logLoss: Double
  /// One label: [true label][answer]. Several: for each label [[tn, fp], [fn, tp]] as one row.
  public var confusion: [[Int]]

  /// Shapes: `probabilities` [rows × L] as a classifier of these settings gives them.
  ///
  /// With one label the answer is the most probable one, the first of equals; with several, each
  /// label at its threshold or above, 0.5 unless told.
  public init(
    probabilities: Matrix, targets: Targets, settings: ClassifierSettings,
    thresholds: [Float]? = nil
  ) {
    let names = settings.labels
    let count = names.count
    let rows = probabilities.rows
    precondition(probabilities.columns == count && targets.rows(labels: count) == rows)
    self.rows = rows

    func isTrue(_ row: Int, _ label: Int) -> Bool {
      switch targets {
      case .classes(let classes): classes[row] == label
      case .flags(let flags): flags[row * count + label] == 1
      }
    }
    var answers = [[Bool]](repeating: [Bool](repeating: false, count: count), count: rows)
    for row in 0..<rows {
      if settings.multiLabel {
        for label in 0..<count {
          answers[row][label] = probabilities[row, label] >= (thresholds?[label] ?? 0.5)
        }
      } else {
        answers[row][Self.best(probabilities, row)] = true
      }
    }

    var right = 0
    var table = [[Int]](
      repeating: [Int](repeating: 0, count: settings.multiLabel ? 4 : count), count: count)
    var tallies = [Tally](repeating: Tally(), count: count)
    for row in 0..<rows {
      var allRight = true
      for label in 0..<count {
        let truth = isTrue(row, label)
        let answer = answers[row][label]
        tallies[label].add(truth: truth, answer: answer)
        allRight = allRight && truth == answer
        if settings.multiLabel { table[label][(truth ? 2 : 0) + (answer ? 1 : 0)] += 1 }
      }
      if allRight { right += 1 }
      if case .classes(let classes) = targets {
        table[classes[row]][Self.best(probabilities, row)] += 1
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
    let areas = figures.compactMap(\.rocAUC)
    rocAUC = areas.count == count ? areas.reduce(0, +) / Double(count) : nil

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
          loss += cost(isTrue(row, label) ? p : 1 - p)
        }
      }
    }
    logLoss = rows == 0 ? 0 : loss / Double(settings.multiLabel ? rows * count : rows)
  }

  private static func best(_ probabilities: Matrix, _ row: Int) -> Int {
    var best = 0
    for label in 1..<max(probabilities.columns, 1)
    where probabilities[row, label] > probabilities[row, best] { best = label }
    return best
  }

  /// The area under the ROC curve by ranks, ties counting half.
  ///
  /// Source: Mann and Whitney 1947; Fawcett 2006, section 7.
  static func rocAUC(_ scores: [(value: Float, truth: Bool)]) -> Double? {
    let positives = scores.count { $0.truth }
    let negatives = scores.count - positives
    guard positives > 0, negatives > 0 else { return nil }
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

/// One label's counts.
private struct Tally {
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
