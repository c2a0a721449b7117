import Archive

/// The text form of word2vec: a line with the numbers of words and dimensions, then a line for each
/// word, "word number number …". FastText's `.vec` files have the same form.
enum Word2VecText {
  /// Reads word2vec text: a first line with the numbers of words and dimensions, then the rows.
  ///
  /// The word ends at the first space (or tab). Empty lines may stand at the end only.
  static func read(
    _ path: String, _ faults: inout RowFaults
  ) throws(StoreError) -> EmbeddingTable {
    var lines = try TextRows.open(path)
    guard try TextRows.advance(&lines) else {
      throw .file(path: path, .line(1), .header(found: ""))
    }
    let (declared, dimensions) = try VectorHeader.parse(lines.line, path, .line(1))
    var rows = RowCollector(
      faults, dimensions: dimensions, declared: declared,
      possible: TextRows.possibleRows(path, dimensions: dimensions))
    var found = 0
    while try TextRows.advance(&lines) {
      var line = TextRows.trimmed(lines.line)
      if line.isEmpty {
        guard try TextRows.passEmptyLine(&lines, &rows) else { break }
        line = TextRows.trimmed(lines.line)
      }
      let place = StoreError.Place.line(lines.lineNumber)
      if found == declared { try rows.skip(place, .moreRows(declared: declared)) }
      found += 1
      let wordEnd = line.firstIndex(where: TextRows.isGap) ?? line.count
      try TextRows.add(line, wordEnd: wordEnd, place, &rows)
    }
    if found < declared {
      try rows.skip(.line(lines.lineNumber), .fewerRows(found: found, declared: declared))
    }
    faults = rows.faults
    return try rows.table(end: .line(lines.lineNumber))
  }

  /// Writes word2vec text, with the fewest digits that give every number back exactly.
  static func write(_ table: EmbeddingTable, to path: String) throws(StoreError) {
    try table.checkFinite()
    for id in table.vocabulary.wordIDs {
      if table.vocabulary.bytes(of: id).contains(where: TextRows.isBreak) {
        throw .unwritableWord(path: path, word: table.vocabulary.word(id), format: "word2vec text")
      }
    }
    do throws(ArchiveError) {
      try SafeFile.write(path, gzip: path.hasSuffix(".gz")) { file throws(ArchiveError) in
        try file.write("\(table.vocabulary.wordIDs.count) \(table.dimensions)\n")
        try TextRows.write(table, separator: TextRows.space, to: &file)
      }
    } catch {
      throw .archive(error)
    }
  }
}
