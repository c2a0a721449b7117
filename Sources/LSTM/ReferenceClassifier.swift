import Kernels

/// The classifier as one would write it on paper: one text at a time, one unit at a time.
///
/// The oracle of the tests, in Double; slow on purpose. Of a quantized classifier it takes what the
/// bytes stand for, and rounds hidden states where products read them.
package struct ReferenceClassifier: Sendable {
  /// One direction of one layer: W [4H × E], U [4H × H], b [4H].
  package struct Cell: Sendable {
    package var inputWeights: [[Double]]
    package var recurrentWeights: [[Double]]
    package var bias: [Double]
    package var hidden: Int { recurrentWeights[0].count }
  }

  /// The factors that dropout puts on one text; an empty list stands for none.
  package struct Masks: Sendable {
    /// For each layer, on what it reads at every word.
    package var inputs: [[Double]] = []
    /// For each cell, on H_{t−1} where U reads it.
    package var recurrent: [[Double]] = []
    /// On the pooled vector.
    package var output: [Double] = []

    package init() {}
  }

  /// What one step leaves behind for the way back.
  private struct Step {
    var input, i, f, g, o, cellBefore, cell, hiddenBefore, hidden: [Double]
  }

  package var settings: ClassifierSettings
  package var embedding: [[Double]]
  package var cells: [Cell]
  /// Empty where pooling is not by attention.
  package var attention: [Double]
  package var outputWeights: [[Double]]
  package var outputBias: [Double]
  /// In how many steps products read a hidden state; nil for as it is.
  package var stateLevels: Double?

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
    attention = (classifier.attention ?? []).map { Double($0) }
    outputWeights = rows(classifier.outputWeights)
    outputBias = classifier.outputBias.map { Double($0) }
    stateLevels = classifier.isQuantized ? Double(Kernel.stateLevels) : nil
  }

  /// All parameters in a row: embedding, then each cell's W, U, b, then attention's vector and the
  /// dense layer.
  package var flat: [Double] {
    get {
      embedding.flatMap { $0 }
        + cells.flatMap {
          $0.inputWeights.flatMap { $0 } + $0.recurrentWeights.flatMap { $0 } + $0.bias
        } + attention + outputWeights.flatMap { $0 } + outputBias
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
      take(&attention)
      take(&outputWeights)
      take(&outputBias)
    }
  }

  package func logits(_ ids: [Int]) -> [Double] { dense(pool(states(read(ids, Masks())))) }

  /// The mean loss of some texts and its gradient, itself shaped like the classifier.
  package func lossAndGradient(
    _ texts: [[Int]], _ targets: Targets, smoothing: Double = 0, weights: [Double]? = nil,
    masks: [Masks]? = nil
  ) -> (loss: Double, gradient: Self) {
    var gradient = self
    gradient.flat = flat.map { _ in 0 }
    let divisor = share(texts.count, targets, weights)
    var loss: Double = 0
    for (row, ids) in texts.enumerated() {
      let masks = masks?[row] ?? Masks()
      let steps = read(ids, masks)
      let states = states(steps)
      let pooled = masked(pool(states), masks.output)
      let (cost, change) = cost(
        dense(pooled), targets, row: row, smoothing: smoothing, weights: weights)
      loss += cost / divisor
      var pooledGradient = [Double](repeating: 0, count: pooled.count)
      for label in change.indices {
        let d = change[label] / divisor
        gradient.outputBias[label] += d
        for k in pooledGradient.indices {
          gradient.outputWeights[label][k] += d * pooled[k]
          pooledGradient[k] += d * outputWeights[label][k]
        }
      }
      var rows = unpool(masked(pooledGradient, masks.output), states, &gradient)
      for layer in (0..<settings.layers).reversed() {
        rows = backward(layer, steps, rows, masks, &gradient)
      }
      for (word, row) in zip(ids, rows) {
        for k in row.indices { gradient.embedding[word][k] += row[k] }
      }
    }
    return (loss, gradient)
  }

  // MARK: One text; rows stand in the text's order, steps in the order of reading

  private func ordered<Element>(_ values: [Element], _ direction: Int) -> [Element] {
    direction == 0 ? values : values.reversed()
  }

  private func masked(_ values: [Double], _ mask: [Double]) -> [Double] {
    mask.isEmpty ? values : zip(values, mask).map { $0 * $1 }
  }

  /// Hidden states as products read them.
  private func rounded(_ states: [Double]) -> [Double] {
    guard let stateLevels else { return states }
    return states.map { ($0 * stateLevels).rounded(.toNearestOrEven) / stateLevels }
  }

  private func cellNumber(_ layer: Int, _ direction: Int) -> Int {
    layer * settings.directionCount + direction
  }

  /// The steps of every cell.
  private func read(_ ids: [Int], _ masks: Masks) -> [[Step]] {
    var all: [[Step]] = []
    var rows = ids.map { embedding[$0] }
    for layer in 0..<settings.layers {
      if !masks.inputs.isEmpty { rows = rows.map { masked($0, masks.inputs[layer]) } }
      for direction in 0..<settings.directionCount {
        let number = cellNumber(layer, direction)
        all.append(
          read(
            cells[number], ordered(rows, direction),
            masks.recurrent.isEmpty ? [] : masks.recurrent[number]))
      }
      rows = states(all).map(rounded)
    }
    return all
  }

  /// The hidden states of the highest layer read, its directions' side by side.
  private func states(_ steps: [[Step]]) -> [[Double]] {
    var rows = steps[0].map { _ in [Double]() }
    for (direction, steps) in steps.suffix(settings.directionCount).enumerated() {
      for (word, step) in ordered(steps, direction).enumerated() { rows[word] += step.hidden }
    }
    return rows
  }

  private func read(_ cell: Cell, _ rows: [[Double]], _ mask: [Double]) -> [Step] {
    let units = cell.hidden
    var hidden = [Double](repeating: 0, count: units)
    var memory = hidden
    return rows.map { input in
      let before = masked(rounded(hidden), mask)
      func sum(_ gate: Gate, _ unit: Int) -> Double {
        let row = gate.rawValue * units + unit
        var z = cell.bias[row]
        for k in input.indices { z += cell.inputWeights[row][k] * input[k] }
        for k in 0..<units { z += cell.recurrentWeights[row][k] * before[k] }
        return z
      }
      let i = (0..<units).map { sigmoid(sum(.input, $0)) }
      let f = (0..<units).map { sigmoid(sum(.forget, $0)) }
      let g = (0..<units).map { tangent(sum(.candidate, $0)) }
      let o = (0..<units).map { sigmoid(sum(.output, $0)) }
      let cell = (0..<units).map { f[$0] * memory[$0] + i[$0] * g[$0] }
      let shown = (0..<units).map { o[$0] * tangent(cell[$0]) }
      let step = Step(
        input: input, i: i, f: f, g: g, o: o, cellBefore: memory, cell: cell, hiddenBefore: before,
        hidden: shown)
      memory = cell
      hidden = shown
      return step
    }
  }

  /// From the gradient of a layer's states to that of what it read.
  private func backward(
    _ layer: Int, _ steps: [[Step]], _ states: [[Double]], _ masks: Masks,
    _ gradient: inout Self
  ) -> [[Double]] {
    var rows = states.map { _ in
      [Double](repeating: 0, count: settings.inputs(ofLayer: layer))
    }
    for direction in 0..<settings.directionCount {
      let number = cellNumber(layer, direction)
      let start = direction * settings.hidden
      let inputs = backward(
        number, steps[number],
        ordered(states.map { Array($0[start..<start + settings.hidden]) }, direction),
        masks.recurrent.isEmpty ? [] : masks.recurrent[number], &gradient)
      for (word, row) in ordered(inputs, direction).enumerated() {
        for k in row.indices { rows[word][k] += row[k] }
      }
    }
    return masks.inputs.isEmpty ? rows : rows.map { masked($0, masks.inputs[layer]) }
  }

  /// One cell: from the gradient of its steps' states to that of their inputs.
  private func backward(
    _ number: Int, _ steps: [Step], _ states: [[Double]], _ mask: [Double],
    _ gradient: inout Self
  ) -> [[Double]] {
    let cell = cells[number]
    let units = cell.hidden
    var hiddenGradient = [Double](repeating: 0, count: units)
    var cellGradient = hiddenGradient
    var inputs: [[Double]] = []
    for (t, step) in steps.enumerated().reversed() {
      var sums = [Double](repeating: 0, count: 4 * units)
      for unit in 0..<units {
        let (i, f, g, o) = (step.i[unit], step.f[unit], step.g[unit], step.o[unit])
        let squashed = tangent(step.cell[unit])
        let dh = hiddenGradient[unit] + states[t][unit]
        let dc = cellGradient[unit] + dh * o * (1 - squashed * squashed)
        sums[Gate.input.rawValue * units + unit] = dc * g * i * (1 - i)
        sums[Gate.forget.rawValue * units + unit] = dc * step.cellBefore[unit] * f * (1 - f)
        sums[Gate.candidate.rawValue * units + unit] = dc * i * (1 - g * g)
        sums[Gate.output.rawValue * units + unit] = dh * squashed * o * (1 - o)
        cellGradient[unit] = dc * f
      }
      hiddenGradient = [Double](repeating: 0, count: units)
      var input = step.input.map { _ in 0.0 }
      for row in 0..<4 * units {
        gradient.cells[number].bias[row] += sums[row]
        for k in input.indices {
          gradient.cells[number].inputWeights[row][k] += sums[row] * step.input[k]
          input[k] += sums[row] * cell.inputWeights[row][k]
        }
        for k in 0..<units {
          gradient.cells[number].recurrentWeights[row][k] += sums[row] * step.hiddenBefore[k]
          hiddenGradient[k] += sums[row] * cell.recurrentWeights[row][k]
        }
      }
      hiddenGradient = masked(hiddenGradient, mask)
      inputs.append(input)
    }
    return inputs.reversed()
  }

  func tangent(_ x: Double) -> Double { 2 * sigmoid(2 * x) - 1 }
}
