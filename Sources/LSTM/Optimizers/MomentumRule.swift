import Kernels

/// Stochastic gradient descent, with or without momentum.
///
/// velocity ← μ · velocity + gradient; w ← w − rate · velocity. Without momentum nothing is
/// remembered.
///
/// Source: Sutskever et al., On the importance of initialization and momentum in deep learning
/// (2013), section 2; the rate stands outside the velocity, as in PyTorch, so that a schedule acts
/// at once.
package struct MomentumRule: UpdateRule {
  private let momentum: Float
  private var rate: Float = 0

  package init(momentum: Float) { self.momentum = momentum }

  /// The velocity.
  package var memories: Int { momentum > 0 ? 1 : 0 }

  package mutating func begin(step: Int, learningRate: Float) { rate = learningRate }

  package func update(
    _ weights: UnsafeMutablePointer<Float>, memory: UnsafeMutablePointer<Float>, apart: Int,
    gradient: UnsafePointer<Float>, _ n: Int, decay: Float
  ) {
    if momentum > 0 {
      Kernel.momentum(weights, memory, gradient, n, momentum: momentum, rate: rate, decay: decay)
    } else {
      if decay != 1 { Kernel.scale(decay, weights, weights, n) }
      Kernel.axpy(-rate, gradient, weights, n)
    }
  }
}
