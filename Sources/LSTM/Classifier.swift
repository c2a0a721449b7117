import EmbeddingStore
import Kernels

/// Word ids to probabilities: embedding → LSTM, some layers of one direction or two → pooling →
/// dense → softmax or sigmoids.
///
/// ```swift
/// let classifier = try Classifier(settings, embedding: vectors, seed: 7)
/// let p = try classifier.predict([12, 5, 88])   // one probability a label
/// ```
///
/// Shapes: `embedding` [V × E]; row 0 is padding, never read nor trained; row 1 is the unknown
/// word.
///
/// Range and units: softmax probabilities add up to 1; sigmoids lie in 0…1, each on its own.
///
/// Edge cases: of a text without words the pooled vector is zeros, so its answer is the dense bias
/// alone. Words that are all unknown are read like any word. An answer has the same bits whatever
/// stands beside the text and however many threads work.
///
/// A trained classifier is not changed again and may be shared between threads.
public final class Classifier: @unchecked Sendable {
  public let settings: ClassifierSettings
  public var embedding: Matrix { storedEmbedding.matrix }
  /// V, the reserved entries included.
  public var wordCount: Int { storedEmbedding.rows }
  /// The vectors, and how exactly a file keeps them.
  public let storedEmbedding: StoredMatrix
  package let layout: ParameterLayout
  /// All dense parameters, 1 × `layout.count`.
  package let parameters: Matrix
  /// What the logits are divided by before they become probabilities; see `calibrate(on:threads:)`.
  /// Training leaves it alone.
  public package(set) var temperature: Float = 1
  /// Nil where answers come from floats; see `quantized()`.
  package internal(set) var byteWeights: QuantizedWeights?

  /// A classifier to be trained, on vectors that it copies.
  ///
  /// Errors: settings out of range; vectors of other dimensions than the settings name.
  public convenience init(
    _ settings: ClassifierSettings, embedding: Matrix, seed: UInt64
  ) throws(LSTMError) {
    try settings.check()
    var random = RandomStream(seed: RandomStream.derive(seed, "classifier weights"))
    let directions = (0..<settings.layers * settings.directionCount).map {
      LSTMWeights(
        inputs: settings.inputs(ofLayer: $0 / settings.directionCount), hidden: settings.hidden,
        random: &random)
    }
    let dense = Matrix(rows: settings.labels.count, columns: settings.pooledDimensions)
    let bound = (6 / Float(dense.rows + dense.columns)).squareRoot()
    for row in 0..<dense.rows {
      for column in 0..<dense.columns { dense[row, column] = (2 * random.uniform() - 1) * bound }
    }
    var attention: [Float]?
    if settings.pooling == .attention {
      let bound = (6 / Float(dense.columns + 1)).squareRoot()
      attention = (0..<dense.columns).map { _ in (2 * random.uniform() - 1) * bound }
    }
    try self.init(
      settings, embedding: embedding, directions: directions, attention: attention,
      outputWeights: dense,
      outputBias: [Float](repeating: 0, count: dense.rows))
  }

  /// A classifier of given weights; everything is copied.
  ///
  /// Shapes: `directions` one or two a layer (forwards, backwards), from the words up; above the
  /// first layer their inputs are the hidden states of all directions below, side by side;
  /// `attention` [D], for that pooling only; `outputWeights` [L × D]; `outputBias` [L].
  ///
  /// Errors: settings out of range; shapes that do not fit the settings.
  public convenience init(
    _ settings: ClassifierSettings, embedding: Matrix, directions: [LSTMWeights],
    attention: [Float]? = nil, outputWeights: Matrix, outputBias: [Float]
  ) throws(LSTMError) {
    try self.init(
      settings, keeping: StoredMatrix(embedding.copy()), directions: directions,
      attention: attention,
      outputWeights: outputWeights, outputBias: outputBias)
  }

  /// The same, with a table of vectors that is kept as it is: nobody else may write to it.
  init(
    _ settings: ClassifierSettings, keeping stored: StoredMatrix, directions: [LSTMWeights],
    attention: [Float]?, outputWeights: Matrix, outputBias: [Float]
  ) throws(LSTMError) {
    try settings.check()
    func expect(
      _ what: String, _ rows: Int, _ columns: Int, _ expectedRows: Int, _ expectedColumns: Int
    ) throws(LSTMError) {
      if rows != expectedRows || columns != expectedColumns {
        throw .dimensions(
          of: what, found: "\(rows) × \(columns)",
          expected: "\(expectedRows) × \(expectedColumns)")
      }
    }
    let dimensions = settings.embeddingDimensions
    try expect(
      "the vectors' table", max(stored.rows, 2), stored.columns,
      stored.rows, dimensions)
    try expect(
      "the list of directions", directions.count, 1, settings.layers * settings.directionCount, 1)
    for (number, weights) in directions.enumerated() {
      try expect(
        "the LSTM's weights", weights.hidden, weights.inputs, settings.hidden,
        settings.inputs(ofLayer: number / settings.directionCount))
    }
    try expect(
      "the attention's vector", attention?.count ?? 0, 1,
      settings.pooling == .attention ? settings.pooledDimensions : 0, 1)
    try expect(
      "the dense layer", outputWeights.rows, outputWeights.columns,
      settings.labels.count, settings.pooledDimensions)
    try expect("the dense bias", outputBias.count, 1, settings.labels.count, 1)

    self.settings = settings
    storedEmbedding = stored
    layout = ParameterLayout(settings)
    parameters = Matrix(rows: 1, columns: layout.count)
    let base = parameters.pointer
    for (cell, weights) in zip(layout.cells, directions) {
      for gate in Gate.allCases {
        for unit in 0..<cell.hidden {
          let row = gate.rawValue * cell.hidden + unit
          let column = gate.column(of: unit)
          for i in 0..<cell.inputs {
            base[cell.place(i, column)] = weights.inputWeights[row, i]
          }
          for i in 0..<cell.hidden {
            base[cell.place(cell.inputs + i, column)] = weights.recurrentWeights[row, i]
          }
          base[cell.bias + column] = weights.bias[row]
        }
      }
    }
    if let attention, let start = layout.attention {
      for i in 0..<layout.pooled { base[start + attentionPlace(i)] = attention[i] }
    }
    for label in 0..<layout.labels {
      for i in 0..<layout.pooled {
        base[layout.outputWeights + label * layout.pooled + i] = outputWeights[label, i]
      }
      base[layout.outputBias + label] = outputBias[label]
    }
  }

  /// Refuses texts with ids that no vector belongs to.
  ///
  /// - Precondition: where only some vectors were read, they are those of the texts' words.
  package func check(_ texts: IDSequences) throws(LSTMError) {
    try texts.check(rows: wordCount, columns: storedEmbedding.columns)
    guard let rows = storedEmbedding.rowsRead else { return }
    for id in texts.ids where id < wordCount {
      precondition(rows.contains(Int(id)), "the vector of this word was not read")
    }
  }

  /// Numbers that training can change: vectors of words, the LSTM's weights, the dense layer.
  public var parameterCount: Int {
    let cells = layout.cells.reduce(0) { $0 + 4 * $1.hidden * ($1.inputs + $1.hidden + 1) }
    return (wordCount - 1) * settings.embeddingDimensions + cells
      + (layout.attention == nil ? 0 : layout.pooled)
      + settings.labels.count * (settings.pooledDimensions + 1)
  }

  /// The LSTM's weights in the common form, layer by layer, forwards then backwards: copies.
  public var directions: [LSTMWeights] { directions(of: parameters.pointer) }

  /// The vector by which attention pools [D]: a copy; nil where pooling is another.
  public var attention: [Float]? { attention(of: parameters.pointer) }

  /// The dense layer's weights [L × D]: a copy.
  public var outputWeights: Matrix { outputWeights(of: parameters.pointer) }

  /// The dense layer's bias [L].
  public var outputBias: [Float] {
    (0..<layout.labels).map { parameters.pointer[layout.outputBias + $0] }
  }

  /// A run of floats laid out as the parameters are (a gradient, say) in the common form.
  package func directions(of run: UnsafePointer<Float>) -> [LSTMWeights] {
    layout.cells.map { cell in
      let input = Matrix(rows: 4 * cell.hidden, columns: cell.inputs)
      let recurrent = Matrix(rows: 4 * cell.hidden, columns: cell.hidden)
      var bias = [Float](repeating: 0, count: 4 * cell.hidden)
      for gate in Gate.allCases {
        for unit in 0..<cell.hidden {
          let row = gate.rawValue * cell.hidden + unit
          let column = gate.column(of: unit)
          for i in 0..<cell.inputs {
            input[row, i] = run[cell.place(i, column)]
          }
          for i in 0..<cell.hidden {
            recurrent[row, i] = run[cell.place(cell.inputs + i, column)]
          }
          bias[row] = run[cell.bias + column]
        }
      }
      return LSTMWeights(inputWeights: input, recurrentWeights: recurrent, bias: bias)
    }
  }

  package func attention(of run: UnsafePointer<Float>) -> [Float]? {
    layout.attention.map { start in
      (0..<layout.pooled).map { run[start + attentionPlace($0)] }
    }
  }

  /// Each direction's part begins a row of states of its own.
  private func attentionPlace(_ i: Int) -> Int {
    i / settings.hidden * layout.cells[0].stateWidth + i % settings.hidden
  }

  package func outputWeights(of run: UnsafePointer<Float>) -> Matrix {
    let result = Matrix(rows: layout.labels, columns: layout.pooled)
    for label in 0..<layout.labels {
      for i in 0..<layout.pooled {
        result[label, i] = run[layout.outputWeights + label * layout.pooled + i]
      }
    }
    return result
  }

  /// The dense layer: logits [L] of one pooled vector [D].
  package func answer(_ pooled: UnsafePointer<Float>, _ logits: UnsafeMutablePointer<Float>) {
    let weights = parameters.pointer + layout.outputWeights
    let bias = parameters.pointer + layout.outputBias
    for label in 0..<layout.labels {
      logits[label] =
        Kernel.dot(weights + label * layout.pooled, pooled, layout.pooled)
        + bias[label]
    }
  }
}
