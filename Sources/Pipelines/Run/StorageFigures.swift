import EmbeddingStore
import StrictJSON

/// What rounding vectors cost, as figures of a record and as a line for people.
extension StorageLoss {
  public func figures(_ precision: VectorPrecision) -> JSONObject {
    var figures: JSONObject = [
      "precision": .string(precision.rawValue), "meanCosine": .number(meanCosine),
      "leastCosine": .number(leastCosine),
    ]
    if let neighboursKept { figures["neighboursKept"] = .number(neighboursKept) }
    return figures
  }

  /// Nil when a record does not have them.
  init?(_ figures: JSONObject) {
    guard let mean = figures["meanCosine"]?.double, let least = figures["leastCosine"]?.double
    else { return nil }
    self.init(
      meanCosine: mean, leastCosine: least, neighboursKept: figures["neighboursKept"]?.double)
  }

  public var summary: String {
    var text = "cosine to the vectors before \(NumberText.fixed(meanCosine, 6)) in the mean, "
    text += "\(NumberText.fixed(leastCosine, 6)) at least"
    if let neighboursKept {
      text += "; \(NumberText.percent(neighboursKept)) of the ten nearest words stay"
    }
    return text
  }
}
