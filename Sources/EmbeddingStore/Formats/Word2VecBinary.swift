import Archive

/// The binary form of word2vec: a line with the numbers of words and dimensions, then for each word its
/// bytes, one space, and its numbers as 32-bit floats, lowest byte first.
///
/// The original program ends each vector with a line feed, others do not; both are read. Words need
/// not be UTF-8.
enum Word2VecBinary {
  /// Places in messages are bytes of the unpacked content; a row is found at its word.
  static func read(
    _ path: String, _ faults: inout RowFaults
  ) throws(StoreError) -> EmbeddingTable {
    var stream = try ByteStream(path: path)
    var header: [UInt8] = []
    while let byte = try stream.next(), byte != lineFeed {
      header.append(byte)
      // Two numbers are never this long.
      if header.count > 100 { break }
    }
    let (declared, dimensions) = try header.withUnsafeBufferPointer { line throws(StoreError) in
      try VectorHeader.parse(line, path, .byte(0))
    }
    // No row is shorter than a word of one byte, a space and the numbers.
    let possible = GrowingRows.possible(
      path, rowBytes: 2 + 4 * dimensions, dimensions: dimensions)
    var rows = RowCollector(
      faults, dimensions: dimensions, declared: declared, possible: possible)
    var word: [UInt8] = []
    var found = 0
    while true {
      if try stream.peek() == lineFeed { _ = try stream.next() }
      let place = StoreError.Place.byte(stream.offset)
      guard try stream.peek() != nil else { break }
      if found == declared { try rows.skip(place, .moreRows(declared: declared)) }
      word.removeAll(keepingCapacity: true)
      while let byte = try stream.next(), byte != space {
        // Where a word does not end, nobody can tell where the next row begins.
        if byte == lineFeed { throw .file(path: path, place, .lineBreakInWord) }
        word.append(byte)
        if word.count > EmbeddingTable.maximumWordLength {
          throw .file(path: path, place, .longWord)
        }
      }
      let room = UnsafeMutableRawBufferPointer(start: rows.room(), count: dimensions * 4)
      guard try stream.read(into: room) == room.count else {
        try rows.skip(place, .cutOff(word: Shown.text(word), expected: dimensions))
        break
      }
      found += 1
      LittleEndian.makeNative(room.bindMemory(to: UInt32.self))
      try word.withUnsafeBufferPointer { word throws(StoreError) in try rows.add(word, place) }
    }
    if found < declared {
      try rows.skip(.byte(stream.offset), .fewerRows(found: found, declared: declared))
    }
    faults = rows.faults
    return try rows.table(end: .byte(stream.offset))
  }

  /// Writes the form of the original program, with a line feed after each vector.
  static func write(_ table: EmbeddingTable, to path: String) throws(StoreError) {
    try table.checkFinite()
    for id in table.vocabulary.wordIDs {
      if table.vocabulary.bytes(of: id).contains(where: { $0 == space || $0 == lineFeed }) {
        throw .unwritableWord(
          path: path, word: table.vocabulary.word(id), format: "word2vec binary")
      }
    }
    do throws(ArchiveError) {
      try SafeFile.write(path, gzip: path.hasSuffix(".gz")) { file throws(ArchiveError) in
        try file.write("\(table.vocabulary.wordIDs.count) \(table.dimensions)\n")
        var row: [UInt8] = []
        for id in table.vocabulary.wordIDs {
          row.removeAll(keepingCapacity: true)
          row += table.vocabulary.bytes(of: id)
          row.append(space)
          let values = table.vectors.row(Int(id))
          for column in 0..<table.dimensions {
            withUnsafeBytes(of: values[column].bitPattern.littleEndian) {
              row.append(contentsOf: $0)
            }
          }
          row.append(lineFeed)
          try file.write(row)
        }
      }
    } catch {
      throw .archive(error)
    }
  }

  private static let space = UInt8(ascii: " ")
  private static let lineFeed = UInt8(ascii: "\n")
}
