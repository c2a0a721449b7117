import Archive

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// CSV as RFC 4180 has it.
///
/// A field that begins with a quote ends at the next single quote; two quotes inside stand for one,
/// and commas and line ends inside are content, a CR before a line end with them. A quote later in
/// a field that did not begin with one is content (RFC 4180 leaves that open). Rows end with LF or
/// CR LF.
///
/// After a fault inside quotes the rest of that line is passed over and reading goes on at the
/// next.
struct CommaSplitter: FieldSplitter, ~Copyable {
  private enum State {
    case fieldStart, plain, quoted, quoteInQuoted
  }

  private var lines: LineReader
  private(set) var fields: [Bytes] = []
  private(set) var line = 0
  private(set) var raw = Bytes(start: nil, count: 0)
  /// The row's lines, when it has several.
  private let joined = ByteArena()
  /// The row's unquoted fields, and where each of them lies.
  private let unquoted = ByteArena()
  private var ranges: [Range<Int>] = []

  init(_ lines: consuming LineReader) {
    self.lines = lines
    self.lines.keepsCarriageReturn = true
  }

  var path: String { lines.path }

  mutating func next() throws(CorpusError) -> Reading {
    guard try advance(&lines) else { return .end }
    line = lines.lineNumber
    raw = Self.withoutReturn(lines.line)
    guard let base = raw.baseAddress, memchr(base, 0x22, raw.count) != nil else {
      // Most rows have no quote, and their fields need no unquoting.
      split(raw, at: 0x2c, into: &fields)
      return .record
    }
    return try quotedRow()
  }

  private mutating func quotedRow() throws(CorpusError) -> Reading {
    unquoted.clear()
    joined.clear()
    ranges.removeAll(keepingCapacity: true)
    var state = State.fieldStart
    var start = 0
    if let fault = unquote(lines.line, state: &state, start: &start) { return .bad(fault) }
    if state == .quoted { joined.append(lines.line) }
    while state == .quoted {
      guard joined.count < LineReader.longestLine else {
        throw .file(.longLine(path: path, line: line))
      }
      joined.append(0x0a)
      unquoted.append(0x0a)
      guard try advance(&lines) else {
        return .bad(.openQuote(lastLine: lines.lineNumber))
      }
      joined.append(lines.line)
      if let fault = unquote(lines.line, state: &state, start: &start) {
        line = lines.lineNumber
        return .bad(fault)
      }
      if state != .quoted { raw = joined.all }
    }
    ranges.append(start..<unquoted.count)
    fields.removeAll(keepingCapacity: true)
    for range in ranges { fields.append(unquoted[range]) }
    return .record
  }

  /// Goes on with one more line of the row; `start` is where the open field begins in `unquoted`.
  private mutating func unquote(
    _ line: Bytes, state: inout State, start: inout Int
  ) -> RowFault? {
    var at = 0
    // A CR at the end belongs to the row's end, unless the line ends inside quotes.
    let content = Self.withoutReturn(line).count
    while at < line.count {
      let byte = line[at]
      switch state {
      case .quoted:
        // Everything up to the next quote is content.
        let stop = line[at...].firstIndex(of: 0x22) ?? line.count
        unquoted.append(Bytes(rebasing: line[at..<stop]))
        at = stop
        if at < line.count { state = .quoteInQuoted }
      case .quoteInQuoted where byte == 0x22:
        unquoted.append(byte)
        state = .quoted
      case .fieldStart where byte == 0x22:
        state = .quoted
      case _ where at == content:
        return nil
      case _ where byte == 0x2c:
        ranges.append(start..<unquoted.count)
        start = unquoted.count
        state = .fieldStart
      case .quoteInQuoted:
        return .afterQuote(column: line.column(at: at), found: line.quoted(at: at))
      case .fieldStart, .plain:
        unquoted.append(byte)
        state = .plain
      }
      at += 1
    }
    return nil
  }

  private static func withoutReturn(_ line: Bytes) -> Bytes {
    line.last == 0x0d ? Bytes(rebasing: line.dropLast()) : line
  }
}
