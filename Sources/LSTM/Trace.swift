import Kernels

/// Everything that one direction of the LSTM's top layer computed at one word.
///
/// Shapes: `input` [E], or [D] with more than one layer; all others [H].
public struct LSTMStep: Sendable, Equatable {
  /// x_t: the word's vector, or the hidden states of the layer below.
  public var input: [Float]
  /// f_t, 0…1.
  public var forgetGate: [Float]
  /// i_t, 0…1.
  public var inputGate: [Float]
  /// o_t, 0…1.
  public var outputGate: [Float]
  /// C̃_t, −1…1.
  public var candidate: [Float]
  /// C_t.
  public var cell: [Float]
  /// H_t, −1…1.
  public var hidden: [Float]

  public init(
    input: [Float], forgetGate: [Float], inputGate: [Float], outputGate: [Float],
    candidate: [Float], cell: [Float], hidden: [Float]
  ) {
    self.input = input
    self.forgetGate = forgetGate
    self.inputGate = inputGate
    self.outputGate = outputGate
    self.candidate = candidate
    self.cell = cell
    self.hidden = hidden
  }
}

/// One word's effect on the memory, in a few numbers.
public struct StepSummary: Codable, Sendable, Equatable {
  /// The mean of f_t, 0…1: how open the forget gate stood.
  public var forgetOpenness: Float
  /// The mean of i_t, 0…1.
  public var inputOpenness: Float
  /// The mean of o_t, 0…1.
  public var outputOpenness: Float
  /// ‖f_t ⊙ C_{t−1}‖ / ‖C_{t−1}‖, 0…1: the share of the memory that was kept. At the first word
  /// there is no memory yet and it is 0.
  public var kept: Float
  /// The mean of |i_t ⊙ C̃_t|, 0…1: how much was written.
  public var added: Float

  /// `before` is C_{t−1}; zeros at the first word.
  public init(_ step: LSTMStep, before: [Float]) {
    func mean(_ values: [Float]) -> Float { values.reduce(0, +) / Float(max(values.count, 1)) }
    forgetOpenness = mean(step.forgetGate)
    inputOpenness = mean(step.inputGate)
    outputOpenness = mean(step.outputGate)
    added = mean(zip(step.inputGate, step.candidate).map { abs($0 * $1) })
    var memory: Float = 0
    var rest: Float = 0
    for (f, c) in zip(step.forgetGate, before) {
      memory += c * c
      rest += f * c * (f * c)
    }
    kept = memory > 0 ? (rest / memory).squareRoot() : 0
  }
}

/// What happened while a text was read.
///
/// Made by the forward pass that answering uses, that of a quantized classifier in whole numbers. `probabilities[t]` is, bit for bit,
/// the answer to the first t words alone, also where a second direction reads those backwards.
///
/// Edge cases: a text without words has no steps and one row of probabilities.
public struct Trace: Sendable {
  /// The words read; padding is left out.
  public var ids: [Int32]
  /// For each direction of the top layer, one step for each word in the text's order. The backward direction reads
  /// the last word first, so what its memory was before word t stands at word t + 1.
  public var steps: [[LSTMStep]]
  /// The steps in a few numbers, arranged alike.
  public var summaries: [[StepSummary]]
  /// How much of the pooled vector each word's state made, adding up to 1; nil where pooling is not
  /// by attention.
  public var attention: [Float]?
  /// The labels' names.
  public var labels: [String]
  /// [words + 1][L]; row 0 is the answer before any word.
  public var probabilities: [[Float]]

  /// The memory lines of the top layer's forward direction after the last word.
  public var finalState: LSTMState? {
    steps[0].last.map { LSTMState(hidden: $0.hidden, cell: $0.cell) }
  }

  public init(
    ids: [Int32], steps: [[LSTMStep]], summaries: [[StepSummary]], attention: [Float]? = nil,
    labels: [String], probabilities: [[Float]]
  ) {
    self.ids = ids
    self.steps = steps
    self.summaries = summaries
    self.attention = attention
    self.labels = labels
    self.probabilities = probabilities
  }
}

extension Classifier {
  /// Reads a text and keeps what every gate did.
  ///
  /// `extraVectors` are those of ids beyond the table; see `IDSequences`.
  ///
  /// Errors: an id that no vector belongs to.
  public func trace(
    _ text: [Int32], extraVectors: Matrix? = nil
  ) throws(LSTMError) -> Trace {
    var texts = IDSequences([text])
    texts.extraVectors = extraVectors
    try check(texts)
    let batch = PackedBatch()
    [0].withUnsafeBufferPointer {
      batch.fill(texts, members: $0, bothWays: settings.bidirectional, dropout: nil)
    }
    let (top, weighing) = read(batch)

    var steps: [[LSTMStep]] = []
    var summaries: [[StepSummary]] = []
    let cells = layout.cells[layout.cells(of: layout.layers - 1)]
    for (direction, (layer, cell)) in zip(top, cells).enumerated() {
      // One text: its step t is row t.
      var read = (0..<texts.ids.count).map { layer.step($0, cell) }
      var before = [Float](repeating: 0, count: cell.hidden)
      var summary: [StepSummary] = []
      for step in read {
        summary.append(StepSummary(step, before: before))
        before = step.cell
      }
      if direction == 1 {
        read.reverse()
        summary.reverse()
      }
      steps.append(read)
      summaries.append(summary)
    }
    let attention = weighing.map { attention in
      texts.ids.indices.map { attention.weights[$0] }
    }
    return Trace(
      ids: texts.ids, steps: steps, summaries: summaries, attention: attention,
      labels: settings.labels,
      probabilities: settings.bidirectional || settings.pooling == .attention
        ? try prefixAnswers(texts) : runningAnswers(top[0], words: texts.ids.count))
  }

  /// The top layer's directions, and the attention, after a shard has been read.
  private func read(_ batch: PackedBatch) -> (top: [any LayerStates], AttentionPass?) {
    if isQuantized {
      let pass = QuantizedPass(self, keepsSteps: true)
      pass.answer(self, batch)
      return (Array(pass.top), pass.attention)
    }
    let pass = ShardPass(self)
    pass.forward(self, batch, dropout: nil, keeping: .everything)
    return (Array(pass.top), pass.attention)
  }

  /// Two directions: the backward one starts anew for each prefix, so each is a text of its own.
  /// Attention divides itself anew.
  private func prefixAnswers(_ text: IDSequences) throws(LSTMError) -> [[Float]] {
    let ids = text.ids
    var prefixes = IDSequences()
    prefixes.extraVectors = text.extraVectors
    for end in 0...ids.count { prefixes.append(ids[..<end]) }
    let answers = try Predictor(self).probabilities(prefixes)
    return (0...ids.count).map { row in (0..<layout.labels).map { answers[row, $0] } }
  }

  /// One direction: the states of a prefix are the states passed on the way, in every layer.
  private func runningAnswers(_ layer: any LayerStates, words: Int) -> [[Float]] {
    let width = layout.cells[0].stateWidth
    let gathered = Matrix(rows: 1, columns: width)
    let pooled = Matrix(rows: 1, columns: width)
    let winners = Scratch<Int32>()
    winners.reserve(width)
    var answer = [Float](repeating: 0, count: layout.labels)
    return (0...words).map { count in
      if count > 0 {
        settings.pooling.gather(
          step: count - 1, active: 1, staying: 0, hidden: layer.hidden + (count - 1) * width,
          width: width, pooled: gathered.pointer, winners: winners.pointer)
        pooled.assign(gathered)
        settings.pooling.finish(length: count, width: width, row: pooled.pointer)
      }
      answer.withUnsafeMutableBufferPointer {
        self.answer(pooled.pointer, $0.baseAddress!)
        self.probabilities($0.baseAddress!)
      }
      return answer
    }
  }
}

extension LayerStates {
  /// The values of one row after `forward`.
  fileprivate func step(_ row: Int, _ cell: ParameterLayout.Cell) -> LSTMStep {
    func gate(_ gate: Gate) -> [Float] { (0..<cell.hidden).map { self.gate(gate, row, $0) } }
    func state(_ values: UnsafePointer<Float>) -> [Float] {
      (0..<cell.hidden).map { values[row * cell.stateWidth + $0] }
    }
    return LSTMStep(
      input: (0..<cell.inputs).map { input(row, $0) },
      forgetGate: gate(.forget), inputGate: gate(.input), outputGate: gate(.output),
      candidate: gate(.candidate), cell: state(cells), hidden: state(hidden))
  }
}
