/// The first line of word2vec's text and binary files: "words dimensions".
enum VectorHeader {
  static func parse(
    _ line: UnsafeBufferPointer<UInt8>, _ path: String, _ place: StoreError.Place
  ) throws(StoreError) -> (rows: Int, dimensions: Int) {
    guard let (rows, dimensions) = numbers(line) else {
      throw .file(path: path, place, .header(found: Shown.text(line)))
    }
    guard rows > 0 else { throw .file(path: path, place, .noRows) }
    guard rows <= Int(Int32.max) - Vocabulary.reservedCount else {
      throw .file(path: path, place, .tooManyRows(rows))
    }
    guard 1...EmbeddingTable.maximumDimensions ~= dimensions else {
      throw .file(path: path, place, .dimensions(dimensions))
    }
    return (rows, dimensions)
  }

  /// The two numbers, or nil when the line is anything else.
  static func numbers(_ line: UnsafeBufferPointer<UInt8>) -> (Int, Int)? {
    let fields = line.split(whereSeparator: { TextRows.isGap($0) || $0 == UInt8(ascii: "\r") })
    guard fields.count == 2, let first = DecimalNumber.whole(fields[0]),
      let second = DecimalNumber.whole(fields[1])
    else { return nil }
    return (first, second)
  }
}
