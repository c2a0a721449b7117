import Kernels

/// What a quantized layer reads at each word.
package enum QuantizedInput {
  /// The word's vector, in this table or among the batch's extra ones.
  case words(ByteMatrix)
  /// The hidden states of the layer below, its directions' side by side.
  case states(ArraySlice<QuantizedLayer>)
}

/// One direction of one layer whose weights are bytes, over one shard, forward.
///
/// Letters as in `LayerPass`: N rows (words), E inputs, H units, G a row of gates, S one of states.
///
///     Z = r ⊙ (X·W) ⊙ s + b, some steps ahead;
///     for each t:  (i, f, C̃, o) from Z_t + s ⊙ (H_{t−1}·U),  C_t, H_t
///
/// X and H_{t−1} are whole numbers: a word's vector is bytes times its r, an extra one is made so when
/// it is read; a hidden state, always between −1 and 1, is the nearest whole number of 1/2047. The
/// products are exact, so nothing depends on who reads beside whom. Everything else is as in
/// `LayerPass`, in single precision.
package final class QuantizedLayer: LayerStates {
  /// Rows of inputs projected at a time: as `LayerPass` does.
  private static let projection = 96

  private let cell: ParameterLayout.Cell
  private let direction: Int
  /// Nil below the top layer.
  private let pooling: Pooling?
  /// Whether gates, memory and inputs of every step stay, for a trace.
  private let keepsSteps: Bool

  private let inputStore = Scratch<Int16>()
  private let byteStore = Scratch<Int8>()
  private let scaleStore = Scratch<Float>()
  private let gateStore = Scratch<Float>()
  private let cellStore = Scratch<Float>()
  private let hiddenStore = Scratch<Float>()
  private let stateStore = Scratch<Int16>()
  private let pooledStore = Scratch<Float>()
  private let winnerStore = Scratch<Int32>()

  package init(
    _ cell: ParameterLayout.Cell, direction: Int, pooling: Pooling?, keepsSteps: Bool
  ) {
    self.cell = cell
    self.direction = direction
    self.pooling = pooling
    self.keepsSteps = keepsSteps
  }

  /// [N × G] where steps are kept.
  package var gates: UnsafeMutablePointer<Float> { gateStore.pointer }
  /// C [N × S] where steps are kept.
  package var cells: UnsafeMutablePointer<Float> { cellStore.pointer }
  /// H [N × S] where steps are kept or pooling is by attention.
  package var hidden: UnsafeMutablePointer<Float> { hiddenStore.pointer }
  package var pooled: UnsafeMutablePointer<Float> { pooledStore.pointer }

  /// Where steps are kept.
  package func input(_ row: Int, _ i: Int) -> Float {
    scaleStore.pointer[row] * Float(inputStore.pointer[row * cell.inputWidth + i])
  }

  /// Where steps are kept.
  package func gate(_ gate: Gate, _ row: Int, _ unit: Int) -> Float {
    gates[row * cell.gateWidth + gate.column(of: unit)]
  }

  package func forward(
    _ batch: PackedBatch, input: QuantizedInput, weights: QuantizedWeights.Cell,
    bias: UnsafePointer<Float>
  ) {
    guard batch.sequences > 0 else { return }
    let width = cell.stateWidth
    let first = batch.steps > 0 ? batch.counts[0] : 0
    let keepsHidden = keepsSteps || pooling == .attention
    let keepsStates = pooling == nil
    cellStore.reserve((keepsSteps ? batch.tokens : first) * width)
    hiddenStore.reserve((keepsHidden ? batch.tokens : first) * width)
    stateStore.reserve((keepsStates ? batch.tokens : 2 * first) * width)
    pooledStore.reserve(batch.sequences * width)
      .update(repeating: 0, count: batch.sequences * width)
    winnerStore.reserve(batch.sequences * width)
    func states(_ step: Int) -> UnsafeMutablePointer<Int16> {
      stateStore.pointer + (keepsStates ? batch.starts[step] : step % 2 * first) * width
    }
    func memory(_ step: Int) -> UnsafeMutablePointer<Float> {
      cells + (keepsSteps ? batch.starts[step] * width : 0)
    }

    var (chunk, projected) = (0, 0)
    for step in 0..<batch.steps {
      let start = batch.starts[step]
      let active = batch.counts[step]
      if start == projected {
        chunk = start
        projected = end(of: step, batch)
        project(batch, chunk..<projected, input, weights, bias)
      }
      let shown = hidden + (keepsHidden ? start * width : 0)
      Kernel.quantizedStep(
        rows: active, recurrent: weights.recurrent, scales: weights.recurrentScales.pointer,
        statesBefore: step == 0 ? nil : UnsafePointer(states(step - 1)),
        cellBefore: step == 0 ? nil : UnsafePointer(memory(step - 1)),
        gates: gates + (start - chunk) * cell.gateWidth, cell: memory(step), hidden: shown,
        states: states(step), keep: keepsSteps)
      pooling?.gather(
        step: step, active: active, staying: batch.counts[step + 1], hidden: shown, width: width,
        pooled: pooled, winners: winnerStore.pointer)
    }
    guard let pooling else { return }
    for slot in 0..<batch.sequences {
      pooling.finish(length: batch.lengths[slot], width: width, row: pooled + slot * width)
    }
  }

  /// The row after those that are projected with the first of `step`: whole steps.
  private func end(of step: Int, _ batch: PackedBatch) -> Int {
    if keepsSteps { return batch.tokens }
    let start = batch.starts[step]
    var next = step + 1
    while next < batch.steps, batch.starts[next + 1] - start <= Self.projection { next += 1 }
    return batch.starts[next]
  }

  /// Z of some rows, at the head of the gates' memory.
  private func project(
    _ batch: PackedBatch, _ rows: Range<Int>, _ input: QuantizedInput,
    _ weights: QuantizedWeights.Cell, _ bias: UnsafePointer<Float>
  ) {
    inputStore.reserve(rows.count * cell.inputWidth)
    scaleStore.reserve(rows.count)
    gateStore.reserve(rows.count * cell.gateWidth)
    switch input {
    case .words(let table): read(batch, rows, table)
    case .states(let below): read(batch, rows, below)
    }
    Kernel.quantizedProject(
      rows: rows.count, inputStore.pointer, ldx: cell.inputWidth,
      rowScales: scaleStore.pointer, weights.input, scales: weights.inputScales.pointer,
      bias: bias, gates)
  }

  /// X = the words' vectors.
  private func read(_ batch: PackedBatch, _ rows: Range<Int>, _ table: ByteMatrix) {
    let count = cell.inputs
    let ids = batch.ids(direction)
    byteStore.reserve(count)
    table.withBytes { bytes in
      for (place, row) in rows.enumerated() {
        let id = Int(ids[row])
        var source = UnsafePointer(byteStore.pointer)
        if id < table.rows {
          source = bytes + id * count
          scaleStore.pointer[place] = table.scales[id]
        } else {
          scaleStore.pointer[place] = ByteMatrix.quantize(
            batch.extraVectors!.row(id - table.rows), count, into: byteStore.pointer)
        }
        let target = inputStore.pointer + place * cell.inputWidth
        for i in 0..<count { target[i] = Int16(source[i]) }
        for i in count..<cell.inputWidth { target[i] = 0 }
      }
    }
  }

  /// X = the hidden states below: the forward direction's, then the backward one's of that word.
  private func read(
    _ batch: PackedBatch, _ rows: Range<Int>, _ below: ArraySlice<QuantizedLayer>
  ) {
    let inputWidth = cell.inputWidth
    for (number, layer) in below.enumerated() {
      let (units, width) = (layer.cell.hidden, layer.cell.stateWidth)
      for (place, row) in rows.enumerated() {
        let source = number == direction ? row : Int(batch.mirror[row])
        (inputStore.pointer + place * inputWidth + number * units).update(
          from: layer.stateStore.pointer + source * width, count: units)
      }
    }
    for place in 0..<rows.count {
      for i in cell.inputs..<inputWidth { inputStore.pointer[place * inputWidth + i] = 0 }
    }
    scaleStore.pointer.update(repeating: 1 / Float(Kernel.stateLevels), count: rows.count)
  }
}
