import CKernels

/// The loops of an LSTM step.
///
/// Layout: gates lie in panels, `panel` floats apart. For every 16 units there are four, those of the
/// input, forget, candidate and output gate of these units; a panel has a row of 16 floats for each
/// word. A row of states has the units rounded up to 16. Surplus units must have zero weights; their
/// states are then zero.
extension Kernel {
  /// One step of `rows` sequences.
  ///
  /// `gates` holds x·W on entry and i, f, g, o on return:
  /// (i, f, g, o) = (σ, σ, tanh, σ)(x·W + h₋₁·U + b), c = f⊙c₋₁ + i⊙g, h = o⊙tanh c.
  ///
  /// Shapes: `recurrent` [units × 16 · gate panels]; bias [16 · gate panels]; states [rows × state
  /// row].
  ///
  /// Edge cases: at the first step both states before are nil, which stands for zeros.
  ///
  /// Source: Hochreiter and Schmidhuber, Long Short-Term Memory, 1997; forget gate by Gers,
  /// Schmidhuber and Cummins, 2000.
  @inlinable
  public static func lstmStep(
    rows: Int, units: Int, recurrent: WeightPanels, bias: UnsafePointer<Float>,
    hiddenBefore: UnsafePointer<Float>?, cellBefore: UnsafePointer<Float>?,
    gates: UnsafeMutablePointer<Float>, panel: Int, cell: UnsafeMutablePointer<Float>,
    squashed: UnsafeMutablePointer<Float>, hidden: UnsafeMutablePointer<Float>
  ) {
    ck_best().pointee.lstm_step(
      rows, units, recurrent.pointer, recurrent.panel, bias, hiddenBefore, cellBefore, gates, panel,
      cell, squashed, hidden)
  }

  /// The gradient of one step.
  ///
  /// `gates` holds i, f, g, o on entry and the gradients of the four sums on return; `cellGradient`
  /// goes from ∂/∂c to ∂/∂c₋₁; `biasGradient` gathers the sums over rows.
  @inlinable
  public static func lstmStepBackward(
    rows: Int, units: Int, gates: UnsafeMutablePointer<Float>, panel: Int,
    squashed: UnsafePointer<Float>, cellBefore: UnsafePointer<Float>?,
    hiddenGradient: UnsafePointer<Float>, cellGradient: UnsafeMutablePointer<Float>,
    biasGradient: UnsafeMutablePointer<Float>
  ) {
    ck_best().pointee.lstm_step_backward(
      rows, units, gates, panel, squashed, cellBefore, hiddenGradient, cellGradient, biasGradient)
  }

  /// Adds to `gradient` [inputs + units × 16 · panels], in panels, Aᵀ · ∂Z, where row w of A is row w of
  /// `inputs` beside row `before[w]` of `hidden`, or beside zeros where that is negative.
  ///
  /// Shapes: `before` [words]; `gates`, that is ∂Z, [words × 16 · panels] in panels; `work` has
  /// `gradientWork(inputs + units)` floats.
  @inlinable
  public static func weightGradient(
    words: Int, inputs: UnsafePointer<Float>, _ inputCount: Int, apart inputApart: Int,
    hidden: UnsafePointer<Float>, _ units: Int, apart hiddenApart: Int,
    before: UnsafePointer<Int32>, gates: UnsafePointer<Float>, panel: Int, panels: Int,
    gradient: UnsafeMutablePointer<Float>, work: UnsafeMutablePointer<Float>
  ) {
    ck_best().pointee.weight_gradient(
      inputCount, units, words, inputs, inputApart, hidden, hiddenApart, before, gates, panel,
      panels, gradient, work)
  }

  /// Floats of work space that `weightGradient` needs.
  @inlinable
  public static func gradientWork(_ rows: Int) -> Int { ck_gradient_work(rows) }

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
