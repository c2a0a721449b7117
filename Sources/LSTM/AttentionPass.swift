import Kernels

/// Pooling by attention over one shard, forward and backward.
///
/// forward:   s_t = w · tanh(h_t),  a = softmax of s over the text's words,  p = Σ_t a_t h_t
/// backward:  ∂a_t = ∂p · h_t,  ∂s_t = a_t (∂a_t − Σ_k a_k ∂a_k),
///            ∂h_t = a_t ∂p + ∂s_t w ⊙ (1 − tanh² h_t),  ∂w = Σ_t ∂s_t tanh(h_t)
///
/// h_t are the hidden states of the top layer at one word, both directions' side by side; w is
/// learned and has one number for each of theirs.
///
/// Shapes: N words, S the width of a row of states; w has S floats a direction, zeros beyond its
/// units.
///
/// Edge cases: a text without words has p = 0. Sums run over a text's words in its order, so that no
/// neighbour changes a bit.
///
/// Source: Zhou et al., Attention-Based Bidirectional LSTM for Relation Classification, ACL 2016,
/// section 3.3, without its last tanh and with the two directions side by side, not summed.
package final class AttentionPass {
  private let width: Int
  /// tanh h [N × S], one for each direction.
  private let squashedStores: [Scratch<Float>]
  private let weightStore = Scratch<Float>()
  private let changeStore = Scratch<Float>()

  package init(_ layout: ParameterLayout) {
    width = layout.cells[0].stateWidth
    squashedStores = (0..<layout.directions).map { _ in Scratch() }
  }

  /// a [N], text after text in the order of the batch's sequences.
  package var weights: UnsafeMutablePointer<Float> { weightStore.pointer }

  /// Writes the pooled vectors of the top layer's directions; `vector` is w.
  package func forward<Layer: LayerStates>(
    _ batch: PackedBatch, _ layers: ArraySlice<Layer>, vector: UnsafePointer<Float>
  ) {
    weightStore.reserve(batch.tokens).update(repeating: 0, count: batch.tokens)
    for (squashed, layer) in zip(squashedStores, layers) {
      squashed.reserve(batch.tokens * width)
      Kernel.tanh(layer.hidden, squashed.pointer, batch.tokens * width)
    }
    eachText(batch) { slot, length, first in
      let weights = weights + first
      for (direction, squashed) in squashedStores.enumerated() {
        for word in 0..<length {
          weights[word] += Kernel.dot(
            vector + direction * width,
            squashed.pointer + row(batch, slot, word, direction) * width, width)
        }
      }
      // The softmax of the answers' probabilities.
      Objective.probabilities(weights, labels: length, multiLabel: false)
      for (direction, layer) in layers.enumerated() {
        for word in 0..<length {
          Kernel.axpy(
            weights[word], layer.hidden + row(batch, slot, word, direction) * width,
            layer.pooled + slot * width, width)
        }
      }
    }
  }

  /// From the pooled vectors' gradients to those of all hidden states; adds that of w.
  package func backward(
    _ batch: PackedBatch, _ layers: ArraySlice<LayerPass>, vector: UnsafePointer<Float>,
    gradient: UnsafeMutablePointer<Float>
  ) {
    let changes = changeStore.reserve(batch.tokens)
    changes.update(repeating: 0, count: batch.tokens)
    for layer in layers { layer.reserveStateGradient(batch) }
    eachText(batch) { slot, length, first in
      let weights = weights + first
      let changes = changes + first
      for (direction, layer) in layers.enumerated() {
        for word in 0..<length {
          changes[word] += Kernel.dot(
            layer.pooledGradient + slot * width,
            layer.hidden + row(batch, slot, word, direction) * width, width)
        }
      }
      let mean = Kernel.dot(weights, changes, length)
      for word in 0..<length { changes[word] = weights[word] * (changes[word] - mean) }
      for (direction, layer) in layers.enumerated() {
        let vector = vector + direction * width
        let pooled = layer.pooledGradient + slot * width
        for word in 0..<length {
          let start = row(batch, slot, word, direction) * width
          let (weight, change) = (weights[word], changes[word])
          let squashed = squashedStores[direction].pointer + start
          let state = layer.stateGradient + start
          for i in 0..<width {
            state[i] = weight * pooled[i] + change * vector[i] * (1 - squashed[i] * squashed[i])
          }
          Kernel.axpy(change, squashed, gradient + direction * width, width)
        }
      }
    }
  }

  /// The row of a word in the order in which a direction reads.
  private func row(_ batch: PackedBatch, _ slot: Int, _ word: Int, _ direction: Int) -> Int {
    batch.starts[direction == 0 ? word : batch.lengths[slot] - 1 - word] + slot
  }

  /// Calls with each text that has words, and with the words of those before it.
  private func eachText(
    _ batch: PackedBatch, _ body: (_ slot: Int, _ length: Int, _ first: Int) -> Void
  ) {
    var first = 0
    for slot in 0..<batch.sequences where batch.lengths[slot] > 0 {
      body(slot, batch.lengths[slot], first)
      first += batch.lengths[slot]
    }
  }
}
