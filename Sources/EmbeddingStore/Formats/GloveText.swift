import Archive

/// The text form of GloVe: a line for each word, "word number number …", and nothing before them.
enum GloveText {
  /// Reads GloVe text: rows only. The first row tells the dimensions.
  ///
  /// Words may contain spaces (the large GloVe files have such): with E dimensions, the last E fields
  /// of a line are the numbers, everything before them is the word.
  static func read(_ path: String) throws(StoreError) -> EmbeddingTable {
    var lines = try TextRows.open(path)
    guard try TextRows.advance(&lines) else { throw .file(path: path, .line(1), .noRows) }
    let dimensions = TextRows.trailingNumbers(TextRows.trimmed(lines.line))
    guard 1...EmbeddingTable.maximumDimensions ~= dimensions else {
      throw .file(path: path, .line(1), .dimensions(dimensions))
    }
    var rows = RowCollector(path: path, dimensions: dimensions)
    repeat {
      let place = StoreError.Place.line(lines.lineNumber)
      let line = TextRows.trimmed(lines.line)
      if line.isEmpty {
        try TextRows.onlyEmptyLinesFollow(&lines, path, place)
        break
      }
      var wordEnd = line.count
      for _ in 0..<dimensions {
        while wordEnd > 0, !TextRows.isGap(line[wordEnd - 1]) { wordEnd -= 1 }
        while wordEnd > 0, TextRows.isGap(line[wordEnd - 1]) { wordEnd -= 1 }
      }
      if wordEnd == 0 {
        // Too few fields: let the word be the first one, so that the message can count the others.
        wordEnd = line.firstIndex(where: TextRows.isGap) ?? line.count
      }
      try TextRows.add(line, wordEnd: wordEnd, place, &rows)
    } while try TextRows.advance(&lines)
    return try rows.table(end: .line(lines.lineNumber))
  }
}
