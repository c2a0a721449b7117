#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The reference's pooling; see `PoolingPass` and `AttentionPass` for the formulas.
extension ReferenceClassifier {
  /// Rows of states to the pooled vector.
  func pool(_ states: [[Double]]) -> [Double] {
    let zeros = [Double](repeating: 0, count: settings.pooledDimensions)
    if states.isEmpty { return zeros }
    return zeros.indices.map { k in
      let values = states.map { $0[k] }
      switch settings.pooling {
      case .last: return values[chosen(values, k)]
      case .mean: return values.reduce(0, +) / Double(values.count)
      case .max: return values[chosen(values, k)]
      case .attention: return zip(attentionWeights(states), values).reduce(0) { $0 + $1.0 * $1.1 }
      }
    }
  }

  /// The word whose state is pooled: the last one read, or the first one read of the largest.
  func chosen(_ values: [Double], _ k: Int) -> Int {
    let forwards = k < settings.hidden
    if settings.pooling == .last { return forwards ? values.count - 1 : 0 }
    let largest = values.max()!
    return (forwards ? values.firstIndex(of: largest) : values.lastIndex(of: largest))!
  }

  /// The gradient of the rows of states.
  func unpool(
    _ pooled: [Double], _ states: [[Double]], _ gradient: inout Self
  ) -> [[Double]] {
    var rows = states.map { $0.map { _ in 0.0 } }
    if states.isEmpty { return rows }
    for k in pooled.indices {
      let values = states.map { $0[k] }
      switch settings.pooling {
      case .last, .max: rows[chosen(values, k)][k] = pooled[k]
      case .mean: for t in rows.indices { rows[t][k] = pooled[k] / Double(values.count) }
      case .attention: break
      }
    }
    if settings.pooling == .attention { attend(pooled, states, &rows, &gradient) }
    return rows
  }

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
