import Kernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Adam: each parameter has a rate of its own, from the running means of its gradient and of the
/// gradient's square.
///
/// Source: Kingma and Ba, arXiv 1412.6980, algorithm 1, with its constants.
package struct AdamRule: UpdateRule {
  private static let beta1 = 0.9
  private static let beta2 = 0.999
  private static let epsilon: Float = 1e-8

  private var rate: Float = 0
  private var rootScale: Float = 0

  package init() {}

  /// The two means.
  package var memories: Int { 2 }

  package mutating func begin(step: Int, learningRate: Float) {
    rate = Float(Double(learningRate) / (1 - pow(Self.beta1, Double(step))))
    rootScale = Float(1 / (1 - pow(Self.beta2, Double(step))).squareRoot())
  }

  package func update(
    _ weights: UnsafeMutablePointer<Float>, memory: UnsafeMutablePointer<Float>, apart: Int,
    gradient: UnsafePointer<Float>, _ n: Int, decay: Float
  ) {
    Kernel.adam(
      weights, memory, memory + apart, gradient, n, beta1: Float(Self.beta1),
      beta2: Float(Self.beta2), rate: rate, rootScale: rootScale, epsilon: Self.epsilon,
      decay: decay)
  }
}
