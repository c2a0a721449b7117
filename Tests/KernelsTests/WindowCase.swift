import CKernels
import Kernels

/// Random tables and windows over them, for the kernels and for the plain twin.
struct WindowCase {
  let centers: Matrix
  let contexts: Matrix
  private(set) var windows: [ReferenceWindow] = []
  private(set) var inputs: [Int32] = []
  private(set) var starts: [Int32] = [0]
  private(set) var outputs: [Int32] = []
  private(set) var outputStarts: [Int32] = [0]
  let negatives: Int
  let bags: Bool

  /// Rows of random numbers within ±`scale`.
  init(
    dimensions: Int, negatives: Int, bags: Bool, rows: Int = 30, seed: UInt64, scale: Float = 1
  ) {
    var stream = RandomStream(seed: seed)
    centers = Matrix(rows: rows, columns: dimensions)
    contexts = Matrix(rows: rows, columns: dimensions)
    for r in 0..<rows {
      for e in 0..<dimensions {
        centers[r, e] = (2 * stream.uniform() - 1) * scale
        contexts[r, e] = (2 * stream.uniform() - 1) * scale
      }
    }
    self.negatives = negatives
    self.bags = bags
  }

  /// The same with `count` windows of 1 to 20 inputs, half of which repeat the one before them; bags
  /// have 1 to 20 right outputs, and outputs that may repeat.
  init(
    dimensions: Int, negatives: Int, bags: Bool, windows count: Int, seed: UInt64, scale: Float = 1
  ) {
    self.init(dimensions: dimensions, negatives: negatives, bags: bags, seed: seed, scale: scale)
    var stream = RandomStream(seed: seed, stream: 1)
    for w in 0..<count {
      var own: [Int] = []
      for _ in 0...((w * 7 + Int(seed)) % 20) {
        own.append(
          stream.below(2) == 0 ? own.last ?? stream.below(30) : stream.below(30))
      }
      if bags {
        let width = 1 + stream.below(20) + negatives
        add(inputs: own, outputs: (0..<width).map { _ in stream.below(30) })
      } else {
        var ids = Array(0..<30)
        stream.shuffle(&ids)
        add(inputs: own, outputs: Array(ids[...negatives]))
      }
    }
  }

  mutating func add(inputs own: [Int], outputs all: [Int]) {
    windows.append(
      ReferenceWindow(inputs: own, outputs: all, right: all.count - negatives, bag: bags))
    inputs += own.map { Int32($0) }
    outputs += all.map { Int32($0) }
    starts.append(Int32(inputs.count))
    outputStarts.append(Int32(outputs.count))
  }

  /// The number of a window's first pair.
  func pair(_ window: Int) -> Int {
    bags ? Int(outputStarts[window]) : Int(starts[window]) * (1 + negatives)
  }

  static let untouched: Float = 7

  struct Result {
    /// Each panel's sums of all pairs, with what stands after them.
    var scores: [[Float]]
    var gradients: [Float]
    var loss: WindowLoss
    let centers: Matrix
    let contexts: Matrix
    /// Whether nothing was written beyond the one row of work space.
    let workIsKept: Bool
  }

  /// One block on one instruction set.
  ///
  /// - Parameters:
  ///   - panels: runs of columns that are scored and updated apart, the last ones first.
  ///   - cuts: windows before which scoring, grading and updating begin anew.
  ///   - graded: the only windows that are graded, and with which nothing is updated.
  func run(
    _ set: InstructionSet, rate: Float, panels: [Range<Int>]? = nil, cuts: [Int] = [],
    graded: Range<Int>? = nil
  ) -> Result {
    let kernels = set.kernels!.pointee
    let panels = panels ?? [0..<centers.columns]
    let (v, u) = (centers.copy(), contexts.copy())
    let work = Matrix(rows: 2, columns: v.stride)
    for i in 0..<work.size { work.pointer[i] = i < v.stride ? .nan : Self.untouched }
    let room = pair(windows.count) + 64
    var scores = [Float](repeating: Self.untouched, count: room * panels.count)
    var gradients = [Float](repeating: Self.untouched, count: room)
    var loss = WindowLoss()
    let runs = zip([0] + cuts, cuts + [windows.count])
    for (number, columns) in panels.enumerated().reversed() {
      var plain = ContextWindows(
        centers: v, contexts: u, columns: columns, inputs: inputs, starts: starts,
        outputs: outputs, outputStarts: outputStarts, negatives: negatives,
        kind: bags ? .bag : .pairs
      ).plain
      scores.withUnsafeMutableBufferPointer { scores in
        let own = scores.baseAddress! + number * room
        for (from, to) in runs {
          kernels.window_score(&plain, from, to, windows.count, own + pair(from), work.pointer)
        }
      }
    }
    var plain = ContextWindows(
      centers: v, contexts: u, columns: 0..<v.columns, inputs: inputs, starts: starts,
      outputs: outputs, outputStarts: outputStarts, negatives: negatives, kind: bags ? .bag : .pairs
    ).plain
    gradients.withUnsafeMutableBufferPointer { gradients in
      if let graded {
        let base = graded.lowerBound / 2
        kernels.window_grade(
          &plain, base, graded.lowerBound, graded.upperBound,
          Array(scores[pair(base)...]), panels.count, room, rate,
          gradients.baseAddress! + pair(base), &loss.parts)
        return
      }
      for (from, to) in runs {
        kernels.window_grade(
          &plain, 0, from, to, scores, panels.count, room, rate, gradients.baseAddress!,
          &loss.parts)
      }
    }
    for columns in panels.reversed() where graded == nil {
      plain =
        ContextWindows(
          centers: v, contexts: u, columns: columns, inputs: inputs, starts: starts,
          outputs: outputs, outputStarts: outputStarts, negatives: negatives,
          kind: bags ? .bag : .pairs
        ).plain
      for (from, to) in runs {
        kernels.window_update(&plain, from, to, Array(gradients[pair(from)...]), work.pointer)
      }
    }
    return Result(
      scores: panels.indices.map { Array(scores[($0 * room)..<(($0 + 1) * room)]) },
      gradients: gradients, loss: loss, centers: v, contexts: u,
      workIsKept: (v.stride..<work.size).allSatisfy { work.pointer[$0] == Self.untouched })
  }
}

extension Matrix {
  var doubles: [[Double]] {
    (0..<rows).map { r in (0..<columns).map { Double(self[r, $0]) } }
  }
  var bits: [UInt32] { (0..<size).map { pointer[$0].bitPattern } }
}
