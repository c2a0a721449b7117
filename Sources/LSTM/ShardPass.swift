import Kernels

/// A whole shard through the classifier: words to logits, and gradients back.
///
/// One for each worker: its buffers are used shard after shard.
package final class ShardPass {
  package static let sequences = 16

  /// One for each cell of the layout, in its order.
  package let layers: [LayerPass]
  /// Where pooling is by attention.
  package let attention: AttentionPass?
  private let settings: ClassifierSettings
  private let layout: ParameterLayout
  private let pooledStore = Scratch<Float>()
  private let pooledGradientStore = Scratch<Float>()
  private let logitStore = Scratch<Float>()
  private let logitGradientStore = Scratch<Float>()
  private let inputMaskStores: [Scratch<Float>]
  private let recurrentMaskStores: [Scratch<Float>]
  private let outputMaskStore = Scratch<Float>()

  package init(_ classifier: Classifier) {
    settings = classifier.settings
    layout = classifier.layout
    let shape = classifier.layout
    layers = shape.cells.indices.map {
      LayerPass(
        shape.cells[$0], direction: $0 % shape.directions,
        pooling: $0 / shape.directions == shape.layers - 1 ? classifier.settings.pooling : nil)
    }
    attention = shape.attention == nil ? nil : AttentionPass(shape)
    inputMaskStores = (0..<shape.layers).map { _ in Scratch() }
    recurrentMaskStores = shape.cells.map { _ in Scratch() }
  }

  /// The directions of the top layer, whose states are pooled.
  package var top: ArraySlice<LayerPass> { level(layout.layers - 1) }

  /// The directions of one layer, from 0.
  private func level(_ layer: Int) -> ArraySlice<LayerPass> { layers[layout.cells(of: layer)] }

  /// [sequences × L] after `forward`.
  package var logits: UnsafeMutablePointer<Float> { logitStore.pointer }

  /// The number of shards for so many texts: a matter of the data alone.
  package static func count(_ texts: Int) -> Int { (texts + sequences - 1) / sequences }

  package func forward(
    _ classifier: Classifier, _ batch: PackedBatch, dropout: Dropout?, keeping: LayerPass.Keeping
  ) {
    for layer in 0..<layout.layers {
      let mask = inputMask(layer, batch, dropout)
      for number in layout.cells(of: layer) {
        layers[number].forward(
          batch, input: layer == 0 ? .words(classifier.embedding) : .states(level(layer - 1)),
          mask: mask, recurrentMask: recurrentMask(number, batch, dropout),
          parameters: classifier.parameters.pointer, keeping: keeping)
      }
    }
    if let attention, let vector = layout.attention {
      attention.forward(batch, top, vector: classifier.parameters.pointer + vector)
    }
    let pooled = pooledStore.reserve(batch.sequences * layout.pooled)
    for slot in 0..<batch.sequences {
      for (direction, layer) in top.enumerated() {
        (pooled + slot * layout.pooled + direction * settings.hidden).update(
          from: layer.pooled + slot * layout.cells[direction].stateWidth, count: settings.hidden)
      }
    }
    if let dropout, dropout.output > 0 {
      outputMaskStore.reserve(batch.sequences * layout.pooled)
      for slot in 0..<batch.sequences {
        let factors = outputMaskStore.pointer + slot * layout.pooled
        dropout.mask(.output, rate: dropout.output, slot: slot, factors, layout.pooled)
        for i in 0..<layout.pooled { pooled[slot * layout.pooled + i] *= factors[i] }
      }
    }
    logitStore.reserve(batch.sequences * layout.labels)
    for slot in 0..<batch.sequences {
      classifier.answer(pooled + slot * layout.pooled, logits + slot * layout.labels)
    }
  }

  /// The gradients of the shard that went forward last; returns its loss before division.
  package func backward(
    _ classifier: Classifier, _ batch: PackedBatch, transposed: [TransposedCell],
    objective: Objective, targets: Targets, scale: Float, dropout: Dropout?,
    into shard: ShardGradient, fineTune: Bool
  ) -> Double {
    let gradient = shard.dense
    let weights = classifier.parameters.pointer + layout.outputWeights
    let width = layout.pooled
    logitGradientStore.reserve(layout.labels)
    let pooledGradient = pooledGradientStore.reserve(width)
    for layer in top { layer.prepareBackward(batch) }
    var loss = 0.0
    for slot in 0..<batch.sequences {
      let change = logitGradientStore.pointer
      loss += objective.loss(
        logits + slot * layout.labels, targets, row: batch.members[slot], scale: scale,
        gradient: change)
      let pooled = pooledStore.pointer + slot * width
      pooledGradient.update(repeating: 0, count: width)
      for label in 0..<layout.labels {
        Kernel.axpy(change[label], pooled, gradient + layout.outputWeights + label * width, width)
        gradient[layout.outputBias + label] += change[label]
        Kernel.axpy(change[label], weights + label * width, pooledGradient, width)
      }
      if let dropout, dropout.output > 0 {
        let factors = outputMaskStore.pointer + slot * width
        for i in 0..<width { pooledGradient[i] *= factors[i] }
      }
      for (direction, layer) in top.enumerated() {
        (layer.pooledGradient + slot * layout.cells[direction].stateWidth).update(
          from: pooledGradient + direction * settings.hidden, count: settings.hidden)
      }
    }
    if let attention, let vector = layout.attention {
      attention.backward(
        batch, top, vector: classifier.parameters.pointer + vector, gradient: gradient + vector)
    }
    let isRecurrentMasked = dropout.map { $0.recurrent > 0 } == true
    for layer in (0..<layout.layers).reversed() {
      let isTop = layer == layout.layers - 1
      let masked = dropout.map { inputRate(layer, $0) > 0 } == true
      let mask = masked ? inputMaskStores[layer].pointer : nil
      for number in layout.cells(of: layer) {
        let pass = layers[number]
        if !isTop { pass.takeStateGradient(batch, from: level(layer + 1)) }
        let inputs =
          layer > 0
          ? pass.ownInputGradient(batch)
          : fineTune ? shard.inputs(number, batch, layout.cells[number]) : nil
        pass.backward(
          batch, transposed: transposed[number], gradient: gradient,
          fromAbove: !isTop || attention != nil,
          inputGradient: inputs, mask: mask,
          recurrentMask: isRecurrentMasked ? recurrentMaskStores[number].pointer : nil)
      }
    }
    return loss
  }

  /// The share of a layer's inputs that is silenced.
  private func inputRate(_ layer: Int, _ dropout: Dropout) -> Float {
    layer == 0 ? dropout.embedding : dropout.layers
  }

  private func inputMask(
    _ layer: Int, _ batch: PackedBatch, _ dropout: Dropout?
  ) -> UnsafePointer<Float>? {
    guard let dropout, inputRate(layer, dropout) > 0 else { return nil }
    let cell = layout.cells[layout.cells(of: layer).lowerBound]
    return masks(
      inputMaskStores[layer], cell.inputs, cell.inputWidth, batch, dropout,
      layer == 0 ? .embedding : .states, place: layer, rate: inputRate(layer, dropout))
  }

  private func recurrentMask(
    _ number: Int, _ batch: PackedBatch, _ dropout: Dropout?
  ) -> UnsafePointer<Float>? {
    guard let dropout, dropout.recurrent > 0 else { return nil }
    let cell = layout.cells[number]
    return masks(
      recurrentMaskStores[number], cell.hidden, cell.stateWidth, batch, dropout, .states,
      place: Dropout.recurrentPlace(number), rate: dropout.recurrent)
  }

  /// A row of `count` factors and zeros up to `width` for each sequence.
  private func masks(
    _ store: Scratch<Float>, _ count: Int, _ width: Int, _ batch: PackedBatch, _ dropout: Dropout,
    _ part: Dropout.Part, place: Int, rate: Float
  ) -> UnsafePointer<Float> {
    store.reserve(batch.sequences * width)
    for slot in 0..<batch.sequences {
      let row = store.pointer + slot * width
      dropout.mask(part, place: place, rate: rate, slot: slot, row, count)
      for i in count..<width { row[i] = 0 }
    }
    return UnsafePointer(store.pointer)
  }
}

/// What one shard contributes: gradients of the dense parameters, and of each word it read.
package final class ShardGradient {
  /// Laid out as the parameters are.
  package var dense: UnsafeMutablePointer<Float> { store.pointer }
  package let batch = PackedBatch()
  package var loss = 0.0
  private let store = Scratch<Float>()
  private let inputStores = [Scratch<Float>(), Scratch<Float>()]
  private let count: Int

  package init(_ layout: ParameterLayout) {
    count = layout.count
    store.reserve(count)
  }

  package func setZero() { dense.update(repeating: 0, count: count) }

  /// Room for the gradients of the words' vectors, in the order of `batch.ids(direction)`.
  func inputs(
    _ direction: Int, _ batch: PackedBatch, _ cell: ParameterLayout.Cell
  ) -> UnsafeMutablePointer<Float> {
    inputStores[direction].reserve(batch.tokens * cell.inputWidth)
  }

  package func inputs(_ direction: Int) -> UnsafeMutablePointer<Float> {
    inputStores[direction].pointer
  }
}
