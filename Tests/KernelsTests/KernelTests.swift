import CKernels
import Kernels
import Testing

/// Every loop on every instruction set of this machine against its plain twin, at ragged sizes.
@Suite struct KernelTests {
  static let sets = InstructionSet.allCases.filter { $0.kernels != nil }
  static let lengths = Array(0...35) + [47, 48, 49, 63, 64, 65, 100, 127, 300]

  static func random(_ count: Int, seed: UInt64, scale: Float = 1) -> [Float] {
    var stream = RandomStream(seed: seed)
    return (0..<count).map { _ in (2 * stream.uniform() - 1) * scale }
  }

  @Test(arguments: sets)
  func dot(_ set: InstructionSet) {
    for n in Self.lengths {
      let a = Self.random(n, seed: 1)
      let b = Self.random(n, seed: 2)
      let value = set.kernels!.pointee.dot(a, b, n)
      #expect(abs(Double(value) - Reference.dot(a, b)) <= 1e-6 * Double(n + 1))
    }
  }

  @Test(arguments: sets)
  func axpyAndScale(_ set: InstructionSet) {
    for n in Self.lengths {
      let x = Self.random(n + 1, seed: 3)
      var y = Self.random(n + 1, seed: 4)
      let before = y
      set.kernels!.pointee.axpy(0.5, x, &y, n)
      for i in 0..<n { #expect(abs(y[i] - (before[i] + 0.5 * x[i])) <= 1e-6) }
      #expect(y[n] == before[n])
      set.kernels!.pointee.scale(0.25, x, &y, n)
      for i in 0..<n { #expect(y[i] == 0.25 * x[i]) }
      #expect(y[n] == before[n])
    }
  }

  @Test(arguments: sets)
  func activations(_ set: InstructionSet) {
    let x: [Float] =
      [0, -0.0, 1e-8, -1e-8, 0.5, -0.5, 3, -3, 20, -20, 86, -86, 200, -200, .infinity, -.infinity]
      + Self.random(1000, seed: 5, scale: 12)
    var sigmoid = x
    var tanh = x
    var exp = x
    set.kernels!.pointee.sigmoid(x, &sigmoid, x.count)
    set.kernels!.pointee.tanh(x, &tanh, x.count)
    set.kernels!.pointee.exp(x, &exp, x.count)
    for i in x.indices {
      let truth = Reference.sigmoid(Double(x[i]))
      #expect(abs(Double(sigmoid[i]) - truth) <= 1.5e-7)
      #expect(abs(Double(tanh[i]) - (2 * Reference.sigmoid(2 * Double(x[i])) - 1)) <= 3e-7)
      if abs(x[i]) < 80 {
        let power = truth / (1 - truth)
        if abs(x[i]) < 15 { #expect(abs(Double(exp[i]) / power - 1) <= 3e-7) }
      }
      #expect(exp[i].isFinite)
    }
    var nan: [Float] = [.nan, 1]
    set.kernels!.pointee.sigmoid(nan, &nan, 2)
    #expect(nan[1] > 0.73 && nan[1] < 0.74)
  }

  @Test(arguments: sets)
  func products(_ set: InstructionSet) {
    let kernels = set.kernels!.pointee
    for (m, n, k) in [
      (1, 1, 1), (1, 16, 7), (2, 17, 3), (5, 33, 20), (6, 16, 256), (7, 15, 257), (13, 48, 600),
      (12, 64, 0), (25, 31, 513),
    ] {
      let a = Self.random(m * k, seed: 6)
      let b = Self.random(k * n, seed: 7)
      let truth = Reference.gemm(m, n, k, a, b)
      let room = (n + 15) / 16 * 16
      let packed = PackedWeights(rows: k, columns: n)
      packed.pack(b, stride: n)
      var c = [Float](repeating: 9, count: m * room)
      kernels.gemm(m, n, k, a, k, 16, packed.pointer, 16 * k, &c, room, 16, 0)
      var twice = c
      kernels.gemm(m, n, k, a, k, 16, packed.pointer, 16 * k, &twice, room, 16, 1)
      // The same with rows in panels, and weights that lie below others.
      let apart = 16 * m + 16
      let below = 16 * (k + 3)
      var weights = [Float](repeating: .nan, count: room / 16 * below)
      for j in 0..<room / 16 {
        for p in 0..<16 * k { weights[j * below + 48 + p] = packed.pointer[j * 16 * k + p] }
      }
      let inPanels = Self.panels(a, rows: m, columns: k, apart: apart)
      var result = [Float](repeating: 9, count: room / 16 * apart)
      weights.withUnsafeBufferPointer {
        kernels.gemm(
          m, n, k, inPanels, 16, apart, $0.baseAddress! + 48, below, &result, 16, apart, 0)
      }
      for i in 0..<m {
        for j in 0..<room {
          #expect(result[j / 16 * apart + i * 16 + j % 16] == c[i * room + j])
        }
      }
      for i in 0..<m {
        for j in 0..<n {
          let expected = truth[i * n + j]
          #expect(abs(Double(c[i * room + j]) - expected) <= 1e-6 * Double(k + 1))
          #expect(abs(Double(twice[i * room + j]) - 2 * expected) <= 2e-6 * Double(k + 1))
        }
      }
    }
  }

  /// Rows of whole floats, laid out in panels of 16 columns; NaN where nothing lies.
  static func panels(_ rows: [Float], rows count: Int, columns: Int, apart: Int) -> [Float] {
    var result = [Float](repeating: .nan, count: (columns + 15) / 16 * apart + 16)
    for i in 0..<count {
      for p in 0..<columns { result[p / 16 * apart + i * 16 + p % 16] = rows[i * columns + p] }
    }
    return result
  }

  @Test func packingATransposedMatrixIsPackingTheMatrix() {
    let b = Self.random(7 * 19, seed: 8)
    var turned = [Float](repeating: 0, count: 7 * 19)
    for p in 0..<7 { for j in 0..<19 { turned[j * 7 + p] = b[p * 19 + j] } }
    let one = PackedWeights(rows: 7, columns: 19)
    let two = PackedWeights(rows: 7, columns: 19)
    one.pack(b, stride: 19)
    two.packTransposed(turned, stride: 7)
    for i in 0..<(7 * 32) { #expect(one.pointer[i] == two.pointer[i]) }
    // And from panels, rows of which lie above others.
    let (n, k, panel) = (19, 32, 16 * 23)
    let whole = Self.random(n * k, seed: 8)
    let source = Self.panels(whole, rows: n, columns: k, apart: panel)
    let three = PackedWeights(rows: k, columns: n)
    let four = PackedWeights(rows: k, columns: n)
    three.packTransposed(whole, stride: k)
    source.withUnsafeBufferPointer {
      four.packTransposed(WeightPanels($0.baseAddress!, rows: n, columns: k, panel: panel))
    }
    for i in 0..<(k * 32) { #expect(three.pointer[i] == four.pointer[i]) }
  }

  /// A row's product has the same bits alone and among others, on every set with FMA.
  @Test func rowsDoNotDependOnTheirNeighbours() {
    let (m, n, k) = (29, 40, 300)
    let a = Self.random(m * k, seed: 9)
    let b = Self.random(k * n, seed: 10)
    let packed = PackedWeights(rows: k, columns: n)
    packed.pack(b, stride: n)
    var results: [[Float]] = []
    for set in Self.sets where set != .baseline {
      var whole = [Float](repeating: 0, count: m * 48)
      set.kernels!.pointee.gemm(m, n, k, a, k, 16, packed.pointer, 16 * k, &whole, 48, 16, 0)
      results.append(whole)
      var single = [Float](repeating: 0, count: m * 48)
      for i in 0..<m {
        a.withUnsafeBufferPointer { a in
          single.withUnsafeMutableBufferPointer { c in
            set.kernels!.pointee.gemm(
              1, n, k, a.baseAddress! + i * k, k, 16, packed.pointer, 16 * k,
              c.baseAddress! + i * 48, 48, 16, 0)
          }
        }
      }
      #expect(whole == single)
    }
    for other in results.dropFirst() { #expect(other == results[0]) }
  }

  @Test(arguments: sets)
  func adam(_ set: InstructionSet) {
    for n in [1, 15, 16, 17, 40] {
      var w = Self.random(n, seed: 11)
      var m = [Float](repeating: 0, count: n)
      var v = m
      var truth = w.map { (w: Double($0), m: 0.0, v: 0.0) }
      var scale = 1.0
      var square = 1.0
      for step in 1...5 {
        let g = Self.random(n, seed: UInt64(20 + step))
        scale *= 0.9
        square *= 0.999
        set.kernels!.pointee.adam(
          &w, &m, &v, g, n, 0.9, 0.999, Float(0.01 / (1 - scale)),
          Float(1 / (1 - square).squareRoot()), 1e-8, 1 - 0.01 * 0.1)
        for i in 0..<n {
          var (w, m, v) = truth[i]
          Reference.adam(
            &w, &m, &v, Double(g[i]), step: step, beta1: 0.9, beta2: 0.999, learningRate: 0.01,
            epsilon: 1e-8, weightDecay: 0.1)
          truth[i] = (w, m, v)
        }
      }
      for i in 0..<n { #expect(abs(Double(w[i]) - truth[i].w) <= 2e-6) }
    }
  }

  @Test(arguments: sets)
  func momentum(_ set: InstructionSet) {
    for n in [1, 15, 16, 17, 40] {
      var w = Self.random(n + 1, seed: 12)
      var m = [Float](repeating: 0, count: n + 1)
      let beyond = w[n]
      var truth = w.map { (w: Double($0), m: 0.0) }
      for step in 1...5 {
        let g = Self.random(n, seed: UInt64(30 + step))
        set.kernels!.pointee.momentum(&w, &m, g, n, 0.8, 0.1, 1 - 0.1 * 0.2)
        for i in 0..<n {
          var (w, m) = truth[i]
          Reference.momentum(
            &w, &m, Double(g[i]), momentum: 0.8, learningRate: 0.1, weightDecay: 0.2)
          truth[i] = (w, m)
        }
      }
      for i in 0..<n {
        #expect(abs(Double(w[i]) - truth[i].w) <= 1e-6)
        #expect(abs(Double(m[i]) - truth[i].m) <= 1e-6)
      }
      #expect(w[n] == beyond && m[n] == 0)
    }
  }

  @Test(arguments: sets)
  func adagrad(_ set: InstructionSet) {
    for n in [1, 15, 16, 17, 40] {
      var w = Self.random(n + 1, seed: 13)
      var s = [Float](repeating: 0, count: n + 1)
      let beyond = w[n]
      var truth = w.map { (w: Double($0), s: 0.0) }
      for step in 1...5 {
        var g = Self.random(n, seed: UInt64(40 + step))
        // A gradient that has always been zero moves nothing: 0 / (0 + epsilon).
        g[0] = 0
        set.kernels!.pointee.adagrad(&w, &s, g, n, 0.1, 1e-10, 1 - 0.1 * 0.2)
        for i in 0..<n {
          var (w, s) = truth[i]
          Reference.adagrad(
            &w, &s, Double(g[i]), learningRate: 0.1, epsilon: 1e-10, weightDecay: 0.2)
          truth[i] = (w, s)
        }
      }
      for i in 0..<n {
        #expect(abs(Double(w[i]) - truth[i].w) <= 1e-6)
        #expect(abs(Double(s[i]) - truth[i].s) <= 1e-6)
      }
      #expect(w[n] == beyond && s[n] == 0)
    }
  }

  @Test(arguments: sets)
  func approach(_ set: InstructionSet) {
    for n in Self.lengths {
      let x = Self.random(n + 1, seed: 14)
      var y = Self.random(n + 1, seed: 15)
      let before = y
      set.kernels!.pointee.approach(0.25, x, &y, n)
      for i in 0..<n {
        #expect(abs(Double(y[i]) - (0.75 * Double(before[i]) + 0.25 * Double(x[i]))) <= 2e-7)
      }
      #expect(y[n] == before[n])
      var empty = [Float](repeating: 0, count: n + 1)
      set.kernels!.pointee.approach(1, x, &empty, n)
      for i in 0..<n { #expect(empty[i] == x[i]) }
    }
  }
}
