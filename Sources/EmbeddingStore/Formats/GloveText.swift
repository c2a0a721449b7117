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

  /// Writes GloVe text, with the fewest digits that give every number back exactly.
  ///
  /// Words may contain spaces, which `read` and GloVe's own readers know to be part of the word; gensim
  /// does not.
  static func write(_ table: EmbeddingTable, to path: String) throws(StoreError) {
    try table.checkFinite()
    let vocabulary = table.vocabulary
    for id in vocabulary.wordIDs where !isWritable(id, table) {
      throw .unwritableWord(
        path: path, word: vocabulary.word(id), format: VectorFormat.gloveText.title)
    }
    do throws(ArchiveError) {
      try SafeFile.write(path, gzip: path.hasSuffix(".gz")) { file throws(ArchiveError) in
        try TextRows.write(table, separator: TextRows.space, to: &file)
      }
    } catch {
      throw .archive(error)
    }
  }

  /// Whether `read` finds the word again: no line ends in it, no gap is at its ends, and the first one
  /// neither hides how many dimensions there are nor makes the line look like a header.
  private static func isWritable(_ id: Int32, _ table: EmbeddingTable) -> Bool {
    let word = table.vocabulary.bytes(of: id)
    guard !word.contains(where: { TextRows.isBreak($0) && !TextRows.isGap($0) }),
      !TextRows.isGap(word[0]), !TextRows.isGap(word[word.count - 1])
    else { return false }
    guard id == table.vocabulary.wordIDs.first else { return true }
    return word.withUnsafeBufferPointer { word in
      TextRows.trailingNumbers(word) == 0 && !word.starts(with: TextRows.byteOrderMark)
        && (table.dimensions > 1 || DecimalNumber.parse(word) == nil)
    }
  }
}
