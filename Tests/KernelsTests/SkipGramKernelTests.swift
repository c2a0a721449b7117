import CKernels
import Kernels
import Testing

/// Windows of words on every instruction set of this machine against the plain twin.
@Suite struct SkipGramKernelTests {
  static let sets = InstructionSet.allCases.filter { $0.kernels != nil }

  /// All columns, and the same cut at multiples of 16.
  static func cuts(_ dimensions: Int) -> [[Range<Int>]] {
    let panels = stride(from: 0, to: dimensions, by: 48).map { $0..<min($0 + 48, dimensions) }
    return panels.count > 1 ? [[0..<dimensions], panels] : [panels]
  }

  static func check(_ test: WindowCase, _ result: WindowCase.Result, rate: Double, _ what: String) {
    var (centers, contexts) = (test.centers.doubles, test.contexts.doubles)
    var number = 0
    for window in test.windows {
      let gradients = Reference.windowGradients(
        window, centers: centers, contexts: contexts, rate: rate)
      for expected in gradients {
        let found = Double(result.gradients[number])
        #expect(abs(found - expected) <= 2e-6 * rate * Double(max(window.right, 1)), "\(what)")
        number += 1
      }
    }
    #expect(number == test.pair(test.windows.count))
    #expect(result.gradients[number...].allSatisfy { $0 == WindowCase.untouched }, "\(what)")
    for scores in result.scores {
      #expect(scores[(number + 16)...].allSatisfy { $0 == WindowCase.untouched }, "\(what)")
    }
    let loss = Reference.windowBlock(
      test.windows, centers: &centers, contexts: &contexts, rate: rate)
    #expect(abs(result.loss.total / loss - 1) <= 2e-6, "\(what)")
    #expect(result.workIsKept, "\(what)")
    // Few words are met often here, so that numbers grow, and rounding with them.
    let largest = (centers + contexts).reduce(1.0) { $1.reduce($0) { max($0, abs($1)) } }
    for r in 0..<test.centers.rows {
      for e in 0..<test.centers.columns {
        let v = abs(Double(result.centers[r, e]) - centers[r][e])
        let u = abs(Double(result.contexts[r, e]) - contexts[r][e])
        #expect(max(v, u) <= 1e-5 * largest, "\(what)")
      }
      // The floats beyond a row's end stay zero.
      for e in test.centers.columns..<result.centers.stride {
        #expect(result.centers.row(r)[e] == 0 && result.contexts.row(r)[e] == 0, "\(what)")
      }
    }
  }

  /// Every number of wrong words and many dimensions; the windows have every number of inputs.
  @Test(arguments: sets, [false, true])
  func blocksAgreeWithThePlainTwin(_ set: InstructionSet, bags: Bool) {
    for negatives in 1...20 {
      for dimensions in [1, 2 + negatives, 31, 33 * negatives % 97 + 1, 113] {
        for panels in Self.cuts(dimensions) {
          let test = WindowCase(
            dimensions: dimensions, negatives: negatives, bags: bags, windows: 20,
            seed: UInt64(dimensions * 100 + negatives), scale: 2 / Float(dimensions).squareRoot())
          let result = test.run(set, rate: 0.02, panels: panels, cuts: [5, 6])
          Self.check(
            test, result, rate: 0.02, "\(negatives) wrong, \(dimensions) columns \(panels)")
        }
      }
    }
  }

  @Test(arguments: sets, [false, true])
  func everyDimensionAgreesWithThePlainTwin(_ set: InstructionSet, bags: Bool) {
    for dimensions in Array(1...66) + [100, 127, 128, 129, 200, 255, 256, 257, 299, 300] {
      let test = WindowCase(
        dimensions: dimensions, negatives: 5, bags: bags, windows: 4, seed: UInt64(dimensions),
        scale: 2 / Float(dimensions).squareRoot())
      for panels in Self.cuts(dimensions) {
        Self.check(
          test, test.run(set, rate: 0.02, panels: panels), rate: 0.02, "\(dimensions) columns")
      }
    }
  }

  /// Same bits on all sets with FMA, and whichever windows are done together; updates also whichever
  /// columns are. Scores depend on how columns are cut: their sums are the panels' sums added up.
  @Test(arguments: [false, true])
  func bitsDependOnNothingButTheNumbers(bags: Bool) {
    for (dimensions, negatives) in [(100, 5), (37, 3), (112, 10), (300, 5), (9, 1), (64, 20)] {
      let test = WindowCase(
        dimensions: dimensions, negatives: negatives, bags: bags, windows: 40, seed: 5,
        scale: 0.3)
      for panels in Self.cuts(dimensions) {
        let results = Self.sets.filter { $0 != .baseline }.flatMap { set in
          [[], [1, 2, 17], [7, 8, 9, 10, 11, 30, 39]].map {
            test.run(set, rate: 0.025, panels: panels, cuts: $0)
          }
        }
        for other in results.dropFirst() {
          #expect(other.gradients == results[0].gradients)
          #expect(other.centers.bits == results[0].centers.bits)
          #expect(other.contexts.bits == results[0].contexts.bits)
        }
      }
    }
  }

  /// With gradients that are given, a column's bits do not depend on the columns beside it.
  @Test(arguments: sets, [false, true])
  func updatesDoNotDependOnHowColumnsAreCut(_ set: InstructionSet, bags: Bool) {
    let test = WindowCase(dimensions: 300, negatives: 5, bags: bags, windows: 20, seed: 11)
    let gradients = test.run(set, rate: 0.025).gradients
    func update(_ panels: [Range<Int>]) -> (Matrix, Matrix) {
      let (v, u) = (test.centers.copy(), test.contexts.copy())
      let work = Matrix(rows: 1, columns: v.stride)
      for columns in panels {
        var plain = ContextWindows(
          centers: v, contexts: u, columns: columns, inputs: test.inputs, starts: test.starts,
          outputs: test.outputs, outputStarts: test.outputStarts, negatives: 5,
          kind: bags ? .bag : .pairs
        ).plain
        set.kernels!.pointee.window_update(
          &plain, 0, test.windows.count, gradients, work.pointer)
      }
      return (v, u)
    }
    let whole = update([0..<300])
    for panels in [[0..<16, 16..<300], [128..<300, 0..<128], Self.cuts(300)[1]] {
      let parts = update(panels)
      #expect(parts.0.bits == whole.0.bits && parts.1.bits == whole.1.bits)
    }
  }

  /// Shares of a block that threads grade apart must not touch each other's.
  @Test(arguments: sets, [false, true])
  func gradingWritesItsOwnWindowsOnly(_ set: InstructionSet, bags: Bool) {
    for negatives in [1, 4, 5, 13] {
      let test = WindowCase(dimensions: 20, negatives: negatives, bags: bags, windows: 16, seed: 3)
      let all = test.run(set, rate: 0.5)
      for first in 0..<16 {
        for end in first...16 {
          let result = test.run(set, rate: 0.5, graded: first..<end)
          let own = test.pair(first)..<test.pair(end)
          #expect(result.gradients[own] == all.gradients[own])
          #expect(result.gradients[..<own.lowerBound].allSatisfy { $0 == WindowCase.untouched })
          #expect(result.gradients[own.upperBound...].allSatisfy { $0 == WindowCase.untouched })
          let loss = test.windows[first..<end].reduce(0.0) {
            $0
              + Reference.windowLoss(
                $1, centers: test.centers.doubles, contexts: test.contexts.doubles)
          }
          #expect(abs(result.loss.total - loss) <= 2e-6 * max(loss, 1))
        }
      }
    }
  }

  /// Scores of ±100 and more: the loss goes on growing, the gradient has its limits.
  @Test(arguments: sets, [false, true])
  func lossDoesNotSaturate(_ set: InstructionSet, bags: Bool) {
    let test = WindowCase(
      dimensions: 50, negatives: 5, bags: bags, windows: 20, seed: 6, scale: bags ? 40 : 8)
    let (centers, contexts) = (test.centers.doubles, test.contexts.doubles)
    let truth = test.windows.reduce(0.0) {
      $0 + Reference.windowLoss($1, centers: centers, contexts: contexts)
    }
    let pairs = Double(test.pair(test.windows.count))
    #expect(truth / pairs > 50)
    let result = test.run(set, rate: 1, graded: 0..<20)
    #expect(abs(result.loss.total / truth - 1) <= 1e-5)
    var number = 0
    for window in test.windows {
      let pairs = window.outputs.count * (bags ? 1 : window.inputs.count)
      for _ in 0..<pairs {
        #expect(abs(result.gradients[number]) <= Float(bags ? window.right : 1))
        number += 1
      }
    }
  }

  /// A loss is a product of at most so many factors before its exponent is taken out: many pairs of
  /// the greatest factor, 2, must not overflow it.
  @Test(arguments: sets, [false, true])
  func theLossOfManyPairsIsExact(_ set: InstructionSet, bags: Bool) {
    var test = WindowCase(dimensions: 3, negatives: 4, bags: bags, seed: 1, scale: 0)
    for _ in 0..<2000 { test.add(inputs: [1, 2, 3, 4, 5, 6], outputs: [1, 2, 3, 4, 5]) }
    let pairs = Double(test.pair(2000))
    #expect(pairs == (bags ? 10_000 : 60_000))
    let total = test.run(set, rate: 1, graded: 0..<2000).loss.total
    #expect(abs(total / (pairs * 0.693147180559945) - 1) <= 1e-12)
  }

  @Test(arguments: sets, [false, true])
  func whatIsNoNumberShowsInTheLoss(_ set: InstructionSet, bags: Bool) {
    for value in [Float.nan, .infinity, -.infinity] {
      for inCenters in [true, false] {
        let test = WindowCase(dimensions: 20, negatives: 5, bags: bags, windows: 8, seed: 7)
        let window = test.windows[2]
        if inCenters {
          test.centers[window.inputs[0], 3] = value
        } else {
          // One sign among the right, one among the wrong words: an infinite score may cost nothing.
          test.contexts[window.outputs[0], 3] = value
          test.contexts[window.outputs[window.right], 3] = value
        }
        #expect(!test.run(set, rate: 0.025, graded: 0..<8).loss.total.isFinite)
      }
    }
  }
}
