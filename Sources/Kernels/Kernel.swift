import CKernels

/// The loops over floats, at the speed of this machine's best instruction set.
///
/// All take plain pointers and lengths, check nothing and allocate nothing. A sum always runs in the
/// same order, so a row of a product has the same bits however many rows stand beside it.
public enum Kernel {
  /// The name of the instruction set in use.
  public static var instructionSet: String {
    InstructionSet(rawValue: Int(ck_active_level()))?.description ?? "unknown"
  }

  /// Σ a[i] · b[i] over n elements.
  @inlinable
  public static func dot(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ n: Int
  ) -> Float {
    ck_best().pointee.dot(a, b, n)
  }

  /// y += alpha · x over n elements.
  @inlinable
  public static func axpy(
    _ alpha: Float, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ n: Int
  ) {
    ck_best().pointee.axpy(alpha, x, y, n)
  }

  /// y = alpha · x over n elements; x and y may be the same.
  @inlinable
  public static func scale(
    _ alpha: Float, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ n: Int
  ) {
    ck_best().pointee.scale(alpha, x, y, n)
  }

  /// y = 1 / (1 + e⁻ˣ), in 0…1, within 2 ulp; x and y may be the same.
  @inlinable
  public static func sigmoid(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ n: Int
  ) {
    ck_best().pointee.sigmoid(x, y, n)
  }

  /// y = tanh x, in −1…1, within 2e−7 absolute; x and y may be the same.
  @inlinable
  public static func tanh(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ n: Int
  ) {
    ck_best().pointee.tanh(x, y, n)
  }

  /// y = eˣ with x clamped to −87…88, within 2 ulp; x and y may be the same.
  @inlinable
  public static func exp(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ n: Int
  ) {
    ck_best().pointee.exp(x, y, n)
  }

  /// C = A · B, or C += A · B.
  ///
  /// Shapes: A [m × k], B [k × n], C [m × n] with room for n rounded up to 16 columns (the surplus
  /// columns receive zeros).
  @inlinable
  public static func gemm(
    _ m: Int, _ a: UnsafePointer<Float>, _ aRows: Rows, _ b: WeightPanels,
    _ c: UnsafeMutablePointer<Float>, _ cRows: Rows, accumulate: Bool = false
  ) {
    ck_best().pointee.gemm(
      m, b.columns, b.rows, a, aRows.row, aRows.panel, b.pointer, b.panel, c, cRows.row,
      cRows.panel, accumulate ? 1 : 0)
  }

  /// Asks for n floats that will soon be read, from where memory answers late: rows of a large table,
  /// in no order.
  @inlinable
  public static func fetch(_ x: UnsafePointer<Float>, _ n: Int) { ck_fetch(x, n) }

  /// One Adam step over n parameters with their two moments.
  ///
  /// m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², w ← decay·w − rate · m / (√v · rootScale + ε), where the
  /// caller folds the bias corrections into `rate` = α / (1 − β₁ᵗ) and `rootScale` = 1 / √(1 − β₂ᵗ), and
  /// AdamW's decay into `decay` = 1 − αλ.
  ///
  /// Source: Kingma and Ba, Adam, arXiv 1412.6980, algorithm 1; Loshchilov and Hutter, arXiv
  /// 1711.05101, algorithm 2.
  @inlinable
  public static func adam(
    _ w: UnsafeMutablePointer<Float>, _ m: UnsafeMutablePointer<Float>,
    _ v: UnsafeMutablePointer<Float>, _ g: UnsafePointer<Float>, _ n: Int, beta1: Float,
    beta2: Float, rate: Float, rootScale: Float, epsilon: Float, decay: Float
  ) {
    ck_best().pointee.adam(w, m, v, g, n, beta1, beta2, rate, rootScale, epsilon, decay)
  }

  /// One step of gradient descent with momentum over n parameters with their velocities.
  ///
  /// m ← μm + g, w ← decay·w − rate · m; `decay` = 1 − αλ.
  ///
  /// Source: Polyak, Some methods of speeding up the convergence of iteration methods (1964), in the
  /// form of Sutskever et al., On the importance of initialization and momentum in deep learning
  /// (2013), section 2, with the rate outside the velocity.
  @inlinable
  public static func momentum(
    _ w: UnsafeMutablePointer<Float>, _ m: UnsafeMutablePointer<Float>,
    _ g: UnsafePointer<Float>, _ n: Int, momentum: Float, rate: Float, decay: Float
  ) {
    ck_best().pointee.momentum(w, m, g, n, momentum, rate, decay)
  }

  /// One Adagrad step over n parameters with the sums of their squared gradients.
  ///
  /// s ← s + g², w ← decay·w − rate · g / (√s + ε); `decay` = 1 − αλ.
  ///
  /// Source: Duchi, Hazan and Singer, Adaptive subgradient methods (JMLR 2011), figure 1, diagonal.
  @inlinable
  public static func adagrad(
    _ w: UnsafeMutablePointer<Float>, _ s: UnsafeMutablePointer<Float>,
    _ g: UnsafePointer<Float>, _ n: Int, rate: Float, epsilon: Float, decay: Float
  ) {
    ck_best().pointee.adagrad(w, s, g, n, rate, epsilon, decay)
  }

  /// y += alpha · (x − y) over n elements; a y of 0 becomes x exactly where alpha is 1.
  @inlinable
  public static func approach(
    _ alpha: Float, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ n: Int
  ) {
    ck_best().pointee.approach(alpha, x, y, n)
  }

  /// Runs `rounds` rounds of fused multiply-adds in registers, for "share of peak".
  ///
  /// Returns the floating-point operations done (two for each multiply-add).
  public static func burn(rounds: Int) -> Double {
    let total = ck_best().pointee.peak(rounds)
    return total.isNaN ? 0 : 2 * 16 * Double(ck_best().pointee.rows) * Double(rounds)
  }
}
