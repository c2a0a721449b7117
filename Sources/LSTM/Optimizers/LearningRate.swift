#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The learning rate of each step: a function of the step and of the epochs' scores, nothing else.
///
/// In the first w steps, the warm-up, the rate rises in a straight line from 0 (which would be the
/// step before the first) to the whole rate at step w; the schedule then runs over the remaining
/// steps. With p the share of these that is done:
///
/// - constant: 1
/// - linear: 1 − p
/// - cosine: (1 + cos πp) / 2
/// - plateau: 1, halved by `halvings`
///
/// Source: Loshchilov and Hutter, SGDR, arXiv 1608.03983, equation 5, without restarts.
package struct LearningRate: Sendable {
  package let base: Float
  package let schedule: TrainingSettings.Schedule
  package let plateauPatience: Int
  /// Steps of the warm-up.
  package let warmup: Int
  package let totalSteps: Int

  package init(_ settings: TrainingSettings, totalSteps: Int) {
    base = settings.learningRate
    schedule = settings.schedule
    plateauPatience = settings.plateauPatience
    warmup = Int((Double(settings.warmup) * Double(totalSteps)).rounded())
    self.totalSteps = totalSteps
  }

  /// The rate of a step, counted from 0, after so many halvings.
  package func rate(step: Int, halvings: Int) -> Float {
    if step < warmup { return base * (Float(step + 1) / Float(warmup + 1)) }
    let done = Float(step - warmup) / Float(max(totalSteps - warmup, 1))
    switch schedule {
    case .constant: return base
    case .linear: return base * (1 - done)
    case .cosine: return base * Float((1 + cos(Double.pi * Double(done))) / 2)
    case .plateau: return halvings == 0 ? base : base * pow(0.5, Float(halvings))
    }
  }

  /// How often the rate has been halved after epochs of these scores, larger being better: each time
  /// that so many epochs in a row as `plateauPatience` says brought no better one.
  package func halvings(after scores: [Double]) -> Int {
    guard schedule == .plateau else { return 0 }
    var best = -Double.infinity
    var (waited, halvings) = (0, 0)
    for score in scores {
      if score > best {
        best = score
        waited = 0
        continue
      }
      waited += 1
      if waited == plateauPatience {
        halvings += 1
        waited = 0
      }
    }
    return halvings
  }
}
