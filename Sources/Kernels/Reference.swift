#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The kernels as one would write them on paper, in Double: the oracle of `Kernel` in tests.
public enum Reference {
  public static func dot(_ a: [Float], _ b: [Float]) -> Double {
    zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }

  public static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  /// C [m × n] = A [m × k] · B [k × n], all dense and row-major.
  public static func gemm(_ m: Int, _ n: Int, _ k: Int, _ a: [Float], _ b: [Float]) -> [Double] {
    var c = [Double](repeating: 0, count: m * n)
    for i in 0..<m {
      for j in 0..<n {
        for p in 0..<k { c[i * n + j] += Double(a[i * k + p]) * Double(b[p * n + j]) }
      }
    }
    return c
  }

  /// One Adam step of one parameter; see `Kernel.adam`.
  public static func adam(
    _ w: inout Double, _ m: inout Double, _ v: inout Double, _ g: Double, step: Int,
    beta1: Double, beta2: Double, learningRate: Double, epsilon: Double, weightDecay: Double
  ) {
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g * g
    let mean = m / (1 - pow(beta1, Double(step)))
    let square = v / (1 - pow(beta2, Double(step)))
    w -= learningRate * weightDecay * w
    w -= learningRate * mean / (square.squareRoot() + epsilon)
  }

  /// One step of gradient descent with momentum of one parameter; see `Kernel.momentum`.
  public static func momentum(
    _ w: inout Double, _ m: inout Double, _ g: Double, momentum: Double, learningRate: Double,
    weightDecay: Double
  ) {
    m = momentum * m + g
    w -= learningRate * weightDecay * w
    w -= learningRate * m
  }

  /// One Adagrad step of one parameter; see `Kernel.adagrad`.
  public static func adagrad(
    _ w: inout Double, _ s: inout Double, _ g: Double, learningRate: Double, epsilon: Double,
    weightDecay: Double
  ) {
    s += g * g
    w -= learningRate * weightDecay * w
    w -= learningRate * g / (s.squareRoot() + epsilon)
  }
}
