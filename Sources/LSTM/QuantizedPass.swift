import Kernels

/// A whole shard through a classifier whose weights are bytes: words to logits.
///
/// What `ShardPass` is to others, without a way back. One for each worker.
package final class QuantizedPass: AnswerPass {
  /// One for each cell of the layout, in its order.
  private let layers: [QuantizedLayer]
  /// Where pooling is by attention.
  package let attention: AttentionPass?
  private let layout: ParameterLayout
  private let pooledStore = Scratch<Float>()
  private let logitStore = Scratch<Float>()

  /// `keepsSteps`: whether the layers keep what a trace tells.
  package init(_ classifier: Classifier, keepsSteps: Bool = false) {
    let shape = classifier.layout
    layout = shape
    layers = shape.cells.indices.map {
      QuantizedLayer(
        shape.cells[$0], direction: $0 % shape.directions,
        pooling: $0 / shape.directions == shape.layers - 1 ? classifier.settings.pooling : nil,
        keepsSteps: keepsSteps)
    }
    attention = shape.attention == nil ? nil : AttentionPass(shape)
  }

  /// The directions of the top layer, whose states are pooled.
  package var top: ArraySlice<QuantizedLayer> { layers[layout.cells(of: layout.layers - 1)] }

  /// [sequences × L] after `answer`.
  package var logits: UnsafeMutablePointer<Float> { logitStore.pointer }

  package func answer(_ classifier: Classifier, _ batch: PackedBatch) {
    guard let weights = classifier.byteWeights, let words = classifier.storedEmbedding.bytes else {
      preconditionFailure("a quantized pass is for a quantized classifier")
    }
    let parameters = classifier.parameters.pointer
    for layer in 0..<layout.layers {
      for number in layout.cells(of: layer) {
        layers[number].forward(
          batch,
          input: layer == 0
            ? .words(words) : .states(layers[layout.cells(of: layer - 1)]),
          weights: weights.cells[number], bias: parameters + layout.cells[number].bias)
      }
    }
    if let attention, let vector = layout.attention {
      attention.forward(batch, top, vector: parameters + vector)
    }
    let units = layout.cells[0].hidden
    let pooled = pooledStore.reserve(batch.sequences * layout.pooled)
    logitStore.reserve(batch.sequences * layout.labels)
    for slot in 0..<batch.sequences {
      let row = pooled + slot * layout.pooled
      for (direction, layer) in top.enumerated() {
        (row + direction * units).update(
          from: layer.pooled + slot * layout.cells[direction].stateWidth, count: units)
      }
      classifier.answer(row, logits + slot * layout.labels)
    }
  }
}
