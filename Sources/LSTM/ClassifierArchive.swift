import Archive
import EmbeddingStore
import Kernels

/// A classifier as sections of a container.
///
/// ```
/// classifier.json             ClassifierSettings
/// embedding                   [V × E], as floats, half floats or bytes; see StoredMatrix.swift
/// lstm.forward.inputWeights   [4H × E], gates in `Gate`'s order (i, f, C̃, o)
/// lstm.forward.recurrentWeights [4H × H]
/// lstm.forward.bias           [1 × 4H]
/// lstm.backward.…             the same, with two directions
/// lstm.layer2.forward.…       the same, with more layers: [4H × H], or [4H × 2H] of two directions
/// attention.vector            [1 × D], where pooling is by attention
/// output.weights              [L × D]
/// output.bias                 [1 × L]
/// calibration                 optional: the temperature, where it is not 1
/// ```
///
/// Where the classifier is quantized, the matrices of the embedding and the LSTM are bytes (`int8`),
/// and each has a second section, `embedding.scales` [1 × V], `….inputWeights.scales` [1 × 4H],
/// `….recurrentWeights.scales` [1 × 4H]: a row stands for scale · bytes. All are required: a reader
/// that knows no bytes refuses the file.
extension Classifier {
  /// The sections that a classifier may have, for `ContainerReader.refuseUnknown`.
  public static let sections =
    [
      "classifier.json", "embedding", "attention.vector", "output.weights", "output.bias",
      "calibration",
    ]
    + cellNames(layers: ClassifierSettings.layersRange.upperBound, directions: 2).flatMap { cell in
      ["inputWeights", "recurrentWeights", "bias"].map { "lstm.\(cell).\($0)" }
    }
    + scales

  /// The sections that only a quantized classifier has.
  private static var scales: [String] {
    ["embedding.scales"]
      + cellNames(layers: ClassifierSettings.layersRange.upperBound, directions: 2).flatMap {
        ["lstm.\($0).inputWeights.scales", "lstm.\($0).recurrentWeights.scales"]
      }
  }

  /// A name for each cell, in the layout's order.
  private static func cellNames(layers: Int, directions: Int) -> [String] {
    (0..<layers).flatMap { layer in
      ["forward", "backward"].prefix(directions).map {
        layer == 0 ? $0 : "layer\(layer + 1).\($0)"
      }
    }
  }

  private struct StoredCalibration: Codable {
    var temperature: Float
  }

  /// Adds the classifier's sections: the same weights give the same bytes.
  public func add(to writer: inout ContainerWriter) {
    func add(_ name: String, _ matrix: Matrix) {
      writer.add(
        name, floats: matrix.pointer, rows: matrix.rows, columns: matrix.columns,
        stride: matrix.stride)
    }
    func add(_ name: String, _ values: [Float]) {
      writer.add(name, floats: values, rows: 1, columns: values.count, stride: values.count)
    }
    writer.add("classifier.json", json: settings)
    storedEmbedding.add(to: &writer, "embedding")
    let names = Self.cellNames(layers: layout.layers, directions: layout.directions)
    for (number, (name, weights)) in zip(names, directions).enumerated() {
      if let cell = byteWeights?.cells[number] {
        cell.inputWeights.add(to: &writer, "lstm.\(name).inputWeights")
        cell.recurrentWeights.add(to: &writer, "lstm.\(name).recurrentWeights")
      } else {
        add("lstm.\(name).inputWeights", weights.inputWeights)
        add("lstm.\(name).recurrentWeights", weights.recurrentWeights)
      }
      add("lstm.\(name).bias", weights.bias)
    }
    if let attention { add("attention.vector", attention) }
    add("output.weights", outputWeights)
    add("output.bias", outputBias)
    // Required: a reader that cannot read it would give other probabilities.
    if temperature != 1 {
      writer.add("calibration", json: StoredCalibration(temperature: temperature))
    }
  }

  /// Reads a classifier back, bit for bit.
  ///
  /// Errors: those of the container (`ArchiveError`); `LSTMError` for settings out of range, and
  /// for parts whose shapes do not fit the settings, told from the shapes before anything is read.
  public convenience init(from reader: ContainerReader) throws {
    try self.init(from: reader, vectorsOf: nil)
  }

  /// The same with the vectors of some words alone; only texts of these can be answered then.
  package convenience init(from reader: ContainerReader, vectorsOf ids: Set<Int>?) throws {
    let settings = try reader.json("classifier.json", as: ClassifierSettings.self)
    try settings.check()
    func checkShape(_ name: String, _ rows: Int?, _ columns: Int) throws {
      guard let shape = reader.shape(name) else { return }
      guard shape.count == 2, rows == nil || shape[0] == rows, shape[1] == columns else {
        throw LSTMError.modelPart(
          name: name, found: shape.map(String.init).joined(separator: " × "),
          expected: "\(rows.map(String.init) ?? "any") × \(columns)")
      }
      guard Matrix.fitsMemory(rows: shape[0], columns: shape[1]) else {
        throw LSTMError.modelPart(
          name: name, found: shape.map(String.init).joined(separator: " × "),
          expected: "a matrix that fits into this machine's memory")
      }
    }
    func matrix(_ name: String, _ rows: Int?, _ columns: Int) throws -> Matrix {
      try checkShape(name, rows, columns)
      if let shape = reader.shape(name) {
        let result = Matrix(rows: shape[0], columns: shape[1])
        try reader.floats(name, into: result.pointer, stride: result.stride)
        return result
      }
      // The reader's own error says that the section is missing.
      let (rows, columns, _) = try reader.floats(name)
      return Matrix(rows: rows, columns: columns)
    }
    func list(_ name: String, _ count: Int) throws -> [Float] {
      let row = try matrix(name, 1, count)
      return (0..<count).map { row.pointer[$0] }
    }
    let hidden = settings.hidden
    let isQuantized = reader.has("lstm.forward.recurrentWeights.scales")
    func weights(
      _ name: String, _ rows: Int?, _ columns: Int
    ) throws -> (matrix: Matrix, bytes: ByteMatrix?) {
      guard isQuantized else { return (try matrix(name, rows, columns), nil) }
      try checkShape(name, rows, columns)
      let bytes = try ByteMatrix(from: reader, name)
      return (bytes.matrix, bytes)
    }
    try checkShape("embedding", nil, settings.embeddingDimensions)
    let embedding = try StoredMatrix(from: reader, "embedding", rows: ids)
    guard !isQuantized || embedding.bytes != nil else {
      // The reader's own error says what the section is instead.
      _ = try reader.bytes("embedding")
      preconditionFailure("what holds bytes is read as bytes")
    }
    var directions: [LSTMWeights] = []
    var cells: [QuantizedWeights.Cell] = []
    let names = Self.cellNames(layers: settings.layers, directions: settings.directionCount)
    for (number, name) in names.enumerated() {
      let input = try weights(
        "lstm.\(name).inputWeights", 4 * hidden,
        settings.inputs(ofLayer: number / settings.directionCount))
      let recurrent = try weights("lstm.\(name).recurrentWeights", 4 * hidden, hidden)
      directions.append(
        LSTMWeights(
          inputWeights: input.matrix, recurrentWeights: recurrent.matrix,
          bias: try list("lstm.\(name).bias", 4 * hidden)))
      if let input = input.bytes, let recurrent = recurrent.bytes {
        cells.append(QuantizedWeights.Cell(inputWeights: input, recurrentWeights: recurrent))
      }
    }
    let count = settings.labels.count
    try self.init(
      settings, keeping: embedding, directions: directions,
      attention: settings.pooling == .attention
        ? try list("attention.vector", settings.pooledDimensions) : nil,
      outputWeights: try matrix("output.weights", count, settings.pooledDimensions),
      outputBias: try list("output.bias", count))
    if isQuantized { byteWeights = QuantizedWeights(cells) }
    if reader.has("calibration") {
      let stored = try reader.json("calibration", as: StoredCalibration.self).temperature
      guard Calibration.range.contains(Double(stored)) else {
        throw LSTMError.modelPart(
          name: "calibration", found: "a temperature of \(stored)",
          expected:
            "\(Calibration.range.lowerBound) to \(Calibration.range.upperBound)")
      }
      temperature = stored
    }
  }
}
