#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

// The loss of one window with inputs v and outputs u, the first output being the right one:
//
//   L = Σ_j [ log(1 + e^(−v_j·u_0)) + Σ_{i>0} log(1 + e^(v_j·u_i)) ]
//
//   ∂L/∂(v_j·u_i) = σ(v_j·u_i) − label_i,  so  ∂L/∂v_j = Σ_i (σ − label)·u_i
//                                          and ∂L/∂u_i = Σ_j (σ − label)·v_j
extension Reference {
  /// The loss of one window, given the vectors of its inputs and of its outputs.
  public static func skipGramLoss(inputs: [[Double]], outputs: [[Double]]) -> Double {
    var loss = 0.0
    for v in inputs {
      for (i, u) in outputs.enumerated() {
        let score = zip(v, u).reduce(0) { $0 + $1.0 * $1.1 }
        let wrong = i == 0 ? -score : score
        loss += max(wrong, 0) + log1p(exp(-abs(wrong)))
      }
    }
    return loss
  }

  /// The gradient of `skipGramLoss` by every number of every vector.
  public static func skipGramGradient(
    inputs: [[Double]], outputs: [[Double]]
  ) -> (inputs: [[Double]], outputs: [[Double]]) {
    var byInputs = inputs.map { $0.map { _ in 0.0 } }
    var byOutputs = outputs.map { $0.map { _ in 0.0 } }
    for (j, v) in inputs.enumerated() {
      for (i, u) in outputs.enumerated() {
        let score = zip(v, u).reduce(0) { $0 + $1.0 * $1.1 }
        let slope = sigmoid(score) - (i == 0 ? 1 : 0)
        for e in v.indices {
          byInputs[j][e] += slope * u[e]
          byOutputs[i][e] += slope * v[e]
        }
      }
    }
    return (byInputs, byOutputs)
  }

  /// Trains two tables on one block of windows, given by the ids of their words; returns the loss.
  ///
  /// All slopes come from the tables as they were before the block. Updates follow window after window
  /// and input after input, an input's update using its window's outputs as they were before it.
  public static func skipGramBlock(
    centers: inout [[Double]], contexts: inout [[Double]],
    windows: [(inputs: [Int], outputs: [Int])], rate: Double
  ) -> Double {
    var loss = 0.0
    let steps = windows.map { window in
      loss += skipGramLoss(
        inputs: window.inputs.map { centers[$0] }, outputs: window.outputs.map { contexts[$0] })
      return window.outputs.enumerated().map { i, output in
        window.inputs.map { input in
          let score = zip(centers[input], contexts[output]).reduce(0) { $0 + $1.0 * $1.1 }
          return rate * ((i == 0 ? 1 : 0) - sigmoid(score))
        }
      }
    }
    for (window, g) in zip(windows, steps) {
      let before = window.outputs.map { contexts[$0] }
      for (j, input) in window.inputs.enumerated() {
        let v = centers[input]
        for (i, output) in window.outputs.enumerated() {
          for e in v.indices {
            centers[input][e] += g[i][j] * before[i][e]
            contexts[output][e] += g[i][j] * v[e]
          }
        }
      }
    }
    return loss
  }
}
