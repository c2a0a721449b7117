import Kernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What training minimises, and the way from logits to probabilities.
///
/// One label (softmax cross-entropy, y the true label, ε smoothing, w class weights):
///   loss = Σ_rows [ (1 − ε) w_y (−log p_y) + ε/L Σ_c w_c (−log p_c) ] / Σ_rows w_y
/// Several labels (binary cross-entropy on logits, y' = y(1 − ε) + ε/2, w weighs the yes part):
///   loss = Σ_rows,labels [ −w y' log σ(z) − (1 − y') log(1 − σ(z)) ] / (rows · labels)
/// as PyTorch's CrossEntropyLoss and BCEWithLogitsLoss (its pos_weight) have them.
package struct Objective: Sendable {
  package let multiLabel: Bool
  package let labels: Int
  package let smoothing: Float
  package let weights: [Float]

  package init(_ settings: ClassifierSettings, smoothing: Float = 0, weights: [Float]? = nil) {
    multiLabel = settings.multiLabel
    labels = settings.labels.count
    self.smoothing = smoothing
    self.weights = weights ?? [Float](repeating: 1, count: settings.labels.count)
  }

  /// What one row adds to the divisor of the loss.
  package func share(_ targets: Targets, row: Int) -> Double {
    switch targets {
    case .classes(let classes): Double(weights[classes[row]])
    case .flags: Double(labels)
    }
  }

  /// Logits to probabilities, in place.
  package static func probabilities(
    _ row: UnsafeMutablePointer<Float>, labels: Int, multiLabel: Bool
  ) {
    if multiLabel { return Kernel.sigmoid(row, row, labels) }
    var largest = row[0]
    for label in 1..<labels { largest = max(largest, row[label]) }
    for label in 0..<labels { row[label] -= largest }
    Kernel.exp(row, row, labels)
    var sum: Float = 0
    for label in 0..<labels { sum += row[label] }
    for label in 0..<labels { row[label] /= sum }
  }

  /// The loss of one row before division; `gradient` receives `scale` times its derivative.
  ///
  /// The logarithms are taken of sums that are at least 1, so no logit overflows.
  package func loss(
    _ logits: UnsafePointer<Float>, _ targets: Targets, row: Int, scale: Float,
    gradient: UnsafeMutablePointer<Float>
  ) -> Double {
    gradient.update(from: logits, count: labels)
    Self.probabilities(gradient, labels: labels, multiLabel: multiLabel)
    var loss = 0.0
    switch targets {
    case .classes(let classes):
      var largest = logits[0]
      for label in 1..<labels { largest = max(largest, logits[label]) }
      var sum = 0.0
      for label in 0..<labels { sum += exp(Double(logits[label] - largest)) }
      let total = Double(largest) + log(sum)
      // q_c: the weighted target distribution; ∂/∂z_c = p_c Σ q − q_c.
      var mass: Float = 0
      for label in 0..<labels {
        let share = target(classes[row], label)
        mass += share
        loss += Double(share) * (total - Double(logits[label]))
      }
      for label in 0..<labels {
        gradient[label] = scale * (gradient[label] * mass - target(classes[row], label))
      }
    case .flags(let flags):
      for label in 0..<labels {
        let truth = Float(flags[row * labels + label]) * (1 - smoothing) + smoothing / 2
        let weight = weights[label]
        let logit = Double(logits[label])
        let tail = log1p(exp(-abs(logit)))
        let positive = max(-logit, 0) + tail  // −log σ(z)
        let negative = max(logit, 0) + tail  // −log(1 − σ(z))
        loss += Double(weight * truth) * positive + Double(1 - truth) * negative
        let p = gradient[label]
        gradient[label] = scale * ((1 - truth) * p - weight * truth * (1 - p))
      }
    }
    return loss
  }

  private func target(_ truth: Int, _ label: Int) -> Float {
    (label == truth ? (1 - smoothing) * weights[label] : 0)
      + smoothing / Float(labels) * weights[label]
  }
}
