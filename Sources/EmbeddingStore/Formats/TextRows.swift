import Archive

/// What the text forms of vectors share: lines of fields with spaces or tabs between them.
enum TextRows {
  /// Adds the row of a line: a word up to `wordEnd`, then numbers.
  static func add(
    _ line: UnsafeBufferPointer<UInt8>, wordEnd: Int, _ place: StoreError.Place,
    _ rows: inout RowCollector
  ) throws(StoreError) {
    let word = UnsafeBufferPointer(rebasing: line[..<wordEnd])
    guard !word.isEmpty else { return try rows.skip(place, .emptyWord) }
    let expected = rows.dimensions
    let room = rows.room()
    var found = 0
    var at = wordEnd
    while true {
      while at < line.count, isGap(line[at]) { at += 1 }
      if at == line.count { break }
      guard let value = DecimalNumber.scan(line, &at) else {
        let field = line[at...].prefix { !isGap($0) }
        return try rows.skip(
          place, .notANumber(word: Shown.text(word), found: Shown.text(field)))
      }
      if found < expected { room[found] = value }
      found += 1
    }
    guard found == expected else {
      let word = Shown.text(word)
      return try rows.skip(
        place,
        found < expected
          ? .shortRow(word: word, found: found, expected: expected)
          : .longRow(word: word, found: found, expected: expected))
    }
    try rows.add(word, place)
  }

  /// Whether the reading goes on after an empty line: it does when it is lenient and more follows.
  static func passEmptyLine(
    _ lines: inout LineReader, _ rows: inout RowCollector
  ) throws(StoreError) -> Bool {
    let place = StoreError.Place.line(lines.lineNumber)
    while try advance(&lines) {
      if trimmed(lines.line).isEmpty { continue }
      try rows.skip(place, .emptyRow)
      return true
    }
    return false
  }

  /// How many fields at the end of a line are numbers; the first field is never one.
  static func trailingNumbers(_ line: UnsafeBufferPointer<UInt8>) -> Int {
    var count = 0
    var end = line.count
    while end > 0 {
      var start = end
      while start > 0, !isGap(line[start - 1]) { start -= 1 }
      let field = UnsafeBufferPointer(rebasing: line[start..<end])
      guard start > 0, DecimalNumber.parse(field) != nil else { break }
      count += 1
      end = start
      while end > 0, isGap(line[end - 1]) { end -= 1 }
    }
    return count
  }

  /// Without the gaps at its end.
  static func trimmed(_ line: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    var end = line.count
    while end > 0, isGap(line[end - 1]) { end -= 1 }
    return UnsafeBufferPointer(rebasing: line[..<end])
  }

  /// How many rows of so many numbers a file can have by its length; nil where that is not known. No
  /// row is shorter than a word of one byte, a space and a digit for each number, and a line's end.
  static func possibleRows(_ path: String, dimensions: Int) -> Int? {
    GrowingRows.possible(path, rowBytes: 2 + 2 * dimensions, dimensions: dimensions)
  }

  /// Writes a line for each word, "word number number …" with `separator` between them, without the word
  /// on request. The numbers have the fewest digits that give every one back exactly.
  static func write(
    _ table: EmbeddingTable, withWords: Bool = true, separator: UInt8,
    to file: inout SafeFile.Writer
  ) throws(ArchiveError) {
    let ids = table.vocabulary.wordIDs
    let (vectors, dimensions) = (table.vectors, table.dimensions)
    // Numbers of training have ten to twelve bytes.
    let some = max(1, FileBlock.usualSize / (dimensions * 12 + 12))
    try file.write(blocks: (ids.count + some - 1) / some) { index, block in
      let first = ids.lowerBound + Int32(index * some)
      for id in first..<min(first + Int32(some), ids.upperBound) {
        let word = withWords ? table.vocabulary.bytes(of: id) : []
        let size = word.count + dimensions * (ShortestDecimal.longest + 1)
        var place = block.room(for: size + ShortestDecimal.room)
        if withWords {
          place.update(from: word, count: word.count)
          place[word.count] = separator
          place += word.count + 1
        }
        let numbers = vectors.row(Int(id))
        for column in 0..<dimensions {
          place = ShortestDecimal.write(numbers[column], to: place)
          place.pointee = separator
          place += 1
        }
        // In the place of the last separator.
        place[-1] = lineFeed
        block.keep(upTo: place)
      }
    }
  }

  // MARK: - Lines and bytes

  static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]
  static let space = UInt8(ascii: " ")
  static let tab = UInt8(ascii: "\t")
  static let lineFeed = UInt8(ascii: "\n")

  @inline(__always)
  static func isGap(_ byte: UInt8) -> Bool { byte == space || byte == tab }

  static func isBreak(_ byte: UInt8) -> Bool {
    isGap(byte) || byte == lineFeed || byte == UInt8(ascii: "\r")
  }

  static func open(_ path: String) throws(StoreError) -> LineReader {
    do throws(ArchiveError) { return try LineReader(path: path) } catch { throw .archive(error) }
  }

  static func advance(_ lines: inout LineReader) throws(StoreError) -> Bool {
    do throws(ArchiveError) { return try lines.advance() } catch { throw .archive(error) }
  }
}
