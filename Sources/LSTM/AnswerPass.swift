import Kernels

/// A shard on its way from words to logits, in floats or in whole numbers.
package protocol AnswerPass: AnyObject {
  /// [sequences × L] after `answer`.
  var logits: UnsafeMutablePointer<Float> { get }
  func answer(_ classifier: Classifier, _ batch: PackedBatch)
}

extension ShardPass: AnswerPass {
  package func answer(_ classifier: Classifier, _ batch: PackedBatch) {
    forward(classifier, batch, dropout: nil, keeping: .answers)
  }
}

extension Classifier {
  /// The buffers in which this classifier answers.
  func answerPass() -> any AnswerPass {
    isQuantized ? QuantizedPass(self) : ShardPass(self)
  }
}

/// What one direction of a layer computed over a shard; rows stand as the batch's do.
package protocol LayerStates: AnyObject {
  /// C [N × S].
  var cells: UnsafeMutablePointer<Float> { get }
  /// H [N × S].
  var hidden: UnsafeMutablePointer<Float> { get }
  /// The pooled vector of each sequence, [sequences × S].
  var pooled: UnsafeMutablePointer<Float> { get }
  /// Number `i` of what was read in row `row`.
  func input(_ row: Int, _ i: Int) -> Float
  /// How far a gate of a unit was open in row `row`.
  func gate(_ gate: Gate, _ row: Int, _ unit: Int) -> Float
}

extension LayerPass: LayerStates {
  package func input(_ row: Int, _ i: Int) -> Float { inputs[row * cell.inputWidth + i] }
  package func gate(_ gate: Gate, _ row: Int, _ unit: Int) -> Float {
    gates[gate.panel(of: unit) * panel + row * 16 + unit % 16]
  }
}
