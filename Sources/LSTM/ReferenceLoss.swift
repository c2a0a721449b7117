#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The reference's dense layer and loss; see `Objective` for the formulas.
extension ReferenceClassifier {
  func dense(_ pooled: [Double]) -> [Double] {
    outputBias.indices.map { label in
      zip(outputWeights[label], pooled).reduce(outputBias[label]) { $0 + $1.0 * $1.1 }
    }
  }

  func share(_ rows: Int, _ targets: Targets, _ weights: [Double]?) -> Double {
    switch targets {
    case .classes(let classes): classes.reduce(0) { $0 + (weights?[$1] ?? 1) }
    case .flags: Double(rows * outputBias.count)
    }
  }

  func cost(
    _ logits: [Double], _ targets: Targets, row: Int, smoothing: Double, weights: [Double]?
  ) -> (Double, [Double]) {
    let count = logits.count
    func weight(_ label: Int) -> Double { weights?[label] ?? 1 }
    var cost: Double = 0
    var change = logits
    switch targets {
    case .classes(let classes):
      let total = logits.reduce(0) { $0 + exp($1) }
      let q = (0..<count).map { label in
        (label == classes[row] ? (1 - smoothing) * weight(label) : 0)
          + smoothing / Double(count) * weight(label)
      }
      for label in 0..<count {
        cost += q[label] * (log(total) - logits[label])
        change[label] = exp(logits[label]) / total * q.reduce(0, +) - q[label]
      }
    case .flags(let flags):
      for label in 0..<count {
        let y = Double(flags[row * count + label]) * (1 - smoothing) + smoothing / 2
        let p = sigmoid(logits[label])
        cost -= weight(label) * y * log(p) + (1 - y) * log(1 - p)
        change[label] = (1 - y) * p - weight(label) * y * (1 - p)
      }
    }
    return (cost, change)
  }

  func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
}
