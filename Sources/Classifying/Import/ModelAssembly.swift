import Archive
import EmbeddingStore
import Kernels
import LSTM
import StrictJSON

/// The parts of a model, taken from tensors as a description says.
struct ModelAssembly {
  let description: ImportDescription
  private let file: SafetensorsFile

  init(_ description: ImportDescription, _ file: SafetensorsFile) {
    self.description = description
    self.file = file
  }

  /// What `body` asks of a file of tensors.
  static func asked<Value>(
    _ body: () throws(StoreError) -> Value
  ) throws(ClassifyingError) -> Value {
    do throws(StoreError) { return try body() } catch { throw .tensors(error) }
  }

  // MARK: - Words and vectors

  /// The words, and the table of vectors as it is here: padding, unknown, words.
  func table() throws(ClassifyingError) -> (Vocabulary, Matrix) {
    let foreign = try Self.asked { () throws(StoreError) in
      try file.matrix(description.embedding)
    }
    let reserved = [
      ("paddingRow", description.paddingRow), ("unknownRow", description.unknownRow),
    ]
    for (key, row) in reserved {
      guard let row, row.number >= foreign.rows else { continue }
      throw .importFaults([
        ImportFault(
          origin: description.origin, position: row.position,
          problem: .wrong(
            key: key, found: "\(row.number)",
            expected: "one of the rows 0 to \(foreign.rows - 1) of \(quoted(description.embedding))"
          ))
      ])
    }
    let taken = Set(reserved.compactMap { $0.1?.number })
    let rows = (0..<foreign.rows).filter { !taken.contains($0) }
    var words = try words()
    if words.count == foreign.rows {
      words = rows.map { words[$0] }
    } else if words.count != rows.count {
      let expected =
        taken.isEmpty ? "\(rows.count)" : "\(foreign.rows), or \(rows.count) without reserved rows"
      throw .mismatchedImport(
        origin: description.origin,
        found: "\(words.count) words for \(foreign.rows) rows of \(quoted(description.embedding))",
        expected: expected)
    }
    let vocabulary = try Self.asked { () throws(StoreError) in
      try Vocabulary(words: words.map { (Array($0), 0) })
    }
    let vectors = Matrix(rows: vocabulary.count, columns: foreign.columns)
    func copy(_ row: Int, to target: Int) {
      vectors.row(target).update(from: foreign.row(row), count: foreign.columns)
    }
    if let row = description.paddingRow { copy(row.number, to: Int(Vocabulary.paddingID)) }
    if let row = description.unknownRow { copy(row.number, to: Int(Vocabulary.unknownID)) }
    for (place, row) in rows.enumerated() { copy(row, to: place + Vocabulary.reservedCount) }
    return (vocabulary, vectors)
  }

  private func words() throws(ClassifyingError) -> [ArraySlice<UInt8>] {
    switch description.words {
    case .list(let words): return words.map { Array($0.utf8)[...] }
    case .tensor(let name):
      return try Self.asked { () throws(StoreError) in try file.wordList(name) }
    case .file(let path):
      let text: [UInt8]
      do throws(ArchiveError) {
        text = try ByteReader.contents(of: path)
      } catch {
        throw .file(error)
      }
      var lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      if lines.last?.isEmpty == true { lines.removeLast() }
      return lines
    }
  }

  func phrases(_ vocabulary: Vocabulary) throws(ClassifyingError) -> PhraseTable {
    guard let name = description.phrases else { return PhraseTable() }
    return try Self.asked { () throws(StoreError) in
      try PhraseTable(
        numbers: file.integers(name), vocabulary: vocabulary, path: file.path,
        place: "tensor \(quoted(name))")
    }
  }

  func subwords(dimensions: Int) throws(ClassifyingError) -> SubwordVectors? {
    guard let parts = description.subwords else { return nil }
    return try Self.asked { () throws(StoreError) in
      let numbers = try file.integers(parts.numbers)
      let vectors =
        numbers.isEmpty
        ? Matrix(rows: 0, columns: dimensions)
        : try file.matrix(parts.vectors, rows: numbers.count, columns: dimensions)
      guard numbers.allSatisfy({ 0..<Int64(parts.settings.buckets) ~= $0 }),
        zip(numbers, numbers.dropFirst()).allSatisfy({ $0 < $1 })
      else {
        throw .archive(
          .malformed(
            path: file.path, place: "tensor \(quoted(parts.numbers))",
            found: "numbers out of order or range",
            expected: "ascending ones below \(parts.settings.buckets)"))
      }
      return SubwordVectors(
        settings: parts.settings, numbers: numbers.map { Int32($0) }, vectors: vectors)
    }
  }

  // MARK: - The classifier

  func classifier(_ vectors: Matrix) throws(ClassifyingError) -> Classifier {
    let hidden = try hiddenUnits()
    let settings = ClassifierSettings(
      labels: description.labels, multiLabel: description.multiLabel,
      embeddingDimensions: vectors.columns, hidden: hidden, layers: description.layers,
      bidirectional: description.bidirectional, pooling: description.pooling)
    // Before other tensors are asked for: sizes come from these.
    try sound { () throws(LSTMError) in try settings.check() }
    var directions: [LSTMWeights] = []
    for (number, cell) in description.cells.enumerated() {
      directions.append(
        try weights(
          cell, inputs: settings.inputs(ofLayer: number / settings.directionCount), hidden))
    }
    var attention: [Float]?
    if settings.pooling == .attention {
      attention = try Self.asked { () throws(StoreError) in
        try file.floats(description.attention, count: settings.pooledDimensions)
      }
    }
    let (outputWeights, outputBias) = try output(settings)
    let classifier = try sound { () throws(LSTMError) in
      try Classifier(
        settings, embedding: vectors, directions: directions, attention: attention,
        outputWeights: outputWeights, outputBias: outputBias)
    }
    classifier.temperature = description.temperature
    return classifier
  }

  private func sound<Value>(
    _ body: () throws(LSTMError) -> Value
  ) throws(ClassifyingError) -> Value {
    do throws(LSTMError) {
      return try body()
    } catch {
      throw .classifier(path: description.origin, error)
    }
  }

  private var isKeras: Bool { description.framework == .keras }

  private func hiddenUnits() throws(ClassifyingError) -> Int {
    guard let cell = description.cells.first else { preconditionFailure("there is a layer") }
    let matrix = try Self.asked { () throws(StoreError) in
      try file.matrix(cell.recurrentWeights)
    }
    return isKeras ? matrix.rows : matrix.columns
  }

  /// A matrix [rows × columns], which Keras keeps the other way round.
  private func matrix(
    _ name: String, _ rows: Int, _ columns: Int
  ) throws(ClassifyingError) -> Matrix {
    try Self.asked { () throws(StoreError) in
      guard isKeras else { return try file.matrix(name, rows: rows, columns: columns) }
      let turned = try file.matrix(name, rows: columns, columns: rows)
      let matrix = Matrix(rows: rows, columns: columns)
      for row in 0..<rows {
        for column in 0..<columns { matrix[row, column] = turned[column, row] }
      }
      return matrix
    }
  }

  private func weights(
    _ cell: ImportDescription.Cell, inputs: Int, _ hidden: Int
  ) throws(ClassifyingError) -> LSTMWeights {
    let input = try matrix(cell.inputWeights, 4 * hidden, inputs)
    let recurrent = try matrix(cell.recurrentWeights, 4 * hidden, hidden)
    var bias = [Float](repeating: 0, count: 4 * hidden)
    for (number, name) in cell.biases.enumerated() {
      let part = try Self.asked { () throws(StoreError) in
        try file.floats(name, count: bias.count)
      }
      for place in bias.indices {
        bias[place] = number == 0 ? part[place] : bias[place] + part[place]
      }
    }
    if description.gates == Gate.allCases {
      return LSTMWeights(inputWeights: input, recurrentWeights: recurrent, bias: bias)
    }
    let (ownInput, ownRecurrent) = (input.copy(), recurrent.copy())
    var ownBias = bias
    for (place, gate) in description.gates.enumerated() {
      for unit in 0..<hidden {
        let (from, to) = (place * hidden + unit, gate.rawValue * hidden + unit)
        ownInput.row(to).update(from: input.row(from), count: inputs)
        ownRecurrent.row(to).update(from: recurrent.row(from), count: hidden)
        ownBias[to] = bias[from]
      }
    }
    return LSTMWeights(inputWeights: ownInput, recurrentWeights: ownRecurrent, bias: ownBias)
  }

  /// The dense layer. One number for two labels, z, is the second one's against the first: σ(z) is the
  /// second share of the softmax of 0 and z.
  private func output(
    _ settings: ClassifierSettings
  ) throws(ClassifyingError) -> (Matrix, [Float]) {
    let columns = settings.pooledDimensions
    let shape = file.tensor(description.outputWeights)?.shape ?? []
    let isSingle =
      settings.labels.count == 2 && !settings.multiLabel && shape.count == 2
      && shape[isKeras ? 1 : 0] == 1
    let rows = isSingle ? 1 : settings.labels.count
    let weights = try matrix(description.outputWeights, rows, columns)
    var bias = [Float](repeating: 0, count: rows)
    if let name = description.outputBias {
      bias = try Self.asked { () throws(StoreError) in try file.floats(name, count: rows) }
    }
    guard isSingle else { return (weights, bias) }
    let both = Matrix(rows: 2, columns: columns)
    both.row(1).update(from: weights.row(0), count: columns)
    return (both, [0] + bias)
  }
}
