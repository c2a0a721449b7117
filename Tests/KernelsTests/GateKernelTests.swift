import CKernels
import Kernels
import Testing

/// The LSTM's loops on every instruction set against plain ones, at ragged sizes.
@Suite struct GateKernelTests {
  static let sets = KernelTests.sets

  /// Floats from one panel of so many rows to the next: with a gap, as layers have it.
  static func panel(_ rows: Int) -> Int { 16 * (rows | 1) }

  /// Rows of gates in panels.
  static func panels(_ gates: [Float], _ rows: Int) -> [Float] {
    KernelTests.panels(gates, rows: rows, columns: gates.count / rows, apart: panel(rows))
  }

  /// Where a gate (0…3) of a unit lies in the panels of so many rows.
  static func place(_ row: Int, _ gate: Int, _ unit: Int, of rows: Int) -> Int {
    (unit / 16 * 4 + gate) * panel(rows) + row * 16 + unit % 16
  }

  /// Where a gate (0…3) of a unit lies in a row.
  static func column(_ gate: Int, _ unit: Int) -> Int { unit / 16 * 64 + gate * 16 + unit % 16 }

  /// A matrix of `rows` gate rows with random values for real units, zero for the surplus.
  static func gateRows(_ rows: Int, units: Int, seed: UInt64) -> [Float] {
    let width = (units + 15) / 16 * 64
    let values = KernelTests.random(rows * width, seed: seed)
    var result = [Float](repeating: 0, count: rows * width)
    for row in 0..<rows {
      for gate in 0..<4 {
        for unit in 0..<units {
          let at = row * width + column(gate, unit)
          result[at] = values[at]
        }
      }
    }
    return result
  }

  static func stateRows(_ rows: Int, units: Int, seed: UInt64) -> [Float] {
    let width = (units + 15) / 16 * 16
    let values = KernelTests.random(rows * width, seed: seed)
    return values.indices.map { $0 % width < units ? values[$0] : 0 }
  }

  static let sizes = [(1, 1), (2, 16), (3, 17), (4, 20), (5, 300), (7, 33), (9, 48), (16, 128)]

  @Test(arguments: sets)
  func step(_ set: InstructionSet) {
    for (rows, units) in Self.sizes {
      for first in [true, false] {
        let width = (units + 15) / 16 * 64
        let state = width / 4
        let projected = Self.gateRows(rows, units: units, seed: 1)
        let weights = Self.gateRows(units, units: units, seed: 2)
        let bias = Self.gateRows(1, units: units, seed: 3)
        let hiddenBefore = Self.stateRows(rows, units: units, seed: 4)
        let cellBefore = Self.stateRows(rows, units: units, seed: 5)
        let packed = PackedWeights(rows: units, columns: width)
        packed.pack(weights, stride: width)
        let panel = Self.panel(rows)
        var gates = Self.panels(projected, rows)
        var cell = [Float](repeating: 9, count: rows * state)
        var squashed = cell
        var hidden = cell
        if first {
          set.kernels!.pointee.lstm_step(
            rows, units, packed.pointer, 16 * units, bias, nil, nil, &gates, panel, &cell,
            &squashed, &hidden)
        } else {
          set.kernels!.pointee.lstm_step(
            rows, units, packed.pointer, 16 * units, bias, hiddenBefore, cellBefore, &gates, panel,
            &cell, &squashed, &hidden)
        }
        for row in 0..<rows {
          for unit in 0..<units {
            var z = [0.0, 0.0, 0.0, 0.0]
            for gate in 0..<4 {
              let at = Self.column(gate, unit)
              z[gate] = Double(projected[row * width + at] + bias[at])
              if !first {
                for p in 0..<units {
                  z[gate] += Double(hiddenBefore[row * state + p]) * Double(weights[p * width + at])
                }
              }
            }
            let i = Reference.sigmoid(z[0])
            let f = Reference.sigmoid(z[1])
            let g = 2 * Reference.sigmoid(2 * z[2]) - 1
            let o = Reference.sigmoid(z[3])
            let c = i * g + (first ? 0 : f * Double(cellBefore[row * state + unit]))
            let s = 2 * Reference.sigmoid(2 * c) - 1
            for (gate, truth) in [i, f, g, o].enumerated() {
              #expect(abs(Double(gates[Self.place(row, gate, unit, of: rows)]) - truth) <= 5e-6)
            }
            let at = row * state + unit
            #expect(abs(Double(cell[at]) - c) <= 5e-6)
            #expect(abs(Double(squashed[at]) - s) <= 5e-6)
            #expect(abs(Double(hidden[at]) - o * s) <= 5e-6)
          }
          for unit in units..<state { #expect(hidden[row * state + unit] == 0) }
        }
      }
    }
  }

  @Test(arguments: sets)
  func stepBackward(_ set: InstructionSet) {
    for (rows, units) in Self.sizes {
      for first in [true, false] {
        let width = (units + 15) / 16 * 64
        let state = width / 4
        let gates = Self.gateRows(rows, units: units, seed: 6)
        let squashed = Self.stateRows(rows, units: units, seed: 7)
        let before = Self.stateRows(rows, units: units, seed: 8)
        let dh = Self.stateRows(rows, units: units, seed: 9)
        let dcAfter = Self.stateRows(rows, units: units, seed: 10)
        let panel = Self.panel(rows)
        var dz = Self.panels(gates, rows)
        var dc = dcAfter
        var sums = [Float](repeating: 0.5, count: width)
        if first {
          set.kernels!.pointee.lstm_step_backward(
            rows, units, &dz, panel, squashed, nil, dh, &dc, &sums)
        } else {
          set.kernels!.pointee.lstm_step_backward(
            rows, units, &dz, panel, squashed, before, dh, &dc, &sums)
        }
        var truths = [Float](repeating: 0.5, count: width)
        for row in 0..<rows {
          for unit in 0..<units {
            let at = row * state + unit
            func gate(_ k: Int) -> Float { gates[row * width + Self.column(k, unit)] }
            let (i, f, g, o) = (gate(0), gate(1), gate(2), gate(3))
            let s = squashed[at]
            let d = dcAfter[at] + dh[at] * o * (1 - s * s)
            let truth = [
              d * g * i * (1 - i), first ? 0 : d * before[at] * f * (1 - f), d * i * (1 - g * g),
              dh[at] * s * o * (1 - o),
            ]
            for k in 0..<4 {
              #expect(abs(dz[Self.place(row, k, unit, of: rows)] - truth[k]) <= 2e-6)
              truths[Self.column(k, unit)] += truth[k]
            }
            #expect(abs(dc[at] - d * f) <= 2e-6)
          }
        }
        for at in 0..<width { #expect(abs(sums[at] - truths[at]) <= 1e-5) }
      }
    }
  }

  @Test(arguments: sets)
  func weightGradient(_ set: InstructionSet) {
    for (inputs, units, words, panels) in [
      (1, 1, 1, 4), (5, 3, 17, 4), (6, 16, 256, 4), (7, 4, 257, 8), (100, 17, 600, 8), (3, 4, 0, 4),
    ] {
      let (xApart, hApart) = (inputs + 2, units + 1)
      let x = KernelTests.random(words * xApart + 1, seed: 11)
      let h = KernelTests.random(words * hApart + 1, seed: 12)
      let before = (0..<words).map { $0 < 3 ? -1 : Int32(($0 * 7 + 2) % words) }
      let gates = KernelTests.random(words * panels * 16, seed: 13)
      let panel = Self.panel(words)
      let rows = inputs + units
      var result = [Float](repeating: 1, count: panels * rows * 16)
      var work = [Float](repeating: .nan, count: Kernel.gradientWork(rows))
      set.kernels!.pointee.weight_gradient(
        inputs, units, words, x, xApart, h, hApart, before,
        words == 0 ? [0] : Self.panels(gates, words), panel, panels, &result, &work)
      for row in 0..<rows {
        for column in 0..<panels * 16 {
          var truth = 1.0
          for word in 0..<words {
            let source = Int(before[word])
            let a =
              row < inputs
              ? x[word * xApart + row] : source < 0 ? 0 : h[source * hApart + row - inputs]
            truth += Double(a) * Double(gates[word * panels * 16 + column])
          }
          let found = result[column / 16 * rows * 16 + row * 16 + column % 16]
          #expect(abs(Double(found) - truth) <= 1e-6 * Double(words + 1))
        }
      }
    }
  }

  @Test(arguments: sets)
  func maxima(_ set: InstructionSet) {
    for n in [0, 1, 15, 16, 33] {
      let x = KernelTests.random(n + 1, seed: 13)
      var y = KernelTests.random(n + 1, seed: 14)
      if n > 0 { y[0] = x[0] }
      var index = [Int32](repeating: -1, count: n + 1)
      let before = y
      set.kernels!.pointee.maximum(x, 5, &y, &index, n)
      var sums = before
      set.kernels!.pointee.add_selected(x, index, 5, &sums, n)
      for i in 0..<n {
        #expect(y[i] == max(x[i], before[i]))
        #expect(index[i] == (x[i] > before[i] ? 5 : -1))
        #expect(sums[i] == before[i] + (index[i] == 5 ? x[i] : 0))
      }
      #expect(y[n] == before[n] && index[n] == -1 && sums[n] == before[n])
    }
  }

  /// A sequence's step has the same bits alone and among others, on every set with FMA.
  @Test func rowsDoNotDependOnTheirNeighbours() {
    let (rows, units) = (15, 40)
    let width = 192
    let state = 48
    let projected = Self.gateRows(rows, units: units, seed: 15)
    let packed = PackedWeights(rows: units, columns: width)
    packed.pack(Self.gateRows(units, units: units, seed: 16), stride: width)
    let bias = Self.gateRows(1, units: units, seed: 17)
    let hiddenBefore = Self.stateRows(rows, units: units, seed: 18)
    let cellBefore = Self.stateRows(rows, units: units, seed: 19)
    var results: [[Float]] = []
    for set in Self.sets where set != .baseline {
      func run(_ range: Range<Int>) -> [Float] {
        var gates = Self.panels(
          Array(projected[range.lowerBound * width..<range.upperBound * width]), range.count)
        var cell = [Float](repeating: 0, count: range.count * state)
        var squashed = cell
        var hidden = cell
        let h = Array(hiddenBefore[range.lowerBound * state..<range.upperBound * state])
        let c = Array(cellBefore[range.lowerBound * state..<range.upperBound * state])
        set.kernels!.pointee.lstm_step(
          range.count, units, packed.pointer, 16 * units, bias, h, c, &gates,
          Self.panel(range.count), &cell, &squashed, &hidden)
        return hidden
      }
      let whole = run(0..<rows)
      for count in [1, 2, 3, 5, 7] {
        var pieces: [Float] = []
        for start in stride(from: 0, to: rows, by: count) {
          pieces += run(start..<min(start + count, rows))
        }
        #expect(pieces == whole)
      }
      results.append(whole)
    }
    for other in results.dropFirst() { #expect(other == results[0]) }
  }
}
