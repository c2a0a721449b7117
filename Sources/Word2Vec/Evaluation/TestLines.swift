/// Takes the files of human judgements apart.
enum TestLines {
  /// Calls `body` with the number and the text of every line; bytes that are not UTF-8 become
  /// U+FFFD, and a mark at the start of the file is no part of its first line.
  static func forEach<Failure: Error>(
    _ bytes: [UInt8], _ body: (Int, String) throws(Failure) -> Void
  ) throws(Failure) {
    var rest = bytes[...]
    if rest.starts(with: [0xef, 0xbb, 0xbf]) { rest = rest.dropFirst(3) }
    var number = 0
    while !rest.isEmpty {
      let line = rest.prefix { $0 != 0x0a }
      rest = rest.dropFirst(line.count + 1)
      number += 1
      try body(number, String(decoding: line, as: UTF8.self))
    }
  }

  /// What stands between runs of white space.
  static func words(_ line: String) -> [Substring] { line.split(whereSeparator: \.isWhitespace) }

  /// The line without white space at its ends.
  static func trimmed(_ line: Substring) -> Substring {
    var line = line
    while line.first?.isWhitespace == true { line.removeFirst() }
    while line.last?.isWhitespace == true { line.removeLast() }
    return line
  }
}
