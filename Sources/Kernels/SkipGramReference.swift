#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

// The loss of one window with inputs v and outputs u, of which the first `right` are right ones:
//
//   L = Σ_j Σ_i log(1 + e^q),  q = −v_j·u_i where i is right, v_j·u_i where it is wrong
//
//   ∂L/∂(v_j·u_i) = σ(v_j·u_i) − label_i,  so  ∂L/∂v_j = Σ_i (σ − label)·u_i
//                                          and ∂L/∂u_i = Σ_j (σ − label)·v_j
//
// In a bag there is one v, the mean of the inputs, and each wrong pair's slope counts `right` times.

/// A window in rows of two tables: what stands first among its outputs is right, the rest wrong.
public struct ReferenceWindow: Sendable {
  public var inputs: [Int]
  public var outputs: [Int]
  public var right: Int
  /// Whether the inputs' mean takes part in place of each of them.
  public var bag: Bool

  public init(inputs: [Int], outputs: [Int], right: Int = 1, bag: Bool = false) {
    self.inputs = inputs
    self.outputs = outputs
    self.right = right
    self.bag = bag
  }

  /// How often an output's pairs count.
  public func weight(_ output: Int) -> Double { bag && output >= right ? Double(right) : 1 }

  /// What makes pairs with the outputs: the inputs, or their mean.
  func vectors(_ centers: [[Double]]) -> [[Double]] {
    let all = inputs.map { centers[$0] }
    if !bag { return all }
    return [all[0].indices.map { e in all.reduce(0) { $0 + $1[e] } / Double(all.count) }]
  }
}

extension Reference {
  /// The loss of one window, a wrong output counted as often as its steps count it.
  public static func windowLoss(
    _ window: ReferenceWindow, centers: [[Double]], contexts: [[Double]]
  ) -> Double {
    var loss = 0.0
    for v in window.vectors(centers) {
      for (i, output) in window.outputs.enumerated() {
        let score = zip(v, contexts[output]).reduce(0) { $0 + $1.0 * $1.1 }
        let wrong = i < window.right ? -score : score
        loss += (max(wrong, 0) + log1p(exp(-abs(wrong)))) * window.weight(i)
      }
    }
    return loss
  }

  /// rate · (label − σ) of all pairs of one window, input after input and in it output after output.
  public static func windowGradients(
    _ window: ReferenceWindow, centers: [[Double]], contexts: [[Double]], rate: Double
  ) -> [Double] {
    window.vectors(centers).flatMap { v in
      window.outputs.enumerated().map { i, output in
        let score = zip(v, contexts[output]).reduce(0) { $0 + $1.0 * $1.1 }
        return rate * ((i < window.right ? 1 : 0) - sigmoid(score)) * window.weight(i)
      }
    }
  }

  /// Adds the gradients of one window to both tables.
  ///
  /// Input after input: v += Σ g·u, and each u += g·v with v as it was before; outputs in their order,
  /// so that one which stands twice is changed in between. Every input of a bag is given the whole sum.
  public static func windowUpdate(
    _ window: ReferenceWindow, centers: inout [[Double]], contexts: inout [[Double]],
    gradients: [Double]
  ) {
    let mean = window.bag ? window.vectors(centers)[0] : []
    var g = gradients[...]
    for takers in window.bag ? [window.inputs] : window.inputs.map({ [$0] }) {
      let v = window.bag ? mean : centers[takers[0]]
      var sum = v.map { _ in 0.0 }
      for (output, step) in zip(window.outputs, g) {
        for e in v.indices {
          sum[e] += step * contexts[output][e]
          contexts[output][e] += step * v[e]
        }
      }
      g = g.dropFirst(window.outputs.count)
      for taker in takers { for e in v.indices { centers[taker][e] += sum[e] } }
    }
  }

  /// Trains two tables on one block of windows, all gradients from the tables as they are at its start;
  /// returns the loss.
  public static func windowBlock(
    _ windows: [ReferenceWindow], centers: inout [[Double]], contexts: inout [[Double]],
    rate: Double
  ) -> Double {
    let (v, u) = (centers, contexts)
    var loss = 0.0
    for window in windows {
      loss += windowLoss(window, centers: v, contexts: u)
      windowUpdate(
        window, centers: &centers, contexts: &contexts,
        gradients: windowGradients(window, centers: v, contexts: u, rate: rate))
    }
    return loss
  }
}
