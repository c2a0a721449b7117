import Kernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The classifier as one would write it on paper: one text at a time, one unit at a time.
///
/// The oracle of the tests, in Double; slow on purpose.
package struct ReferenceClassifier: Sendable {
  /// One direction: W [4H × E], U [4H × H], b [4H].
  package struct Cell: Sendable {
    package var inputWeights: [[Double]]
    package var recurrentWeights: [[Double]]
    package var bias: [Double]
    package var hidden: Int { recurrentWeights[0].count }
  }

  /// What one step leaves behind for the way back.
  private struct Step {
    var word: Int
    var i, f, g, o, cellBefore, cell, hiddenBefore, hidden: [Double]
  }

  package var settings: ClassifierSettings
  package var embedding: [[Double]]
  package var cells: [Cell]
  package var outputWeights: [[Double]]
  package var outputBias: [Double]

  package init(_ classifier: Classifier) {
    func rows(_ matrix: Matrix) -> [[Double]] {
      (0..<matrix.rows).map { row in (0..<matrix.columns).map { Double(matrix[row, $0]) } }
    }
    settings = classifier.settings
    embedding = rows(classifier.embedding)
    cells = classifier.directions.map {
      Cell(
        inputWeights: rows($0.inputWeights), recurrentWeights: rows($0.recurrentWeights),
        bias: $0.bias.map { Double($0) })
    }
    outputWeights = rows(classifier.outputWeights)
    outputBias = classifier.outputBias.map { Double($0) }
  }

  /// All parameters in a row: embedding, then each direction's W, U, b, then the dense layer.
  package var flat: [Double] {
    get {
      embedding.flatMap { $0 }
        + cells.flatMap {
          $0.inputWeights.flatMap { $0 } + $0.recurrentWeights.flatMap { $0 } + $0.bias
        } + outputWeights.flatMap { $0 } + outputBias
    }
    set {
      var next = 0
      func take(_ rows: inout [[Double]]) {
        for row in rows.indices { take(&rows[row]) }
      }
      func take(_ values: inout [Double]) {
        for i in values.indices {
          values[i] = newValue[next]
          next += 1
        }
      }
      take(&embedding)
      for cell in cells.indices {
        take(&cells[cell].inputWeights)
        take(&cells[cell].recurrentWeights)
        take(&cells[cell].bias)
      }
      take(&outputWeights)
      take(&outputBias)
    }
  }

  package func logits(_ ids: [Int]) -> [Double] { dense(pool(ids).vector) }

  /// The mean loss of some texts and its gradient, itself shaped like the classifier.
  package func lossAndGradient(
    _ texts: [[Int]], _ targets: Targets, smoothing: Double = 0, weights: [Double]? = nil
  ) -> (loss: Double, gradient: Self) {
    var gradient = self
    gradient.flat = flat.map { _ in 0 }
    let divisor = share(texts.count, targets, weights)
    var loss: Double = 0
    for (row, ids) in texts.enumerated() {
      let pooled = pool(ids)
      let (cost, change) = cost(
        dense(pooled.vector), targets, row: row, smoothing: smoothing, weights: weights)
      loss += cost / divisor
      var pooledGradient = [Double](repeating: 0, count: pooled.vector.count)
      for label in change.indices {
        let d = change[label] / divisor
        gradient.outputBias[label] += d
        for k in pooledGradient.indices {
          gradient.outputWeights[label][k] += d * pooled.vector[k]
          pooledGradient[k] += d * outputWeights[label][k]
        }
      }
      for direction in cells.indices {
        let start = direction * cells[direction].hidden
        let part = Array(pooledGradient[start..<start + cells[direction].hidden])
        backward(direction, pooled.steps[direction], part, &gradient)
      }
    }
    return (loss, gradient)
  }

  // MARK: One text

  private func pool(_ ids: [Int]) -> (vector: [Double], steps: [[Step]]) {
    var vector: [Double] = []
    var all: [[Step]] = []
    for direction in cells.indices {
      let steps = read(cells[direction], direction == 0 ? ids : ids.reversed())
      all.append(steps)
      for unit in 0..<cells[direction].hidden {
        let values = steps.map { $0.hidden[unit] }
        switch settings.pooling {
        case .last: vector.append(values.last ?? 0)
        case .mean: vector.append(values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count))
        case .max: vector.append(values.max() ?? 0)
        }
      }
    }
    return (vector, all)
  }

  private func read(_ cell: Cell, _ ids: [Int]) -> [Step] {
    let units = cell.hidden
    var hidden = [Double](repeating: 0, count: units)
    var memory = hidden
    return ids.map { word in
      func sum(_ gate: Gate, _ unit: Int) -> Double {
        let row = gate.rawValue * units + unit
        var z = cell.bias[row]
        for k in embedding[word].indices { z += cell.inputWeights[row][k] * embedding[word][k] }
        for k in 0..<units { z += cell.recurrentWeights[row][k] * hidden[k] }
        return z
      }
      let i = (0..<units).map { sigmoid(sum(.input, $0)) }
      let f = (0..<units).map { sigmoid(sum(.forget, $0)) }
      let g = (0..<units).map { 2 * sigmoid(2 * sum(.candidate, $0)) - 1 }
      let o = (0..<units).map { sigmoid(sum(.output, $0)) }
      let cell = (0..<units).map { f[$0] * memory[$0] + i[$0] * g[$0] }
      let shown = (0..<units).map { o[$0] * (2 * sigmoid(2 * cell[$0]) - 1) }
      let step = Step(
        word: word, i: i, f: f, g: g, o: o, cellBefore: memory, cell: cell, hiddenBefore: hidden,
        hidden: shown)
      memory = cell
      hidden = shown
      return step
    }
  }

  private func backward(
    _ direction: Int, _ steps: [Step], _ pooled: [Double], _ gradient: inout Self
  ) {
    let cell = cells[direction]
    let units = cell.hidden
    var hiddenGradient = [Double](repeating: 0, count: units)
    var cellGradient = hiddenGradient
    for (t, step) in steps.enumerated().reversed() {
      for unit in 0..<units {
        switch settings.pooling {
        case .last: if t == steps.count - 1 { hiddenGradient[unit] += pooled[unit] }
        case .mean: hiddenGradient[unit] += pooled[unit] / Double(steps.count)
        case .max:
          let values = steps.map { $0.hidden[unit] }
          if values.firstIndex(of: values.max()!) == t { hiddenGradient[unit] += pooled[unit] }
        }
      }
      var sums = [Double](repeating: 0, count: 4 * units)
      for unit in 0..<units {
        let (i, f, g, o) = (step.i[unit], step.f[unit], step.g[unit], step.o[unit])
        let squashed = 2 * sigmoid(2 * step.cell[unit]) - 1
        let dh = hiddenGradient[unit]
        let dc = cellGradient[unit] + dh * o * (1 - squashed * squashed)
        sums[Gate.input.rawValue * units + unit] = dc * g * i * (1 - i)
        sums[Gate.forget.rawValue * units + unit] = dc * step.cellBefore[unit] * f * (1 - f)
        sums[Gate.candidate.rawValue * units + unit] = dc * i * (1 - g * g)
        sums[Gate.output.rawValue * units + unit] = dh * squashed * o * (1 - o)
        cellGradient[unit] = dc * f
      }
      hiddenGradient = [Double](repeating: 0, count: units)
      for row in 0..<4 * units {
        gradient.cells[direction].bias[row] += sums[row]
        for k in embedding[step.word].indices {
          gradient.cells[direction].inputWeights[row][k] += sums[row] * embedding[step.word][k]
          gradient.embedding[step.word][k] += sums[row] * cell.inputWeights[row][k]
        }
        for k in 0..<units {
          gradient.cells[direction].recurrentWeights[row][k] += sums[row] * step.hiddenBefore[k]
          hiddenGradient[k] += sums[row] * cell.recurrentWeights[row][k]
        }
      }
    }
  }

  // MARK: Dense layer and loss; see `Objective` for the formulas

  private func dense(_ pooled: [Double]) -> [Double] {
    outputBias.indices.map { label in
      zip(outputWeights[label], pooled).reduce(outputBias[label]) { $0 + $1.0 * $1.1 }
    }
  }

  private func share(_ rows: Int, _ targets: Targets, _ weights: [Double]?) -> Double {
    switch targets {
    case .classes(let classes): classes.reduce(0) { $0 + (weights?[$1] ?? 1) }
    case .flags: Double(rows * outputBias.count)
    }
  }

  private func cost(
    _ logits: [Double], _ targets: Targets, row: Int, smoothing: Double, weights: [Double]?
  ) -> (Double, [Double]) {
    let count = logits.count
    func weight(_ label: Int) -> Double { weights?[label] ?? 1 }
    var cost: Double = 0
    var change = logits
    switch targets {
    case .classes(let classes):
      let total = logits.reduce(0) { $0 + exp($1) }
      let q = (0..<count).map { label in
        (label == classes[row] ? (1 - smoothing) * weight(label) : 0)
          + smoothing / Double(count) * weight(label)
      }
      for label in 0..<count {
        cost += q[label] * (log(total) - logits[label])
        change[label] = exp(logits[label]) / total * q.reduce(0, +) - q[label]
      }
    case .flags(let flags):
      for label in 0..<count {
        let y = Double(flags[row * count + label]) * (1 - smoothing) + smoothing / 2
        let p = sigmoid(logits[label])
        cost -= weight(label) * y * log(p) + (1 - y) * log(1 - p)
        change[label] = (1 - y) * p - weight(label) * y * (1 - p)
      }
    }
    return (cost, change)
  }

  private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
}
