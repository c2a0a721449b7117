import Archive

/// The text form of GloVe: a line for each word, "word number number …", and nothing before them.
enum GloveText {
  /// Reads GloVe text: rows only. The first row tells the dimensions.
  ///
  /// Words may contain spaces (the large GloVe files have such): with E dimensions, the last E fields
  /// of a line are the numbers, everything before them is the word.
  static func read(
    _ path: String, _ faults: inout RowFaults
  ) throws(StoreError) -> EmbeddingTable {
    var lines = try TextRows.open(path)
    guard try TextRows.advance(&lines) else { throw .file(path: path, .line(1), .noRows) }
    let dimensions = TextRows.trailingNumbers(TextRows.trimmed(lines.line))
    guard 1...EmbeddingTable.maximumDimensions ~= dimensions else {
      throw .file(path: path, .line(1), .dimensions(dimensions))
    }
    var rows = RowCollector(faults, dimensions: dimensions)
    repeat {
      var line = TextRows.trimmed(lines.line)
      if line.isEmpty {
        guard try TextRows.passEmptyLine(&lines, &rows) else { break }
        line = TextRows.trimmed(lines.line)
      }
      let place = StoreError.Place.line(lines.lineNumber)
      try TextRows.add(line, wordEnd: wordEnd(line, dimensions), place, &rows)
    } while try TextRows.advance(&lines)
    faults = rows.faults
    return try rows.table(end: .line(lines.lineNumber))
  }

  /// Where the word ends that the last `dimensions` fields follow.
  private static func wordEnd(_ line: UnsafeBufferPointer<UInt8>, _ dimensions: Int) -> Int {
    let first = line.firstIndex(where: TextRows.isGap) ?? line.count
    // As nearly all lines are: what follows the first field is just as many.
    var (fields, at) = (0, first)
    while at < line.count {
      while at < line.count, TextRows.isGap(line[at]) { at += 1 }
      if at == line.count { break }
      fields += 1
      while at < line.count, !TextRows.isGap(line[at]) { at += 1 }
    }
    // With too few fields let the word be the first one, so that the message can count the others.
    guard fields > dimensions else { return first }
    var end = line.count
    for _ in 0..<dimensions {
      while end > 0, !TextRows.isGap(line[end - 1]) { end -= 1 }
      while end > 0, TextRows.isGap(line[end - 1]) { end -= 1 }
    }
    return end
  }
}
