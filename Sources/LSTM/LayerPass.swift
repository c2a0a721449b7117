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
/// Letters: N rows (words) in all, n_t of step t; E inputs, H units, G the width of a row of gates,
/// S the width of a row of states.
///
/// forward:   Z = X·W, some steps ahead;
///            for each t:  (i, f, C̃, o) from Z_t + H_{t−1}·U + b,  C_t, H_t
/// backward:  for each t from the last:  ∂Z_t, ∂H_{t−1} = ∂Z_t·Uᵀ;
///            then ∂W = Xᵀ·∂Z, ∂U = H_beforeᵀ·∂Z, ∂b = Σ ∂Z, ∂X = ∂Z·Wᵀ at once over all rows
///
/// The gates' memory holds Z, then the gates, then ∂Z. The hidden states of the top layer go into
/// the pooled vectors; those of the others are read by the layer above, whose ∂X comes back as ∂H.
package final class LayerPass {
  /// Rows of inputs projected at a time; see `forward`.
  private static let projection = 96

  private let cell: ParameterLayout.Cell
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

  /// X [N × E], rows `inputWidth` apart.
  package var inputs: UnsafeMutablePointer<Float> { inputStore.pointer }
  var inputWidth: Int { cell.inputWidth }
  /// [N × G]: the gates after `forward`, their gradients after `backward`.
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
  /// for the hidden states on their way to the next step; nil stands for ones.
  package func forward(
    _ batch: PackedBatch, input: LayerInput, mask: UnsafePointer<Float>?,
    recurrentMask: UnsafePointer<Float>?, weights: PackedCell, bias: UnsafePointer<Float>
  ) {
    let width = cell.stateWidth
    let gateWidth = cell.gateWidth
    let inputWidth = cell.inputWidth
    inputStore.reserve(batch.tokens * inputWidth)
    gateStore.reserve(batch.tokens * gateWidth)
    cellStore.reserve(batch.tokens * width)
    squashedStore.reserve(batch.tokens * width)
    hiddenStore.reserve(batch.tokens * width)
    if recurrentMask != nil { maskedStore.reserve(batch.tokens * width) }
    let passedOn = recurrentMask == nil ? hidden : maskedStore.pointer
    pooledStore.reserve(batch.sequences * width).update(
      repeating: 0, count: batch.sequences * width)
    winnerStore.reserve(batch.sequences * width)

    switch input {
    case .words(let table): read(batch, table, mask)
    case .states(let below): read(batch, below, mask)
    }
    var projected = 0
    for step in 0..<batch.steps {
      let start = batch.starts[step]
      let active = batch.counts[step]
      // Some steps' inputs at once: the product runs at full speed, and its rows are still near
      // when the step takes them up.
      if start + active > projected {
        let rows = min(max(start + active - projected, Self.projection), batch.tokens - projected)
        Kernel.gemm(
          rows, inputs + projected * inputWidth, lda: inputWidth, weights.input,
          gates + projected * gateWidth, ldc: gateWidth)
        projected += rows
      }
      let before = step == 0 ? nil : Optional(batch.starts[step - 1] * width)
      Kernel.lstmStep(
        rows: active, units: cell.hidden, recurrent: weights.recurrent, bias: bias,
        hiddenBefore: before.map { UnsafePointer(passedOn + $0) },
        cellBefore: before.map { UnsafePointer(cells + $0) },
        gates: gates + start * gateWidth, cell: cells + start * width,
        squashed: squashedStore.pointer + start * width, hidden: hidden + start * width)
      if let recurrentMask {
        let from = hidden + start * width
        let to = passedOn + start * width
        for i in 0..<batch.counts[step + 1] * width { to[i] = from[i] * recurrentMask[i] }
      }
      pooling?.gather(
        step: step, active: active, staying: batch.counts[step + 1],
        hidden: hidden + start * width, width: width, pooled: pooled, winners: winnerStore.pointer)
    }
    guard let pooling else { return }
    for slot in 0..<batch.sequences {
      pooling.finish(length: batch.lengths[slot], width: width, row: pooled + slot * width)
    }
  }

  /// X = the words' vectors.
  private func read(_ batch: PackedBatch, _ table: Matrix, _ mask: UnsafePointer<Float>?) {
    let inputWidth = cell.inputWidth
    let ids = batch.ids(direction)
    let words = table.rows
    for step in 0..<batch.steps {
      let start = batch.starts[step]
      for slot in 0..<batch.counts[step] {
        let row = inputs + (start + slot) * inputWidth
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
    _ batch: PackedBatch, _ below: ArraySlice<LayerPass>, _ mask: UnsafePointer<Float>?
  ) {
    let inputWidth = cell.inputWidth
    for (number, layer) in below.enumerated() {
      let (units, width) = (layer.cell.hidden, layer.cell.stateWidth)
      for row in 0..<batch.tokens {
        let source = number == direction ? row : Int(batch.mirror[row])
        (inputs + row * inputWidth + number * units).update(
          from: layer.hidden + source * width, count: units)
      }
    }
    for row in 0..<batch.tokens {
      for i in cell.inputs..<inputWidth { inputs[row * inputWidth + i] = 0 }
    }
    if let mask { apply(mask, batch, to: inputs) }
  }

  /// Multiplies each row of inputs or of their gradients with its sequence's factors.
  private func apply(
    _ mask: UnsafePointer<Float>, _ batch: PackedBatch, to rows: UnsafeMutablePointer<Float>
  ) {
    let inputWidth = cell.inputWidth
    for step in 0..<batch.steps {
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
    let gateWidth = cell.gateWidth
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
        rows: active, units: cell.hidden, gates: gates + start * gateWidth,
        squashed: squashedStore.pointer + start * width,
        cellBefore: step == 0 ? nil : UnsafePointer(cells + batch.starts[step - 1] * width),
        hiddenGradient: hiddenGradient, cellGradient: cellGradient,
        biasGradient: gradient + cell.bias)
      if step > 0 {
        Kernel.gemm(
          active, gates + start * gateWidth, lda: gateWidth, transposed.recurrent, hiddenGradient,
          ldc: width)
        if let recurrentMask {
          for i in 0..<active * width { hiddenGradient[i] *= recurrentMask[i] }
        }
      }
    }
    let work = workStore.reserve(
      Kernel.gatheredWork(max(cell.inputs, cell.hidden), gateWidth))
    Kernel.gemmGathered(
      cell.inputs, gateWidth, batch.tokens, inputs, lda: inputWidth, indices: nil, gates,
      ldb: gateWidth, gradient + cell.inputWeights, ldc: gateWidth, work: work)
    Kernel.gemmGathered(
      cell.hidden, gateWidth, batch.tokens - first,
      recurrentMask == nil ? hidden : maskedStore.pointer, lda: width,
      indices: batch.previous + first, gates + first * gateWidth, ldb: gateWidth,
      gradient + cell.recurrentWeights, ldc: gateWidth, work: work)
    guard let inputGradient else { return }
    Kernel.gemm(
      batch.tokens, gates, lda: gateWidth, transposed.input, inputGradient, ldc: inputWidth)
    if let mask { apply(mask, batch, to: inputGradient) }
  }
}

/// One direction's weights laid out for the forward products.
package final class PackedCell: Sendable {
  package let input: PackedWeights
  package let recurrent: PackedWeights

  package init(_ cell: ParameterLayout.Cell) {
    input = PackedWeights(rows: cell.inputs, columns: cell.gateWidth)
    recurrent = PackedWeights(rows: cell.hidden, columns: cell.gateWidth)
  }
}

/// The same weights laid out for the backward products.
package final class TransposedCell: Sendable {
  package let input: PackedWeights
  package let recurrent: PackedWeights

  package init(_ cell: ParameterLayout.Cell) {
    input = PackedWeights(rows: cell.gateWidth, columns: cell.inputs)
    recurrent = PackedWeights(rows: cell.gateWidth, columns: cell.hidden)
  }
}
