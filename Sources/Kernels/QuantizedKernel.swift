import CKernels

/// The loops of an LSTM whose weights are bytes.
///
/// Layout: that of `lstmStep`, with `PackedBytes` for the weights and numbers of 16 bits for what
/// they are multiplied with, an even count of them a row and a zero after an odd one. Sums are whole
/// numbers of 32 bits and have no rounding: products of bytes with bytes have room for 65,536 of
/// them, with hidden states for 8,192.
extension Kernel {
  /// Steps of a hidden state's size: H_t is read as the nearest whole number of 1 / 2047.
  public static var stateLevels: Int { Int(CK_STATE_LEVELS) }

  /// z = r ⊙ (X · W) ⊙ s + b, for each row of X its r, for each column of W its s and b.
  ///
  /// Shapes: X [rows × k], rows `ldx` apart; r [rows]; W [k × n]; s, b [n]; z [rows × n].
  @inlinable
  public static func quantizedProject(
    rows: Int, _ x: UnsafePointer<Int16>, ldx: Int, rowScales: UnsafePointer<Float>,
    _ weights: PackedBytes, scales: UnsafePointer<Float>, bias: UnsafePointer<Float>,
    _ z: UnsafeMutablePointer<Float>
  ) {
    ck_best().pointee.quantized_project(
      rows, weights.rows, x, ldx, rowScales, weights.pointer, weights.columns / 64, scales, bias, z)
  }

  /// One step of `rows` sequences.
  ///
  /// `gates` holds x·W + b on entry: (i, f, g, o) = (σ, σ, tanh, σ)(x·W + b + s ⊙ (h₋₁·U)), where
  /// h₋₁ is read in whole `stateLevels`; c = f⊙c₋₁ + i⊙g, h = o⊙tanh c. With `keep` the gates are
  /// left in `gates`.
  ///
  /// Shapes: U [units × gate row]; s [gate row]; states [rows × state row].
  ///
  /// Edge cases: at the first step both states before are nil, which stands for zeros. `cell` may be
  /// `cellBefore`; `states` may not be `statesBefore`.
  @inlinable
  public static func quantizedStep(
    rows: Int, recurrent: PackedBytes, scales: UnsafePointer<Float>,
    statesBefore: UnsafePointer<Int16>?, cellBefore: UnsafePointer<Float>?,
    gates: UnsafeMutablePointer<Float>, cell: UnsafeMutablePointer<Float>,
    hidden: UnsafeMutablePointer<Float>, states: UnsafeMutablePointer<Int16>, keep: Bool
  ) {
    ck_best().pointee.quantized_step(
      rows, recurrent.rows, recurrent.pointer, scales, statesBefore, cellBefore, gates, cell,
      hidden, states, keep ? 1 : 0)
  }
}

extension Reference {
  /// C [m × n] = A [m × k] · B [k × n] in whole numbers, all dense and row-major.
  public static func wholeProduct(
    _ m: Int, _ n: Int, _ k: Int, _ a: [Int16], _ b: [Int8]
  ) -> [Int32] {
    var c = [Int32](repeating: 0, count: m * n)
    for i in 0..<m {
      for j in 0..<n {
        for p in 0..<k { c[i * n + j] += Int32(a[i * k + p]) * Int32(b[p * n + j]) }
      }
    }
    return c
  }
}
