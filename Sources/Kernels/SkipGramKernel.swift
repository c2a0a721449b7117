import CKernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A run of skip-gram windows over two tables of vectors.
///
/// Window w pairs each of its input words, `inputs[starts[w]..<starts[w + 1]]`, with each of its `width`
/// output words, `outputs[w * width..<(w + 1) * width]`: the first output is the right one, the others
/// are wrong ones.
///
/// Preconditions, not checked: every window has an input; the outputs of a window differ from each
/// other (inputs may repeat); the tables have one shape; `gradients` has room for
/// `gradientCount(windows)` floats.
public struct SkipGramWindows {
  public let centers: Matrix
  public let contexts: Matrix
  public let inputs: UnsafePointer<Int32>
  public let starts: UnsafePointer<Int32>
  public let outputs: UnsafePointer<Int32>
  public let width: Int
  public let gradients: UnsafeMutablePointer<Float>

  @inlinable
  public init(
    centers: Matrix, contexts: Matrix, inputs: UnsafePointer<Int32>,
    starts: UnsafePointer<Int32>, outputs: UnsafePointer<Int32>, width: Int,
    gradients: UnsafeMutablePointer<Float>
  ) {
    self.centers = centers
    self.contexts = contexts
    self.inputs = inputs
    self.starts = starts
    self.outputs = outputs
    self.width = width
    self.gradients = gradients
  }

  /// The same in C; valid while the matrices live.
  @inlinable
  package var plain: ck_windows {
    ck_windows(
      centers: centers.pointer, contexts: contexts.pointer, stride: centers.stride,
      inputs: inputs, starts: starts, outputs: outputs, width: width, gradients: gradients)
  }

  /// Where the gradients of window w begin: output i and input j at + i · (inputs of w) + j.
  @inlinable
  public func gradientOffset(_ w: Int) -> Int {
    ((Int(starts[w] - starts[0]) * width + 15) / 16 + w) * 16
  }

  /// Floats that the gradients of so many windows take.
  @inlinable
  public func gradientCount(_ windows: Int) -> Int { gradientOffset(windows) }
}

/// A sum of log(1 + eᵠ), kept so that nothing overflows and one logarithm at the end is enough.
public struct SkipGramLoss: Sendable {
  @usableFromInline
  package var parts = ck_loss(linear: 0, product: 1, exponent: 0)

  @inlinable
  public init() {}

  /// linear + log product + exponent · log 2, NaN when a score was not a finite number.
  public var total: Double { parts.linear + log(parts.product) + Double(parts.exponent) * log(2) }
}

extension Kernel {
  /// Computes the gradients and the loss of windows `range` from the tables as they stand.
  ///
  /// For output u, input v and label 1 for a window's first output, else 0:
  /// gradient = rate · (label − σ(u·v)), loss = −log σ(u·v) or −log σ(−u·v).
  ///
  /// Edge cases: the loss neither saturates nor skips pairs, however large a score is. `loss` is added
  /// to; give a fresh one at least every thousand windows.
  /// `work` has `skipGramScoreWork` floats and starts on a 64-byte boundary.
  @inlinable
  public static func skipGramScore(
    _ windows: SkipGramWindows, _ range: Range<Int>, rate: Float,
    work: UnsafeMutablePointer<Float>, loss: inout SkipGramLoss
  ) {
    var plain = windows.plain
    ck_best().pointee.skipgram_score(
      &plain, range.lowerBound, range.upperBound, rate, work, &loss.parts)
  }

  /// Adds the gradients of the first `count` windows to some columns of both tables.
  ///
  /// Window after window and in it input after input: v += Σ g·u and u += Σ g·v, where v's sum takes
  /// u as it was before the window. Each column's arithmetic is independent of every other column's,
  /// so columns may be shared out among threads in any way.
  /// `columns` are multiples of 16; `work` has 32 · width floats and starts on a 64-byte boundary.
  @inlinable
  public static func skipGramUpdate(
    _ windows: SkipGramWindows, count: Int, columns: Range<Int>, work: UnsafeMutablePointer<Float>
  ) {
    var plain = windows.plain
    ck_best().pointee.skipgram_update(
      &plain, count, columns.lowerBound, columns.upperBound, work)
  }

  /// Floats of work space that `skipGramScore` needs for windows of at most so many inputs.
  @inlinable
  public static func skipGramScoreWork(inputs: Int, width: Int) -> Int {
    ck_score_work(inputs, width)
  }
}
