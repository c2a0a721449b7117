import CKernels
import Kernels
import Testing

/// Skip-gram windows on every instruction set of this machine against the plain twin.
@Suite struct SkipGramKernelTests {
  static let sets = InstructionSet.allCases.filter { $0.kernels != nil }

  /// Random tables and windows; inputs may stand twice in a window, outputs may not.
  struct Case {
    let centers: Matrix
    let contexts: Matrix
    var windows: [(inputs: [Int], outputs: [Int])] = []
    var inputs: [Int32] = []
    var starts: [Int32] = [0]
    var outputs: [Int32] = []
    let width: Int

    init(dimensions: Int, width: Int, windows count: Int, seed: UInt64, scale: Float = 1) {
      let rows = width + 9
      var stream = RandomStream(seed: seed)
      centers = Matrix(rows: rows, columns: dimensions)
      contexts = Matrix(rows: rows, columns: dimensions)
      for r in 0..<rows {
        for e in 0..<dimensions {
          centers[r, e] = (2 * stream.uniform() - 1) * scale
          contexts[r, e] = (2 * stream.uniform() - 1) * scale
        }
      }
      self.width = width
      var ids = Array(0..<rows)
      for w in 0..<count {
        stream.shuffle(&ids)
        let own = (0..<(1 + w % 11)).map { _ in stream.below(rows) }
        let right = Array(ids.prefix(width))
        windows.append((own, right))
        inputs += own.map { Int32($0) }
        outputs += right.map { Int32($0) }
        starts.append(Int32(inputs.count))
      }
    }

    /// One block on one instruction set: gradients, loss, and the tables after the update.
    func run(
      _ set: InstructionSet, rate: Float, cuts: [Int] = []
    ) -> (gradients: [Float], loss: SkipGramLoss, centers: Matrix, contexts: Matrix) {
      let (v, u) = (centers.copy(), contexts.copy())
      let work = Matrix(
        rows: 1, columns: max(Kernel.skipGramScoreWork(inputs: 11, width: width), 32 * width))
      // Surplus lanes must not let anything through.
      for i in 0..<work.size { work.pointer[i] = .nan }
      var gradients = [Float](repeating: 7, count: inputs.count * width + 32 * windows.count + 16)
      var loss = SkipGramLoss()
      gradients.withUnsafeMutableBufferPointer { buffer in
        let block = SkipGramWindows(
          centers: v, contexts: u, inputs: inputs, starts: starts, outputs: outputs,
          width: width, gradients: buffer.baseAddress!)
        var plain = block.plain
        let edges = [0] + cuts + [windows.count]
        for (from, to) in zip(edges, edges.dropFirst()) {
          set.kernels!.pointee.skipgram_score(&plain, from, to, rate, work.pointer, &loss.parts)
        }
        // Column by column, the last ones first: the order must not matter.
        for c in stride(from: v.stride - 16, through: 0, by: -16) {
          set.kernels!.pointee.skipgram_update(&plain, windows.count, c, c + 16, work.pointer)
        }
      }
      return (gradients, loss, v, u)
    }
  }

  static func doubles(_ matrix: Matrix) -> [[Double]] {
    (0..<matrix.rows).map { r in (0..<matrix.columns).map { Double(matrix[r, $0]) } }
  }

  static func bits(_ matrix: Matrix) -> [UInt32] {
    (0..<matrix.size).map { matrix.pointer[$0].bitPattern }
  }

  @Test(arguments: sets)
  func blocksAgreeWithThePlainTwin(_ set: InstructionSet) {
    for dimensions in [1, 7, 15, 16, 17, 31, 33, 64, 100, 113, 300] {
      for width in [2, 3, 4, 5, 6, 7, 8, 13, 21] {
        let test = Case(
          dimensions: dimensions, width: width, windows: 13, seed: UInt64(dimensions * 100 + width),
          scale: 4 / Float(dimensions).squareRoot())
        let result = test.run(set, rate: 0.05, cuts: [5, 6])
        var centers = Self.doubles(test.centers)
        var contexts = Self.doubles(test.contexts)
        let loss = Reference.skipGramBlock(
          centers: &centers, contexts: &contexts, windows: test.windows, rate: 0.05)
        #expect(abs(result.loss.total / loss - 1) <= 2e-6)
        for r in 0..<test.centers.rows {
          for e in 0..<dimensions {
            #expect(abs(Double(result.centers[r, e]) - centers[r][e]) <= 1e-5)
            #expect(abs(Double(result.contexts[r, e]) - contexts[r][e]) <= 1e-5)
          }
          // The floats beyond a row's end stay zero.
          for e in dimensions..<result.centers.stride {
            #expect(result.centers.row(r)[e] == 0 && result.contexts.row(r)[e] == 0)
          }
        }
      }
    }
  }

  /// Same bits on all sets with FMA, and whichever windows and columns are done together.
  @Test func bitsDependOnNothingButTheNumbers() {
    for (dimensions, width) in [(100, 6), (37, 4), (112, 11), (300, 6)] {
      let test = Case(dimensions: dimensions, width: width, windows: 40, seed: 5)
      let results = Self.sets.filter { $0 != .baseline }.flatMap { set in
        [test.run(set, rate: 0.025), test.run(set, rate: 0.025, cuts: [1, 2, 17])]
      }
      for other in results.dropFirst() {
        #expect(other.gradients == results[0].gradients)
        #expect(Self.bits(other.centers) == Self.bits(results[0].centers))
        #expect(Self.bits(other.contexts) == Self.bits(results[0].contexts))
      }
    }
  }

  /// Scores of ±100 and more: the loss goes on growing, the gradient has its limits.
  @Test(arguments: sets)
  func lossDoesNotSaturate(_ set: InstructionSet) {
    let test = Case(dimensions: 50, width: 6, windows: 20, seed: 6, scale: 8)
    let truth = test.windows.reduce(0.0) { sum, window in
      sum
        + Reference.skipGramLoss(
          inputs: window.inputs.map { Self.doubles(test.centers)[$0] },
          outputs: window.outputs.map { Self.doubles(test.contexts)[$0] })
    }
    let result = test.run(set, rate: 1)
    #expect(abs(result.loss.total / truth - 1) <= 1e-5)
    #expect(result.gradients.allSatisfy { abs($0) <= 1 || $0 == 7 })
  }

  @Test(arguments: sets)
  func whatIsNoNumberShowsInTheLoss(_ set: InstructionSet) {
    for value in [Float.nan, .infinity] {
      let test = Case(dimensions: 20, width: 6, windows: 4, seed: 7)
      test.centers[test.windows[2].inputs[0], 3] = value
      #expect(!test.run(set, rate: 0.025).loss.total.isFinite)
    }
  }

  /// The gradient against central differences of the loss, and the kernel's step against the gradient.
  @Test func stepsGoDownTheGradient() {
    let test = Case(dimensions: 9, width: 4, windows: 5, seed: 8)
    for window in test.windows {
      let v = window.inputs.map { Self.doubles(test.centers)[$0] }
      let u = window.outputs.map { Self.doubles(test.contexts)[$0] }
      let gradient = Reference.skipGramGradient(inputs: v, outputs: u)
      let h = 1e-5
      func check(_ value: WritableKeyPath<([[Double]], [[Double]]), Double>, _ found: Double) {
        var up = (v, u)
        var down = (v, u)
        up[keyPath: value] += h
        down[keyPath: value] -= h
        let slope =
          (Reference.skipGramLoss(inputs: up.0, outputs: up.1)
            - Reference.skipGramLoss(inputs: down.0, outputs: down.1)) / (2 * h)
        #expect(abs(slope - found) <= 1e-6 * max(1, abs(slope)))
      }
      for j in v.indices { for e in 0..<9 { check(\.0[j][e], gradient.inputs[j][e]) } }
      for i in u.indices { for e in 0..<9 { check(\.1[i][e], gradient.outputs[i][e]) } }
    }
    // One window with no word twice: the step is −rate · gradient.
    var single = Case(dimensions: 9, width: 4, windows: 1, seed: 9)
    single.windows = [([0, 1, 2], single.windows[0].outputs)]
    single.inputs = [0, 1, 2]
    single.starts = [0, 3]
    let result = single.run(Self.sets.last!, rate: 0.01)
    let window = single.windows[0]
    let gradient = Reference.skipGramGradient(
      inputs: window.inputs.map { Self.doubles(single.centers)[$0] },
      outputs: window.outputs.map { Self.doubles(single.contexts)[$0] })
    for (j, id) in window.inputs.enumerated() {
      for e in 0..<9 {
        let step = Double(result.centers[id, e]) - Double(single.centers[id, e])
        #expect(abs(step + 0.01 * gradient.inputs[j][e]) <= 1e-6)
      }
    }
    for (i, id) in window.outputs.enumerated() {
      for e in 0..<9 {
        let step = Double(result.contexts[id, e]) - Double(single.contexts[id, e])
        #expect(abs(step + 0.01 * gradient.outputs[i][e]) <= 1e-6)
      }
    }
  }
}
