import Kernels

/// Adagrad: a parameter's rate falls with the sum of its squared gradients, so that rare words go on
/// learning when frequent ones have settled.
///
/// Source: Duchi, Hazan and Singer, Adaptive subgradient methods for online learning and stochastic
/// optimization (JMLR 2011), figure 1, diagonal.
package struct AdagradRule: UpdateRule {
  /// PyTorch's; only keeps 0 / 0 away.
  private static let epsilon: Float = 1e-10

  private var rate: Float = 0

  package init() {}

  /// The sum of squares.
  package var memories: Int { 1 }

  package mutating func begin(step: Int, learningRate: Float) { rate = learningRate }

  package func update(
    _ weights: UnsafeMutablePointer<Float>, memory: UnsafeMutablePointer<Float>, apart: Int,
    gradient: UnsafePointer<Float>, _ n: Int, decay: Float
  ) {
    Kernel.adagrad(
      weights, memory, gradient, n, rate: rate, epsilon: Self.epsilon, decay: decay)
  }
}
