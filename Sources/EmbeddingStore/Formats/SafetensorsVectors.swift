import Archive
import Kernels
import StrictJSON

/// Vectors of words in a safetensors file.
///
/// ```
/// vectors    F32 [words, dimensions]    a row for each word
/// words      U8 [bytes]                 the words with line feeds between them
/// ```
///
/// In Python: `bytes(tensors["words"]).decode().split("\n")`. Words need not be UTF-8; they may contain
/// spaces, but no line feed.
///
/// Other files are read too: the vectors may be F16, BF16 or F64, and the only tensor of floats with
/// two dimensions whatever its name; the words may end in a line feed, or stand in the metadata as the
/// string `words`, a JSON list.
enum SafetensorsVectors {
  private static let vectors = "vectors"
  private static let words = "words"

  static func read(
    _ path: String, _ faults: inout RowFaults
  ) throws(StoreError) -> EmbeddingTable {
    let file = try SafetensorsFile(contentsOf: path)
    let tensor = try tensor(file)
    let (rows, dimensions) = (tensor.shape[0], tensor.shape[1])
    guard rows > 0 else { throw .file(path: path, .byte(0), .noRows) }
    guard rows <= Int(Int32.max) - Vocabulary.reservedCount else {
      throw .file(path: path, .byte(0), .tooManyRows(rows))
    }
    guard 1...EmbeddingTable.maximumDimensions ~= dimensions else {
      throw .file(path: path, .byte(0), .dimensions(dimensions))
    }
    if faults.isLenient { return try readLeniently(file, tensor, &faults) }
    let found = try file.words(words)
    guard found.count == rows else {
      throw .tensors(path: path, .wordList(found: found.count, rows: rows))
    }
    let values = try file.matrix(tensor.name)
    let table = Matrix(
      rows: rows + Vocabulary.reservedCount, columns: dimensions, isFilledNext: true)
    table.row(Vocabulary.reservedCount).update(from: values.pointer, count: values.size)
    return EmbeddingTable(
      vocabulary: try Vocabulary(
        table: found, frequencies: [Int](repeating: 0, count: table.rows)),
      vectors: table)
  }

  /// Leaves out the rows that have a fault; places are the bytes where rows begin.
  private static func readLeniently(
    _ file: SafetensorsFile, _ tensor: SafetensorsFile.Tensor, _ faults: inout RowFaults
  ) throws(StoreError) -> EmbeddingTable {
    let (rows, dimensions) = (tensor.shape[0], tensor.shape[1])
    let found = try file.wordList(words)
    if found.count != rows {
      try faults.meet(.byte(0), .wordCount(found: found.count, expected: rows))
    }
    var collector = RowCollector(faults, dimensions: dimensions)
    for (row, word) in found.prefix(rows).enumerated() {
      let place = file.copy(row, of: tensor, into: collector.room())
      try word.withUnsafeBufferPointer { word throws(StoreError) in
        try collector.add(word, .byte(place))
      }
    }
    faults = collector.faults
    return try collector.table(end: .byte(0))
  }

  private static func tensor(
    _ file: SafetensorsFile
  ) throws(StoreError) -> SafetensorsFile.Tensor {
    let fitting = file.tensors.filter { $0.shape.count == 2 && $0.type.isFloat }
    if let named = fitting.first(where: { $0.name == vectors }) { return named }
    guard fitting.count == 1 else {
      throw .tensors(path: file.path, .noVectors(present: file.tensors.map(\.name)))
    }
    return fitting[0]
  }

  static func write(_ table: EmbeddingTable, to path: String) throws(StoreError) {
    try table.checkFinite()
    var writer = SafetensorsWriter()
    writer.add(
      vectors, table.vectors, rows: Vocabulary.reservedCount..<table.vocabulary.count)
    writer.add(words, try table.vocabulary.lines(path))
    try writer.write(to: path)
  }
}

extension Vocabulary {
  /// The words with line feeds between them, without the reserved entries.
  ///
  /// - Errors: a word with a line feed, which would be two; `path` is told as the file that cannot
  ///   hold it.
  package func lines(_ path: String) throws(StoreError) -> [UInt8] {
    var text: [UInt8] = []
    for id in wordIDs {
      let word = bytes(of: id)
      guard !word.contains(UInt8(ascii: "\n")) else {
        throw .tensors(path: path, .lineBreak(word: self.word(id)))
      }
      if !text.isEmpty { text.append(UInt8(ascii: "\n")) }
      text += word
    }
    return text
  }
}

extension SafetensorsFile {
  /// The words of a tensor of bytes, line by line, or of the metadata's string of that name.
  ///
  /// - Errors: neither is there; a word that is empty, too long or there twice.
  func words(_ name: String) throws(StoreError) -> WordTable {
    var table = WordTable()
    for (place, word) in try wordList(name).enumerated() {
      try table.add(word, number: place + 1, path)
    }
    return table
  }

  /// The same as they stand, whatever they are.
  package func wordList(_ name: String) throws(StoreError) -> [ArraySlice<UInt8>] {
    if tensor(name) != nil {
      let text = try bytes(name)
      var lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      if lines.last?.isEmpty == true { lines.removeLast() }
      return lines
    }
    guard let text = metadata[name] else { throw .tensors(path: path, .noWords) }
    let list: JSONNode
    do throws(JSONFault) {
      list = try JSONParser.parse(Array(text.utf8))
    } catch {
      throw .tensors(path: path, .wordText("\(error)"))
    }
    guard let elements = list.elements, elements.allSatisfy({ $0.string != nil }) else {
      throw .tensors(path: path, .wordText("1:1: something else; expected a list of strings"))
    }
    return elements.map { Array(($0.string ?? "").utf8)[...] }
  }
}

extension WordTable {
  fileprivate mutating func add(
    _ word: ArraySlice<UInt8>, number: Int, _ path: String
  ) throws(StoreError) {
    if word.isEmpty { throw .tensors(path: path, .word(number, .empty)) }
    guard word.count <= EmbeddingTable.maximumWordLength else {
      throw .tensors(path: path, .word(number, .long))
    }
    let (index, isNew) = word.withUnsafeBufferPointer { insert($0) }
    guard isNew else {
      let shown = String(decoding: word, as: UTF8.self)
      throw .tensors(path: path, .word(number, .twice(shown, first: index + 1)))
    }
  }
}
