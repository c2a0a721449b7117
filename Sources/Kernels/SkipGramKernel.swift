import CKernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A run of windows over two tables of vectors, as the kernels want it.
///
/// Window w has the inputs `inputs[starts[w]..<starts[w + 1]]` and the outputs
/// `outputs[outputStarts[w]..<outputStarts[w + 1]]`: its last `negatives` outputs are wrong, those before
/// them right. As pairs, every input makes a pair with every output; as bags, the mean of the inputs
/// does, and a wrong output counts as often as there are right ones.
///
/// Pairs are numbered window after window, in it input after input, and then output after output.
///
/// Preconditions, not checked: every window has an input, and as pairs exactly 1 + `negatives`
/// outputs, all different; the tables have one width. Inputs and a bag's outputs may repeat.
public struct ContextWindows {
  package var plain: ck_windows

  /// What the inputs of a window are.
  public enum Kind: Int32, Sendable {
    case pairs
    /// A bag of words, most of which the next window has too.
    case bagOfWords
    /// A bag of rows of which the next window has few.
    case bag
  }

  /// - Parameter columns: a part of the tables' columns, from a multiple of 16 on.
  public init(
    centers: Matrix, contexts: Matrix, columns: Range<Int>, inputs: UnsafePointer<Int32>,
    starts: UnsafePointer<Int32>, outputs: UnsafePointer<Int32>,
    outputStarts: UnsafePointer<Int32>, negatives: Int, kind: Kind
  ) {
    plain = ck_windows(
      centers: centers.pointer + columns.lowerBound,
      contexts: contexts.pointer + columns.lowerBound, stride: centers.stride,
      columns: (columns.count + 7) / 8 * 8,
      inputs: inputs, starts: starts, outputs: outputs, output_starts: outputStarts,
      negatives: negatives, bags: kind.rawValue)
  }
}

/// A sum of log(1 + eᵠ), kept so that nothing overflows and a few logarithms at the end are enough.
public struct WindowLoss: Sendable {
  package var parts = ck_loss_empty()

  public init() {}

  /// NaN when a score was not a finite number.
  public var total: Double {
    withUnsafeBytes(of: parts) { bytes in
      let linear = bytes.bindMemory(to: Double.self)
      let product = UnsafeRawBufferPointer(rebasing: bytes[128..<192]).bindMemory(to: Float.self)
      let exponent = UnsafeRawBufferPointer(rebasing: bytes[192..<256]).bindMemory(to: Int32.self)
      return (0..<16).reduce(0.0) { sum, lane in
        sum + linear[lane] + log(Double(product[lane])) + Double(exponent[lane]) * log(2)
      }
    }
  }
}

extension Kernel {
  /// Writes the products u·v of all pairs of some windows.
  ///
  /// `scores` begin with the first window's and have room for 16 more after the last; the rows of
  /// windows before `known` are fetched ahead of use. `work` has room for a row.
  public static func windowScore(
    _ windows: ContextWindows, _ range: Range<Int>, known: Int,
    scores: UnsafeMutablePointer<Float>, work: UnsafeMutablePointer<Float>
  ) {
    withUnsafePointer(to: windows.plain) {
      ck_best().pointee.window_score(
        $0, range.lowerBound, range.upperBound, known, scores, work)
    }
  }

  /// Turns scores into gradients, rate · (label − σ(score)), and adds up the loss.
  ///
  /// A score is the sum of `panels` numbers, each `panel` floats after the one before, added in this
  /// order. Scores and gradients begin with those of window `base`.
  ///
  /// Edge cases: the loss, −log σ(±score), neither saturates nor skips pairs, however large a score is.
  public static func windowGrade(
    _ windows: ContextWindows, base: Int, _ range: Range<Int>, scores: UnsafePointer<Float>,
    panels: Int, panel: Int, rate: Float, gradients: UnsafeMutablePointer<Float>,
    loss: inout WindowLoss
  ) {
    withUnsafePointer(to: windows.plain) {
      ck_best().pointee.window_grade(
        $0, base, range.lowerBound, range.upperBound, scores, panels, panel, rate, gradients,
        &loss.parts)
    }
  }

  /// Adds the gradients of some windows to both tables.
  ///
  /// Window after window and in it input after input: v += Σ g·u and then each u += g·v, v as it was
  /// before. As bags once, with the mean of the inputs as v, and every input is given v's sum. Each
  /// column's arithmetic is independent of every other column's, so tables may be cut into panels of
  /// columns that are updated apart. `work` has room for a row.
  public static func windowUpdate(
    _ windows: ContextWindows, _ range: Range<Int>, gradients: UnsafePointer<Float>,
    work: UnsafeMutablePointer<Float>
  ) {
    withUnsafePointer(to: windows.plain) {
      ck_best().pointee.window_update(
        $0, range.lowerBound, range.upperBound, gradients, work)
    }
  }
}
