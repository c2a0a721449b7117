import Kernels

/// A whole shard through the classifier: words to logits, and gradients back.
///
/// One for each worker: its buffers are used shard after shard.
package final class ShardPass {
  package static let sequences = 16

  package let layers: [LayerPass]
  private let settings: ClassifierSettings
  private let layout: ParameterLayout
  private let pooledStore = Scratch<Float>()
  private let pooledGradientStore = Scratch<Float>()
  private let logitStore = Scratch<Float>()
  private let logitGradientStore = Scratch<Float>()
  private let inputMaskStore = Scratch<Float>()
  private let outputMaskStore = Scratch<Float>()

  package init(_ classifier: Classifier) {
    settings = classifier.settings
    layout = classifier.layout
    layers = layout.cells.enumerated().map {
      LayerPass(classifier.settings, $0.element, direction: $0.offset)
    }
  }

  /// [sequences × L] after `forward`.
  package var logits: UnsafeMutablePointer<Float> { logitStore.pointer }

  /// The number of shards for so many texts: a matter of the data alone.
  package static func count(_ texts: Int) -> Int { (texts + sequences - 1) / sequences }

  package func forward(_ classifier: Classifier, _ batch: PackedBatch, dropout: Dropout?) {
    let mask = inputMask(batch, dropout)
    for (number, layer) in layers.enumerated() {
      layer.forward(
        batch, embedding: classifier.embedding, mask: mask, weights: classifier.packed[number],
        bias: classifier.parameters.pointer + layout.cells[number].bias)
    }
    let pooled = pooledStore.reserve(batch.sequences * layout.pooled)
    for slot in 0..<batch.sequences {
      for (number, layer) in layers.enumerated() {
        (pooled + slot * layout.pooled + number * settings.hidden).update(
          from: layer.pooled + slot * layout.cells[number].stateWidth, count: settings.hidden)
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
    for layer in layers { layer.prepareBackward(batch) }
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
      for (number, layer) in layers.enumerated() {
        (layer.pooledGradient + slot * layout.cells[number].stateWidth).update(
          from: pooledGradient + number * settings.hidden, count: settings.hidden)
      }
    }
    let mask = dropout.map { $0.embedding > 0 } == true ? inputMaskStore.pointer : nil
    for (number, layer) in layers.enumerated() {
      let inputs = fineTune ? shard.inputs(number, batch, layout.cells[number]) : nil
      layer.backward(
        batch, transposed: transposed[number], gradient: gradient, inputGradient: inputs,
        mask: mask)
    }
    return loss
  }

  private func inputMask(_ batch: PackedBatch, _ dropout: Dropout?) -> UnsafePointer<Float>? {
    guard let dropout, dropout.embedding > 0 else { return nil }
    let width = layout.cells[0].inputWidth
    inputMaskStore.reserve(batch.sequences * width)
    for slot in 0..<batch.sequences {
      let row = inputMaskStore.pointer + slot * width
      dropout.mask(.embedding, rate: dropout.embedding, slot: slot, row, layout.cells[0].inputs)
      for i in layout.cells[0].inputs..<width { row[i] = 0 }
    }
    return UnsafePointer(inputMaskStore.pointer)
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
