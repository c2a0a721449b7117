import EmbeddingStore
import Kernels

/// The LSTM's weights as bytes. The vectors of words are the classifier's stored ones, bytes too.
///
/// x_t ≈ r ⊙ bytes, a scale for each word; W ≈ s ⊙ bytes and U ≈ s ⊙ bytes, a scale for each row,
/// that is for each gate of each unit. Biases, attention and the dense layer stay what they are.
package final class QuantizedWeights: Sendable {
  /// One direction of one layer: W [4H × E] and U [4H × H] in the common form, and as products want
  /// them.
  package struct Cell: Sendable {
    package let inputWeights: ByteMatrix
    package let recurrentWeights: ByteMatrix
    let input: PackedBytes
    let recurrent: PackedBytes
    /// One for each column of a row of gates; surplus ones 0.
    let inputScales: Matrix
    /// The same, for states in whole levels.
    let recurrentScales: Matrix

    package init(inputWeights: ByteMatrix, recurrentWeights: ByteMatrix) {
      self.inputWeights = inputWeights
      self.recurrentWeights = recurrentWeights
      let units = recurrentWeights.columns
      let width = (units + 15) / 16 * 64
      input = PackedBytes(rows: inputWeights.columns, columns: width)
      recurrent = PackedBytes(rows: units, columns: width)
      inputScales = Matrix(rows: 1, columns: width)
      recurrentScales = Matrix(rows: 1, columns: width)
      for gate in Gate.allCases {
        for unit in 0..<units {
          let row = gate.rawValue * units + unit
          let column = gate.column(of: unit)
          inputWeights.withRow(row) { input.setColumn(column, $0) }
          recurrentWeights.withRow(row) { recurrent.setColumn(column, $0) }
          inputScales.pointer[column] = inputWeights.scales[row]
          recurrentScales.pointer[column] =
            recurrentWeights.scales[row] / Float(Kernel.stateLevels)
        }
      }
    }
  }

  /// In the layout's order.
  package let cells: [Cell]

  init(_ cells: [Cell]) { self.cells = cells }
}

extension Classifier {
  /// Whether the weights are bytes and answers come from products of whole numbers.
  public var isQuantized: Bool { byteWeights != nil }

  /// The same classifier with vectors and LSTM weights as bytes: a quarter of the size, faster, and
  /// a little less exact. It answers and traces; it cannot be trained.
  ///
  /// `embedding` and `directions` are then what the bytes stand for.
  ///
  /// Edge cases: a classifier that is quantized already is returned as it is.
  ///
  /// Errors: a weight that is not finite.
  public func quantized() throws(LSTMError) -> Classifier {
    if isQuantized { return self }
    func bytes(_ what: String, _ matrix: Matrix) throws(LSTMError) -> ByteMatrix {
      for row in 0..<matrix.rows {
        for column in 0..<matrix.columns where !matrix[row, column].isFinite {
          throw .modelPart(
            name: what, found: "\(matrix[row, column]) in row \(row + 1)",
            expected: "a finite number")
        }
      }
      return ByteMatrix(matrix)
    }
    let table = try bytes("embedding", embedding)
    var cells: [QuantizedWeights.Cell] = []
    for weights in directions {
      cells.append(
        QuantizedWeights.Cell(
          inputWeights: try bytes("inputWeights", weights.inputWeights),
          recurrentWeights: try bytes("recurrentWeights", weights.recurrentWeights)))
    }
    let result = try Classifier(
      settings, keeping: StoredMatrix(table),
      directions: zip(cells, directions).map {
        LSTMWeights(
          inputWeights: $0.inputWeights.matrix, recurrentWeights: $0.recurrentWeights.matrix,
          bias: $1.bias)
      }, attention: attention, outputWeights: outputWeights, outputBias: outputBias)
    result.byteWeights = QuantizedWeights(cells)
    result.temperature = temperature
    return result
  }
}

extension Classifier {
  /// The same classifier with vectors of words that a file of `precision` holds exactly: a smaller file;
  /// weights and products stay what they are.
  ///
  /// Edge cases: a quantized classifier holds its vectors as bytes already and is returned as it is.
  ///
  /// Errors: a component that is not finite, or beyond the largest half float.
  public func storing(_ precision: VectorPrecision) throws(LSTMError) -> Classifier {
    if isQuantized || precision == storedEmbedding.precision { return self }
    func firstFault(_ matrix: Matrix, _ expected: String) throws(LSTMError) {
      for row in 0..<matrix.rows {
        for column in 0..<matrix.columns where !matrix[row, column].isFinite {
          throw .modelPart(
            name: "embedding", found: "\(embedding[row, column]) in row \(row + 1)",
            expected: expected)
        }
      }
    }
    try firstFault(embedding, "a finite number")
    let stored = StoredMatrix(rounding: embedding, to: precision)
    try firstFault(stored.matrix, "a number within the range of half floats, ±65504")
    let result = try Classifier(
      settings, keeping: stored, directions: directions, attention: attention,
      outputWeights: outputWeights, outputBias: outputBias)
    result.temperature = temperature
    return result
  }
}
