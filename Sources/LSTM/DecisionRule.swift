import Kernels

/// From probabilities to answers: which labels a text is given.
///
/// Several labels a text: each whose probability reaches its threshold, 0.5 unless told.
/// One of two labels: the second when its probability reaches the threshold, else the first;
/// without a threshold the likelier, the first of equals.
/// One of more labels: the likeliest, the first of equals; there is no threshold.
public struct DecisionRule: Sendable, Hashable {
  /// One per label, or one for the second of two labels of which a text has one; nil when untuned.
  public let thresholds: [Float]?
  private let multiLabel: Bool

  public init(_ settings: ClassifierSettings, thresholds: [Float]? = nil) {
    precondition(thresholds.map { $0.count == Self.thresholdCount(settings) } ?? true)
    multiLabel = settings.multiLabel
    self.thresholds = thresholds
  }

  /// How many thresholds there are to set.
  public static func thresholdCount(_ settings: ClassifierSettings) -> Int {
    if settings.multiLabel { return settings.labels.count }
    return settings.labels.count == 2 ? 1 : 0
  }

  /// The numbers of the labels given, rising.
  ///
  /// Shapes: `probabilities` [L].
  public func chosen(_ probabilities: [Float]) -> [Int] {
    if multiLabel {
      return probabilities.indices.filter { probabilities[$0] >= (thresholds?[$0] ?? 0.5) }
    }
    if let threshold = thresholds?.first { return [probabilities[1] >= threshold ? 1 : 0] }
    var best = 0
    for label in probabilities.indices where probabilities[label] > probabilities[best] {
      best = label
    }
    return [best]
  }
}
