import Kernels

/// What a layer reads at each word.
package enum LayerInput {
  /// The word's vector, in this table or among the batch's extra ones.
  case words(Matrix)
  /// The hidden states of the layer below, its directions' side by side.
  case states(ArraySlice<LayerPass>)
}

/// One direction of one layer of the LSTM over one shard, forward and backward.
///
/// Letters: N rows (words) in all, n_t of step t; E inputs, H units, G the gates' columns, S the width
/// of a row of states.
///
/// forward:   Z = X·W, some steps ahead;
///            for each t:  (i, f, C̃, o) from Z_t + H_{t−1}·U + b,  C_t, H_t
/// backward:  for each t from the last:  ∂Z_t, ∂H_{t−1} = ∂Z_t·Uᵀ;
///            then (∂W, ∂U) = (X, H_before)ᵀ·∂Z, ∂b = Σ ∂Z, ∂X = ∂Z·Wᵀ at once over all rows
///
/// The gates' memory holds Z, then the gates, then ∂Z, in panels of 16 columns: as the weights'
/// gradient reads them, and no two rows a power of two apart, which would share a cache's places. The
/// hidden states of the top layer go into the pooled vectors; those of the others are read by the
/// layer above, whose ∂X comes back as ∂H.
package final class LayerPass {
  /// What is still there after `forward`.
  package enum Keeping {
    /// Inputs, gates and states of every word, for `backward` or a trace.
    case everything
    /// What others read: the pooled vectors, and the hidden states where a layer or attention does.
    case answers
  }

  /// Rows of inputs projected at a time, at least: so many that the product runs at full speed, so
  /// few that their gates are still in the second-level cache when their step takes them up.
  private static let projection = 96
  /// Words between asking for a vector and reading it.
  private static let readAhead = 8

  let cell: ParameterLayout.Cell
  private let direction: Int
  /// Nil below the top layer.
  private let pooling: Pooling?

  private let inputStore = Scratch<Float>()
  private let gateStore = Scratch<Float>()
  private let cellStore = Scratch<Float>()
  private let squashedStore = Scratch<Float>()
  private let hiddenStore = Scratch<Float>()
  /// H as U reads it, where a mask silences part of it.
  private let maskedStore = Scratch<Float>()
  private let pooledStore = Scratch<Float>()
  private let winnerStore = Scratch<Int32>()
  private let pooledGradientStore = Scratch<Float>()
  private let hiddenGradientStore = Scratch<Float>()
  private let cellGradientStore = Scratch<Float>()
  private let workStore = Scratch<Float>()
  private let inputGradientStore = Scratch<Float>()
  private let stateGradientStore = Scratch<Float>()

  package init(_ cell: ParameterLayout.Cell, direction: Int, pooling: Pooling?) {
    self.cell = cell
    self.direction = direction
    self.pooling = pooling
  }

  /// Floats from one panel of gates to the next.
  package private(set) var panel = 16

  /// X [N × E], rows `inputWidth` apart.
  package var inputs: UnsafeMutablePointer<Float> { inputStore.pointer }
  /// [N × G] in panels: the gates after `forward`, their gradients after `backward`.
  package var gates: UnsafeMutablePointer<Float> { gateStore.pointer }
  /// C [N × S].
  package var cells: UnsafeMutablePointer<Float> { cellStore.pointer }
  /// H [N × S].
  package var hidden: UnsafeMutablePointer<Float> { hiddenStore.pointer }
  /// The pooled vector of each sequence, [sequences × S].
  package var pooled: UnsafeMutablePointer<Float> { pooledStore.pointer }
  /// Its gradient, to be written before `backward`.
  package var pooledGradient: UnsafeMutablePointer<Float> { pooledGradientStore.pointer }
  /// What each hidden state gets from the layer above, or from attention. [N × S]
  package var stateGradient: UnsafeMutablePointer<Float> { stateGradientStore.pointer }

  /// Reads the shard. `mask` has one row of factors a sequence for the inputs, `recurrentMask` one
  /// for the hidden states on their way to the next step; nil stands for ones. A mask asks for
  /// `everything` to be kept.
  package func forward(
    _ batch: PackedBatch, input: LayerInput, mask: UnsafePointer<Float>?,
    recurrentMask: UnsafePointer<Float>?, parameters: UnsafePointer<Float>, keeping: Keeping
  ) {
    let width = cell.stateWidth
    let inputWidth = cell.inputWidth
    let most = batch.steps == 0 ? 0 : batch.counts[0]
    let all = keeping == .everything
    let rows = all ? batch.tokens : min(batch.tokens, 2 * Self.projection + most)
    // What is not kept is needed until the next step.
    let keptStates = all ? batch.tokens : 2 * most
    let keepsHidden = all || pooling == nil || pooling == .attention
    panel = (rows | 1) * 16
    inputStore.reserve(rows * inputWidth)
    gateStore.reserve(panel * cell.gateWidth / 16)
    cellStore.reserve(keptStates * width)
    squashedStore.reserve(keptStates * width)
    hiddenStore.reserve((keepsHidden ? batch.tokens : keptStates) * width)
    if recurrentMask != nil { maskedStore.reserve(batch.tokens * width) }
    let passedOn = recurrentMask == nil ? hidden : maskedStore.pointer
    pooledStore.reserve(batch.sequences * width).update(
      repeating: 0, count: batch.sequences * width)
    winnerStore.reserve(batch.sequences * width)
    func place(_ step: Int, kept: Bool) -> Int {
      (kept ? batch.starts[step] : step % 2 * most) * width
    }

    let (w, u) = (cell.input(parameters), cell.recurrent(parameters))
    var next = 0
    while next < batch.steps {
      let steps = next..<ahead(batch, from: next)
      next = steps.upperBound
      let start = batch.starts[steps.lowerBound]
      let offset = all ? 0 : start
      switch input {
      case .words(let table): read(batch, steps, table, mask, to: inputs - offset * inputWidth)
      case .states(let below): read(batch, steps, below, mask, to: inputs - offset * inputWidth)
      }
      Kernel.gemm(
        batch.starts[steps.upperBound] - start, inputs + (start - offset) * inputWidth,
        .whole(inputWidth), w, gates + (start - offset) * 16, .panels(panel))
      for step in steps {
        let active = batch.counts[step]
        let cells = cells + place(step, kept: all)
        let hidden = hidden + place(step, kept: keepsHidden)
        Kernel.lstmStep(
          rows: active, units: cell.hidden, recurrent: u, bias: parameters + cell.bias,
          hiddenBefore: step == 0 ? nil : passedOn + place(step - 1, kept: keepsHidden),
          cellBefore: step == 0 ? nil : self.cells + place(step - 1, kept: all),
          gates: gates + (batch.starts[step] - offset) * 16, panel: panel, cell: cells,
          squashed: squashedStore.pointer + place(step, kept: all), hidden: hidden)
        let staying = batch.counts[step + 1]
        if let recurrentMask {
          let to = passedOn + place(step, kept: true)
          for i in 0..<staying * width { to[i] = hidden[i] * recurrentMask[i] }
        }
        pooling?.gather(
          step: step, active: active, staying: staying, hidden: hidden, width: width,
          pooled: pooled, winners: winnerStore.pointer)
      }
    }
    guard let pooling else { return }
    for slot in 0..<batch.sequences {
      pooling.finish(length: batch.lengths[slot], width: width, row: pooled + slot * width)
    }
  }

  /// The step before which to stop when projecting from `step` on.
  private func ahead(_ batch: PackedBatch, from step: Int) -> Int {
    let start = batch.starts[step]
    // A rest too small to be worth a product of its own comes along.
    if batch.tokens - start < 2 * Self.projection { return batch.steps }
    var end = step + 1
    while batch.starts[end] - start < Self.projection { end += 1 }
    return end
  }

  /// X = the words' vectors, of some steps; `to` is where row 0 would be.
  private func read(
    _ batch: PackedBatch, _ steps: Range<Int>, _ table: Matrix, _ mask: UnsafePointer<Float>?,
    to inputs: UnsafeMutablePointer<Float>
  ) {
    let inputWidth = cell.inputWidth
    let ids = batch.ids(direction)
    let words = table.rows
    let end = batch.starts[steps.upperBound]
    for step in steps {
      let start = batch.starts[step]
      for slot in 0..<batch.counts[step] {
        let row = inputs + (start + slot) * inputWidth
        let soon = min(start + slot + Self.readAhead, end - 1)
        if Int(ids[soon]) < words { Kernel.fetch(table.row(Int(ids[soon])), inputWidth) }
        let id = Int(ids[start + slot])
        let source = id < words ? table.row(id) : batch.extraVectors!.row(id - words)
        if let mask {
          let factors = mask + slot * inputWidth
          for i in 0..<inputWidth { row[i] = source[i] * factors[i] }
        } else {
          row.update(from: source, count: inputWidth)
        }
      }
    }
  }

  /// X = the hidden states below: the forward direction's, then the backward one's of that word.
  private func read(
    _ batch: PackedBatch, _ steps: Range<Int>, _ below: ArraySlice<LayerPass>,
    _ mask: UnsafePointer<Float>?, to inputs: UnsafeMutablePointer<Float>
  ) {
    let inputWidth = cell.inputWidth
    let rows = batch.starts[steps.lowerBound]..<batch.starts[steps.upperBound]
    for (number, layer) in below.enumerated() {
      let (units, width) = (layer.cell.hidden, layer.cell.stateWidth)
      for row in rows {
        let source = number == direction ? row : Int(batch.mirror[row])
        (inputs + row * inputWidth + number * units).update(
          from: layer.hidden + source * width, count: units)
      }
    }
    for row in rows {
      for i in cell.inputs..<inputWidth { inputs[row * inputWidth + i] = 0 }
    }
    if let mask { apply(mask, batch, steps, to: inputs) }
  }

  /// Multiplies each row of inputs or of their gradients with its sequence's factors.
  private func apply(
    _ mask: UnsafePointer<Float>, _ batch: PackedBatch, _ steps: Range<Int>,
    to rows: UnsafeMutablePointer<Float>
  ) {
    let inputWidth = cell.inputWidth
    for step in steps {
      for slot in 0..<batch.counts[step] {
        let row = rows + (batch.starts[step] + slot) * inputWidth
        let factors = mask + slot * inputWidth
        for i in 0..<inputWidth { row[i] *= factors[i] }
      }
    }
  }

  /// Makes room for the pooled vectors' gradient.
  package func prepareBackward(_ batch: PackedBatch) {
    pooledGradientStore.reserve(batch.sequences * cell.stateWidth)
      .update(repeating: 0, count: batch.sequences * cell.stateWidth)
  }

  /// Makes room for ∂X where no one else gives it, above the first layer.
  package func ownInputGradient(_ batch: PackedBatch) -> UnsafeMutablePointer<Float> {
    inputGradientStore.reserve(batch.tokens * cell.inputWidth)
  }

  /// Makes room for ∂H.
  package func reserveStateGradient(_ batch: PackedBatch) {
    stateGradientStore.reserve(batch.tokens * cell.stateWidth)
  }

  /// ∂H from the layer above, both of whose directions read these states: ∂X of each, summed.
  package func takeStateGradient(_ batch: PackedBatch, from above: ArraySlice<LayerPass>) {
    let (units, width) = (cell.hidden, cell.stateWidth)
    reserveStateGradient(batch)
    stateGradient.update(repeating: 0, count: batch.tokens * width)
    for (number, layer) in above.enumerated() {
      let start = layer.inputGradientStore.pointer + direction * units
      let inputWidth = layer.cell.inputWidth
      for row in 0..<batch.tokens {
        let source = number == direction ? row : Int(batch.mirror[row])
        Kernel.axpy(1, start + source * inputWidth, stateGradient + row * width, units)
      }
    }
  }

  /// Adds the gradients of the weights to `gradient`, laid out as the parameters are, and writes
  /// those of the inputs to `inputGradient` [N × E], where that is wanted. `fromAbove`: whether the
  /// states have a gradient of their own, in `stateGradient`.
  package func backward(
    _ batch: PackedBatch, transposed: TransposedCell, gradient: UnsafeMutablePointer<Float>,
    fromAbove: Bool, inputGradient: UnsafeMutablePointer<Float>?, mask: UnsafePointer<Float>?,
    recurrentMask: UnsafePointer<Float>?
  ) {
    guard batch.steps > 0 else { return }
    let width = cell.stateWidth
    let inputWidth = cell.inputWidth
    let first = batch.counts[0]
    let hiddenGradient = hiddenGradientStore.reserve(first * width)
    let cellGradient = cellGradientStore.reserve(first * width)
    hiddenGradient.update(repeating: 0, count: first * width)
    cellGradient.update(repeating: 0, count: first * width)
    if let pooling {
      for slot in 0..<first {
        pooling.prepare(
          length: batch.lengths[slot], width: width, gradient: pooledGradient + slot * width)
      }
    }
    for step in (0..<batch.steps).reversed() {
      let start = batch.starts[step]
      let active = batch.counts[step]
      pooling?.scatter(
        step: step, active: active, staying: batch.counts[step + 1], gradient: pooledGradient,
        winners: winnerStore.pointer, width: width, hidden: hiddenGradient)
      if fromAbove {
        Kernel.axpy(1, stateGradient + start * width, hiddenGradient, active * width)
      }
      Kernel.lstmStepBackward(
        rows: active, units: cell.hidden, gates: gates + start * 16, panel: panel,
        squashed: squashedStore.pointer + start * width,
        cellBefore: step == 0 ? nil : UnsafePointer(cells + batch.starts[step - 1] * width),
        hiddenGradient: hiddenGradient, cellGradient: cellGradient,
        biasGradient: gradient + cell.bias)
      if step > 0 {
        Kernel.gemm(
          active, gates + start * 16, .panels(panel), transposed.recurrent.panels, hiddenGradient,
          .whole(width))
        if let recurrentMask {
          for i in 0..<active * width { hiddenGradient[i] *= recurrentMask[i] }
        }
      }
    }
    let work = workStore.reserve(Kernel.gradientWork(cell.inputs + cell.hidden))
    Kernel.weightGradient(
      words: batch.tokens, inputs: inputs, cell.inputs, apart: inputWidth,
      hidden: recurrentMask == nil ? hidden : maskedStore.pointer, cell.hidden, apart: width,
      before: batch.previous, gates: gates, panel: panel, panels: cell.gateWidth / 16,
      gradient: gradient + cell.weights, work: work)
    guard let inputGradient else { return }
    Kernel.gemm(
      batch.tokens, gates, .panels(panel), transposed.input.panels, inputGradient,
      .whole(inputWidth))
    if let mask { apply(mask, batch, 0..<batch.steps, to: inputGradient) }
  }
}

/// One direction's weights laid out for the backward products.
package final class TransposedCell: Sendable {
  package let input: PackedWeights
  package let recurrent: PackedWeights

  package init(_ cell: ParameterLayout.Cell) {
    input = PackedWeights(rows: cell.gateWidth, columns: cell.inputs)
    recurrent = PackedWeights(rows: cell.gateWidth, columns: cell.hidden)
  }
}
