import Archive

/// What the text forms of vectors share: lines of fields with spaces or tabs between them.
enum TextRows {
  static func add(
    _ line: UnsafeBufferPointer<UInt8>, wordEnd: Int, _ place: StoreError.Place,
    _ rows: inout RowCollector
  ) throws(StoreError) {
    let word = UnsafeBufferPointer(rebasing: line[..<wordEnd])
    try rows.begin(word, place)
    var found = 0
    var at = wordEnd
    while at < line.count {
      if isGap(line[at]) {
        at += 1
        continue
      }
      var end = at + 1
      while end < line.count, !isGap(line[end]) { end += 1 }
      let field = UnsafeBufferPointer(rebasing: line[at..<end])
      guard let value = DecimalNumber.parse(field) else {
        throw .file(
          path: rows.path, place,
          .notANumber(word: Shown.text(word), found: Shown.text(field)))
      }
      found += 1
      if found <= rows.dimensions { try rows.append(value) }
      at = end
    }
    if found != rows.dimensions {
      let (word, expected) = (Shown.text(word), rows.dimensions)
      throw .file(
        path: rows.path, place,
        found < expected
          ? .shortRow(word: word, found: found, expected: expected)
          : .longRow(word: word, found: found, expected: expected))
    }
  }

  static func onlyEmptyLinesFollow(
    _ lines: inout LineReader, _ path: String, _ place: StoreError.Place
  ) throws(StoreError) {
    while try advance(&lines) {
      if !trimmed(lines.line).isEmpty { throw .file(path: path, place, .emptyRow) }
    }
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

  // MARK: - Lines and bytes

  static let space = UInt8(ascii: " ")
  static let tab = UInt8(ascii: "\t")
  static let lineFeed = UInt8(ascii: "\n")

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
