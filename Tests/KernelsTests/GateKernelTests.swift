import CKernels
import Kernels
import Testing

/// The LSTM's loops on every instruction set against plain ones, at ragged sizes.
@Suite struct GateKernelTests {
  static let sets = KernelTests.sets

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
        var gates = projected
        var cell = [Float](repeating: 9, count: rows * state)
        var squashed = cell
        var hidden = cell
        if first {
          set.kernels!.pointee.lstm_step(
            rows, units, packed.pointer, bias, nil, nil, &gates, &cell, &squashed, &hidden)
        } else {
          set.kernels!.pointee.lstm_step(
            rows, units, packed.pointer, bias, hiddenBefore, cellBefore, &gates, &cell, &squashed,
            &hidden)
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
              #expect(abs(Double(gates[row * width + Self.column(gate, unit)]) - truth) <= 5e-6)
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
        var dz = gates
        var dc = dcAfter
        var sums = [Float](repeating: 0.5, count: width)
        if first {
          set.kernels!.pointee.lstm_step_backward(
            rows, units, &dz, squashed, nil, dh, &dc, &sums)
        } else {
          set.kernels!.pointee.lstm_step_backward(
            rows, units, &dz, squashed, before, dh, &dc, &sums)
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
              let at = Self.column(k, unit)
              #expect(abs(dz[row * width + at] - truth[k]) <= 2e-6)
              truths[at] += truth[k]
            }
            #expect(abs(dc[at] - d * f) <= 2e-6)
          }
        }
        for at in 0..<width { #expect(abs(sums[at] - truths[at]) <= 1e-5) }
      }
    }
  }

  @Test(arguments: sets)
  func gatheredProducts(_ set: InstructionSet) {
    for (m, n, k) in [(1, 1, 1), (5, 17, 3), (6, 16, 256), (7, 33, 257), (13, 48, 600), (3, 4, 0)] {
      let a = KernelTests.random((k + 3) * m, seed: 11)
      let b = KernelTests.random(k * n, seed: 12)
      let room = (n + 15) / 16 * 16
      let indices = (0..<k).map { Int32(($0 * 7 + 2) % (k + 3)) }
      var work = [Float](repeating: 0, count: Kernel.gatheredWork(m, n))
      for gathered in [false, true] {
        var c = [Float](repeating: 1, count: m * room)
        if gathered {
          set.kernels!.pointee.gemm_gathered(m, n, k, a, m, indices, b, n, &c, room, &work)
        } else {
          set.kernels!.pointee.gemm_gathered(m, n, k, a, m, nil, b, n, &c, room, &work)
        }
        for i in 0..<m {
          for j in 0..<n {
            var truth = 1.0
            for p in 0..<k {
              let row = gathered ? Int(indices[p]) : p
              truth += Double(a[row * m + i]) * Double(b[p * n + j])
            }
            #expect(abs(Double(c[i * room + j]) - truth) <= 1e-6 * Double(k + 1))
          }
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
        var gates = Array(projected[range.lowerBound * width..<range.upperBound * width])
        var cell = [Float](repeating: 0, count: range.count * state)
        var squashed = cell
        var hidden = cell
        let h = Array(hiddenBefore[range.lowerBound * state..<range.upperBound * state])
        let c = Array(cellBefore[range.lowerBound * state..<range.upperBound * state])
        set.kernels!.pointee.lstm_step(
          range.count, units, packed.pointer, bias, h, c, &gates, &cell, &squashed, &hidden)
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
