import CKernels
import Kernels
import Testing

/// The loops over whole numbers on every instruction set against plain ones, at ragged sizes.
@Suite struct QuantizedKernelTests {
  static let sets = KernelTests.sets
  static let levels = Kernel.stateLevels

  /// Whole numbers from −largest to largest.
  static func whole(_ count: Int, largest: Int, seed: UInt64) -> [Int] {
    var random = RandomStream(seed: seed)
    return (0..<count).map { _ in random.below(2 * largest + 1) - largest }
  }

  /// A weight matrix [k × columns] of bytes, and the same packed.
  struct Weights {
    var bytes: [Int8]
    var packed: PackedBytes

    init(_ k: Int, _ columns: Int, _ byte: (_ row: Int, _ column: Int) -> Int8) {
      bytes = [Int8](repeating: 0, count: k * columns)
      packed = PackedBytes(rows: k, columns: columns)
      for column in 0..<columns {
        let own = (0..<k).map { byte($0, column) }
        for row in 0..<k { bytes[row * columns + column] = own[row] }
        packed.setColumn(column, own)
      }
    }
  }

  /// Rows of activations `stride` apart, zeros after the k-th.
  static func spread(_ values: [Int16], k: Int, stride: Int) -> [Int16] {
    let rows = values.count / k
    var result = [Int16](repeating: 0, count: rows * stride)
    for row in 0..<rows { for p in 0..<k { result[row * stride + p] = values[row * k + p] } }
    return result
  }

  static let sizes = [1, 2, 3, 5, 16, 33].flatMap { rows in
    [1, 3, 50, 100].map { (rows, $0) }
  }

  /// With scales of 1 and no bias the products are what is written.
  @Test(arguments: sets)
  func productsAreExact(_ set: InstructionSet) {
    for (rows, k) in Self.sizes {
      for columns in [64, 448] {
        let x = Self.whole(rows * k, largest: Self.levels, seed: 1).map { Int16($0) }
        let draws = Self.whole(k * columns, largest: 127, seed: 2)
        let weights = Weights(k, columns) { Int8(draws[$0 * columns + $1]) }
        let stride = (k + 15) / 16 * 16
        var z = [Float](repeating: 9, count: rows * columns)
        set.kernels!.pointee.quantized_project(
          rows, k, Self.spread(x, k: k, stride: stride), stride,
          [Float](repeating: 1, count: rows), weights.packed.pointer, columns / 64,
          [Float](repeating: 1, count: columns), [Float](repeating: 0, count: columns), &z)
        let truth = Reference.wholeProduct(rows, columns, k, x, weights.bytes)
        #expect(z == truth.map { Float($0) })
      }
    }
  }

  /// The largest sums that a layer can have do not overflow.
  @Test(arguments: sets)
  func theLargestSumsFit(_ set: InstructionSet) {
    for (k, level) in [(8192, Self.levels), (65536, 127)] {
      let weights = Weights(k, 64) { _, column in column % 2 == 0 ? 127 : -127 }
      var z = [Float](repeating: 0, count: 64)
      set.kernels!.pointee.quantized_project(
        1, k, [Int16](repeating: Int16(level), count: k), k, [1], weights.packed.pointer, 1,
        [Float](repeating: 1, count: 64), [Float](repeating: 0, count: 64), &z)
      let sum = Float(k * level * 127)
      #expect(z == (0..<64).map { $0 % 2 == 0 ? sum : -sum })
    }
  }

  @Test(arguments: sets)
  func scalesAndBiasOfEachRowAndColumn(_ set: InstructionSet) {
    let (rows, k, columns) = (19, 7, 128)
    let x = Self.whole(rows * k, largest: 127, seed: 3).map { Int16($0) }
    let draws = Self.whole(k * columns, largest: 127, seed: 4)
    let weights = Weights(k, columns) { Int8(draws[$0 * columns + $1]) }
    let rowScales = KernelTests.random(rows, seed: 5).map { $0 * 0.01 }
    let scales = KernelTests.random(columns, seed: 6).map { $0 * 0.01 }
    let bias = KernelTests.random(columns, seed: 7)
    var z = [Float](repeating: 9, count: rows * columns)
    set.kernels!.pointee.quantized_project(
      rows, k, Self.spread(x, k: k, stride: 16), 16, rowScales, weights.packed.pointer, 2, scales,
      bias, &z)
    let sums = Reference.wholeProduct(rows, columns, k, x, weights.bytes)
    for row in 0..<rows {
      for j in 0..<columns {
        let product = Double(sums[row * columns + j])
        let truth = product * Double(rowScales[row]) * Double(scales[j]) + Double(bias[j])
        #expect(abs(Double(z[row * columns + j]) - truth) <= 1e-6 * max(1, abs(truth)))
      }
    }
  }

  struct Step: Equatable {
    var gates: [Float]
    var cell: [Float]
    var hidden: [Float]
    var states: [Int16]
  }

  /// What one step reads.
  struct Case {
    var rows, units: Int
    var projected, scales, cellBefore: [Float]
    var before: [Int16]
    var weights: Weights
    var width: Int { (units + 15) / 16 * 64 }
    var state: Int { width / 4 }

    init(_ rows: Int, _ units: Int) {
      (self.rows, self.units) = (rows, units)
      let width = (units + 15) / 16 * 64
      projected = GateKernelTests.gateRows(rows, units: units, seed: 1)
      scales = GateKernelTests.gateRows(1, units: units, seed: 2).map { abs($0) * 4e-6 }
      cellBefore = GateKernelTests.stateRows(rows, units: units, seed: 3)
      let values = QuantizedKernelTests.whole(
        rows * units, largest: QuantizedKernelTests.levels, seed: 4)
      before = QuantizedKernelTests.spread(
        values.map { Int16($0) }, k: units, stride: width / 4)
      let draws = QuantizedKernelTests.whole(units * width, largest: 127, seed: 5)
      weights = Weights(units, width) { row, column in
        column / 64 * 16 + column % 16 < units ? Int8(draws[row * width + column]) : 0
      }
    }

    func run(_ set: InstructionSet, first: Bool, keep: Bool, inPlace: Bool = false) -> Step {
      var step = Step(
        gates: projected, cell: inPlace ? cellBefore : [Float](repeating: 9, count: rows * state),
        hidden: [Float](repeating: 9, count: rows * state),
        states: [Int16](repeating: 9, count: rows * state))
      let kernels = set.kernels!.pointee
      step.cell.withUnsafeMutableBufferPointer { cell in
        cellBefore.withUnsafeBufferPointer { old in
          kernels.quantized_step(
            rows, units, weights.packed.pointer, scales, first ? nil : before,
            first ? nil : inPlace ? UnsafePointer(cell.baseAddress!) : old.baseAddress!,
            &step.gates, cell.baseAddress!, &step.hidden, &step.states, keep ? 1 : 0)
        }
      }
      return step
    }
  }

  static let stepSizes = [
    (1, 1), (2, 15), (3, 16), (1, 17), (5, 100), (16, 128), (21, 33), (1, 300),
  ]

  @Test(arguments: sets)
  func step(_ set: InstructionSet) {
    for (rows, units) in Self.stepSizes {
      let input = Case(rows, units)
      let (width, state) = (input.width, input.state)
      let product = Reference.wholeProduct(
        rows, width, units,
        (0..<rows).flatMap { row in input.before[row * state..<row * state + units] },
        input.weights.bytes)
      for first in [true, false] {
        let step = input.run(set, first: first, keep: true)
        for row in 0..<rows {
          for unit in 0..<units {
            let z = (0..<4).map { gate in
              let at = GateKernelTests.column(gate, unit)
              return Double(input.projected[row * width + at])
                + (first ? 0 : Double(product[row * width + at]) * Double(input.scales[at]))
            }
            let i = Reference.sigmoid(z[0])
            let f = Reference.sigmoid(z[1])
            let g = 2 * Reference.sigmoid(2 * z[2]) - 1
            let o = Reference.sigmoid(z[3])
            let at = row * state + unit
            let c = i * g + (first ? 0 : f * Double(input.cellBefore[at]))
            for (gate, truth) in [i, f, g, o].enumerated() {
              let found = step.gates[row * width + GateKernelTests.column(gate, unit)]
              #expect(abs(Double(found) - truth) <= 2e-6)
            }
            #expect(abs(Double(step.cell[at]) - c) <= 2e-6)
            let h = o * (2 * Reference.sigmoid(2 * c) - 1)
            #expect(abs(Double(step.hidden[at]) - h) <= 2e-6)
            let level = (step.hidden[at] * Float(Self.levels)).rounded(.toNearestOrEven)
            #expect(Float(step.states[at]) == level)
          }
          for unit in units..<state {
            #expect(step.hidden[row * state + unit] == 0 && step.states[row * state + unit] == 0)
          }
        }
      }
    }
  }

  /// Neither keeping the gates, nor writing the memory in place, nor the rows beside it change a row.
  @Test(arguments: sets)
  func nothingElseChangesARow(_ set: InstructionSet) {
    for (rows, units) in Self.stepSizes {
      let input = Case(rows, units)
      let all = input.run(set, first: false, keep: true)
      let bare = input.run(set, first: false, keep: false, inPlace: true)
      #expect(bare.gates == input.projected)
      #expect(bare.cell == all.cell && bare.hidden == all.hidden && bare.states == all.states)
      for row in 0..<rows {
        func own<Number>(_ values: [Number]) -> [Number] {
          let width = values.count / rows
          return Array(values[row * width..<(row + 1) * width])
        }
        var alone = input
        alone.rows = 1
        alone.projected = own(input.projected)
        alone.cellBefore = own(input.cellBefore)
        alone.before = own(input.before)
        let step = alone.run(set, first: false, keep: true)
        #expect(step.hidden == own(all.hidden) && step.states == own(all.states))
        #expect(step.cell == own(all.cell) && step.gates == own(all.gates))
      }
    }
  }

  /// Sets with fused multiply-add give the same bits.
  @Test func setsAgree() {
    let fused = Self.sets.filter { $0 != .baseline }
    for (rows, units) in Self.stepSizes {
      let input = Case(rows, units)
      let steps = fused.map { input.run($0, first: false, keep: true) }
      for other in steps.dropFirst() { #expect(other == steps[0]) }
    }
  }

  /// Numbers that are none give some gates, and states in their range.
  @Test(arguments: sets)
  func whatIsNotANumberPassesThrough(_ set: InstructionSet) {
    var input = Case(2, 5)
    input.projected[0] = .nan
    input.projected[16] = .infinity
    let step = input.run(set, first: false, keep: true)
    #expect(step.hidden.allSatisfy { abs($0) <= 1 })
    #expect(step.states.allSatisfy { abs(Int($0)) <= Self.levels })
  }
}
