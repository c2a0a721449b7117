#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The reference's pooling by attention; see `AttentionPass` for the formulas.
extension ReferenceClassifier {
  /// a: one weight a word.
  func attentionWeights(_ states: [[Double]]) -> [Double] {
    let parts = states.map { state in
      exp(zip(attention, state).reduce(0) { $0 + $1.0 * tangent($1.1) })
    }
    let sum = parts.reduce(0, +)
    return parts.map { $0 / sum }
  }

  /// Adds to the gradients of the states and of w.
  func attend(
    _ pooled: [Double], _ states: [[Double]], _ rows: inout [[Double]], _ gradient: inout Self
  ) {
    let weights = attentionWeights(states)
    let changes = states.map { zip(pooled, $0).reduce(0) { $0 + $1.0 * $1.1 } }
    let mean = zip(weights, changes).reduce(0) { $0 + $1.0 * $1.1 }
    for (t, state) in states.enumerated() {
      let score = weights[t] * (changes[t] - mean)
      for k in state.indices {
        let squashed = tangent(state[k])
        rows[t][k] += weights[t] * pooled[k] + score * attention[k] * (1 - squashed * squashed)
        gradient.attention[k] += score * squashed
      }
    }
  }
}
