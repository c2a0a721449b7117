import Archive

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Fields parted by a byte that cannot stand inside them.
func split(_ line: Bytes, at separator: UInt8, into fields: inout [Bytes]) {
  fields.removeAll(keepingCapacity: true)
  var start = 0
  while let base = line.baseAddress, start < line.count,
    let hit = memchr(base + start, Int32(separator), line.count - start)
  {
    let stop = UnsafeRawPointer(hit) - UnsafeRawPointer(base)
    fields.append(Bytes(rebasing: line[start..<stop]))
    start = stop + 1
  }
  fields.append(Bytes(rebasing: line[start...]))
}

/// TSV: a row a line, fields parted by tabs. Quotes and backslashes are content like any other.
struct TabSplitter: FieldSplitter, ~Copyable {
  private var lines: LineReader
  private(set) var fields: [Bytes] = []

  init(_ lines: consuming LineReader) {
    self.lines = lines
  }

  var path: String { lines.path }
  var line: Int { lines.lineNumber }
  var raw: Bytes { lines.line }

  mutating func next() throws(CorpusError) -> Reading {
    guard try advance(&lines) else { return .end }
    split(lines.line, at: 0x09, into: &fields)
    return .record
  }
}
