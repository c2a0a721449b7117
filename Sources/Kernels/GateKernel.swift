import CKernels

/// The loops of an LSTM step.
///
/// Layout: a row of gates has a block of 64 floats for every 16 units, input, forget, candidate and
/// output gate of these units one after another; a row of states has the units rounded up to 16.
/// Surplus units must have zero weights; their states are then zero.
extension Kernel {
  /// One step of `rows` sequences.
  ///
  /// `gates` holds x·W on entry and i, f, g, o on return:
  /// (i, f, g, o) = (σ, σ, tanh, σ)(x·W + h₋₁·U + b), c = f⊙c₋₁ + i⊙g, h = o⊙tanh c.
  ///
  /// Shapes: `recurrent` packed from [units × gate row]; bias [gate row]; states [rows × state row].
  ///
  /// Edge cases: at the first step both states before are nil, which stands for zeros.
  ///
  /// Source: Hochreiter and Schmidhuber, Long Short-Term Memory, 1997; forget gate by Gers,
  /// Schmidhuber and Cummins, 2000.
  @inlinable
  public static func lstmStep(
    rows: Int, units: Int, recurrent: PackedWeights, bias: UnsafePointer<Float>,
    hiddenBefore: UnsafePointer<Float>?, cellBefore: UnsafePointer<Float>?,
    gates: UnsafeMutablePointer<Float>, cell: UnsafeMutablePointer<Float>,
    squashed: UnsafeMutablePointer<Float>, hidden: UnsafeMutablePointer<Float>
  ) {
    ck_best().pointee.lstm_step(
      rows, units, recurrent.pointer, bias, hiddenBefore, cellBefore, gates, cell, squashed, hidden)
  }

  /// The gradient of one step.
  ///
  /// `gates` holds i, f, g, o on entry and the gradients of the four sums on return; `cellGradient`
  /// goes from ∂/∂c to ∂/∂c₋₁; `biasGradient` gathers the sums over rows.
  @inlinable
  public static func lstmStepBackward(
    rows: Int, units: Int, gates: UnsafeMutablePointer<Float>, squashed: UnsafePointer<Float>,
    cellBefore: UnsafePointer<Float>?, hiddenGradient: UnsafePointer<Float>,
    cellGradient: UnsafeMutablePointer<Float>, biasGradient: UnsafeMutablePointer<Float>
  ) {
    ck_best().pointee.lstm_step_backward(
      rows, units, gates, squashed, cellBefore, hiddenGradient, cellGradient, biasGradient)
  }

  /// C += Aᵀ · B, where row p of A is row `indices[p]` of `a`, or row p without indices.
  ///
  /// Shapes: A [k × m], B [k × n], C [m × n] with room for n rounded up to 16 columns; `work` has
  /// `gatheredWork(m, n)` floats.
  @inlinable
  public static func gemmGathered(
    _ m: Int, _ n: Int, _ k: Int, _ a: UnsafePointer<Float>, lda: Int,
    indices: UnsafePointer<Int32>?, _ b: UnsafePointer<Float>, ldb: Int,
    _ c: UnsafeMutablePointer<Float>, ldc: Int, work: UnsafeMutablePointer<Float>
  ) {
    ck_best().pointee.gemm_gathered(m, n, k, a, lda, indices, b, ldb, c, ldc, work)
  }

  /// Floats of work space that `gemmGathered` needs.
  @inlinable
  public static func gatheredWork(_ m: Int, _ n: Int) -> Int { ck_gathered_work(m, n) }

  /// y = max(x, y) over n elements; `index` becomes `step` where x is strictly greater.
  @inlinable
  public static func maximum(
    _ x: UnsafePointer<Float>, step: Int32, _ y: UnsafeMutablePointer<Float>,
    _ index: UnsafeMutablePointer<Int32>, _ n: Int
  ) {
    ck_best().pointee.maximum(x, step, y, index, n)
  }

  /// y += x over those of n elements whose index equals `step`.
  @inlinable
  public static func addSelected(
    _ x: UnsafePointer<Float>, _ index: UnsafePointer<Int32>, step: Int32,
    _ y: UnsafeMutablePointer<Float>, _ n: Int
  ) {
    ck_best().pointee.add_selected(x, index, step, y, n)
  }
}
