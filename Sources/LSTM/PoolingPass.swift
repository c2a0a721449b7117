import Kernels

/// Pooling over the steps of a shard, forward and backward.
///
/// last: p = h_{T−1}. mean: p = Σ h_t / T. max: p_j = max_t h_{t,j}. Rows of empty texts are zeros.
/// attention needs all states of both directions: `AttentionPass` does it, nothing is done here.
///
/// Shapes: `pooled`, `winners` and their gradients have one row of states a sequence.
extension Pooling {
  /// Takes in the hidden rows of one step: `active` sequences, of which those from `staying` on end
  /// here.
  func gather(
    step: Int, active: Int, staying: Int, hidden: UnsafePointer<Float>, width: Int,
    pooled: UnsafeMutablePointer<Float>, winners: UnsafeMutablePointer<Int32>
  ) {
    switch self {
    case .last:
      let start = staying * width
      (pooled + start).update(from: hidden + start, count: (active - staying) * width)
    case .mean:
      if step == 0 {
        pooled.update(from: hidden, count: active * width)
      } else {
        Kernel.axpy(1, hidden, pooled, active * width)
      }
    case .max:
      if step == 0 {
        pooled.update(from: hidden, count: active * width)
        winners.update(repeating: 0, count: active * width)
      } else {
        Kernel.maximum(hidden, step: Int32(step), pooled, winners, active * width)
      }
    case .attention: break
    }
  }

  /// After the last step of a sequence of `length` words.
  func finish(length: Int, width: Int, row: UnsafeMutablePointer<Float>) {
    if self == .mean, length > 1 { Kernel.scale(1 / Float(length), row, row, width) }
  }

  /// Before the backward pass: the gradient that one step's hidden state gets.
  func prepare(length: Int, width: Int, gradient: UnsafeMutablePointer<Float>) {
    finish(length: length, width: width, row: gradient)
  }

  /// Adds the pooled gradient's part of one step to the hidden rows' gradient.
  func scatter(
    step: Int, active: Int, staying: Int, gradient: UnsafePointer<Float>,
    winners: UnsafePointer<Int32>, width: Int, hidden: UnsafeMutablePointer<Float>
  ) {
    switch self {
    case .last:
      let start = staying * width
      Kernel.axpy(1, gradient + start, hidden + start, (active - staying) * width)
    case .mean:
      Kernel.axpy(1, gradient, hidden, active * width)
    case .max:
      Kernel.addSelected(gradient, winners, step: Int32(step), hidden, active * width)
    case .attention: break
    }
  }
}
