import Archive

/// JSON Lines: one object a line; blank lines are passed over.
///
/// Strict JSON (RFC 8259) within each line: no comments, no trailing commas, no lone surrogates, no
/// control characters inside strings, nothing after the object.
final class JSONLines: RecordReader {
  private var lines: LineReader
  private let wanted: [[UInt8]]
  private let arena = ByteArena()
  private(set) var cells: [Cell] = []

  init(_ lines: consuming LineReader, wanted: [String]) {
    self.lines = lines
    self.wanted = wanted.map { Array($0.utf8) }
  }

  var file: String { lines.path }
  var line: Int { lines.lineNumber }
  var raw: Bytes { lines.line }

  /// Read again from the line: only a message needs them, and most lines never make one.
  var columnNames: [String] {
    var parser = JSONObjectParser(raw, arena: ByteArena())
    return (try? parser.keys()) ?? []
  }

  func next() throws(CorpusError) -> Reading {
    repeat {
      guard try advance(&lines) else { return .end }
    } while lines.line.trimmed.isEmpty
    if let offset = raw.firstInvalidUTF8 {
      return .bad(.notUTF8(offset: offset, byte: raw[offset]))
    }
    // Unescaping never lengthens a string, so the arena will not move while the line is read.
    arena.clear()
    arena.reserve(raw.count)
    var parser = JSONObjectParser(raw, arena: arena)
    do throws(RowFault) {
      cells = try parser.values(of: wanted)
      return .record
    } catch { return .bad(error) }
  }
}
