import Kernels

/// Which values one training step silences.
///
/// Drawn from streams numbered by step and by the text's place in the batch, so that neither
/// threads nor shards have a say. Values that stay are divided by the share that stays
/// ("inverted"), so answering needs no correction.
package struct Dropout: Sendable {
  package enum Part: UInt64 { case words, embedding, output, states }

  package let words: Float
  package let embedding: Float
  package let layers: Float
  package let recurrent: Float
  package let output: Float
  package let seed: UInt64
  /// The training step.
  package let step: Int
  /// Places in the batch of a shard's sequences: first, first + stride, …
  package var first = 0
  package var stride = 1

  package init(_ settings: ClassifierSettings, seed: UInt64, step: Int) {
    words = settings.wordDropout
    embedding = settings.embeddingDropout
    layers = settings.layerDropout
    recurrent = settings.recurrentDropout
    output = settings.outputDropout
    self.seed = seed
    self.step = step
  }

  package var isActive: Bool {
    words > 0 || embedding > 0 || layers > 0 || recurrent > 0 || output > 0
  }

  /// The place of a cell's recurrent mask among those of the states; layers have the places below.
  package static func recurrentPlace(_ cell: Int) -> Int { 16 + cell }

  /// The place in the batch of a shard's sequence.
  package func position(_ slot: Int) -> Int { first + slot * stride }

  /// `place` tells masks of one part from each other: the layer that reads the states, or
  /// `recurrentPlace`.
  package func stream(_ part: Part, place: Int = 0, member: Int) -> RandomStream {
    // A batch has fewer than 2²⁰ texts, a training fewer than 2³⁴ steps.
    RandomStream(
      seed: seed,
      stream: (UInt64(place) << 56) | (UInt64(step) << 22) | (UInt64(member) << 2) | part.rawValue)
  }

  /// Fills one row with 0 or 1 / (1 − rate).
  package func mask(
    _ part: Part, place: Int = 0, rate: Float, slot: Int, _ row: UnsafeMutablePointer<Float>,
    _ count: Int
  ) {
    var random = stream(part, place: place, member: position(slot))
    let kept = 1 / (1 - rate)
    for i in 0..<count { row[i] = random.uniform() < rate ? 0 : kept }
  }
}
