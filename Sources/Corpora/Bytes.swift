// What the formats ask of raw bytes, and the memory they unquote into.

typealias Bytes = UnsafeBufferPointer<UInt8>

/// A growing run of bytes that one reader reuses for every row.
///
/// A class with its own memory, so that cells may point into it until the next row: the address
/// holds as long as nothing is appended past what `reserve` made room for.
final class ByteArena {
  private var memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 4096)
  private(set) var count = 0

  deinit { memory.deallocate() }

  func clear() { count = 0 }

  /// Gives back everything behind the first `kept` bytes.
  func truncate(to kept: Int) { count = min(count, kept) }

  /// Makes room for `extra` more bytes; moves the content, and so ends all addresses into it.
  func reserve(_ extra: Int) {
    guard count + extra > memory.count else { return }
    let larger = UnsafeMutableBufferPointer<UInt8>.allocate(
      capacity: max(count + extra, memory.count * 2))
    _ = larger.update(fromContentsOf: memory[..<count])
    memory.deallocate()
    memory = larger
  }

  func append(_ byte: UInt8) {
    reserve(1)
    memory[count] = byte
    count += 1
  }

  func append(_ bytes: Bytes) {
    reserve(bytes.count)
    _ = memory[count...].update(fromContentsOf: bytes)
    count += bytes.count
  }

  subscript(range: Range<Int>) -> Bytes { Bytes(rebasing: memory[range]) }

  var all: Bytes { self[0..<count] }

  /// The room for `capacity` bytes behind the content, for somebody else to fill.
  func room(_ capacity: Int) -> UnsafeMutableRawBufferPointer {
    reserve(capacity)
    return UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: memory[count...]))
  }

  /// Takes in the first `filled` bytes of `room`.
  func commit(_ filled: Int) { count += filled }
}

extension UnsafeBufferPointer where Element == UInt8 {
  /// The bytes as text; invalid UTF-8 shows as U+FFFD.
  var string: String { String(decoding: self, as: UTF8.self) }

  /// The bytes without spaces and tabs at both ends.
  var trimmed: Bytes {
    var low = 0
    var high = count
    while low < high, self[low] == 0x20 || self[low] == 0x09 { low += 1 }
    while high > low, self[high - 1] == 0x20 || self[high - 1] == 0x09 { high -= 1 }
    return Bytes(rebasing: self[low..<high])
  }

  func equals(_ other: [UInt8]) -> Bool {
    count == other.count && elementsEqual(other)
  }

  /// How many characters (code points) begin before `offset`, plus one: a column for people.
  func column(at offset: Int) -> Int {
    var column = 1
    for byte in self[..<Swift.min(offset, count)] where byte & 0xc0 != 0x80 { column += 1 }
    return column
  }

  /// What stands at `offset`, for an error message.
  func quoted(at offset: Int) -> String {
    guard offset < count else { return "the end of the line" }
    if self[offset] < 0x20 || self[offset] == 0x7f {
      return "the control character 0x\(hexadecimal(self[offset]))"
    }
    let scalars = String(decoding: self[offset..<Swift.min(offset + 4, count)], as: UTF8.self)
      .unicodeScalars
    return "\"\(scalars.first.map(String.init) ?? "")\""
  }

  /// The offset of the first byte that does not belong to well-formed UTF-8; nil when all do.
  ///
  /// Source: The Unicode Standard, table 3-7, "Well-Formed UTF-8 Byte Sequences".
  package var firstInvalidUTF8: Int? {
    guard let base = UnsafeRawPointer(baseAddress) else { return nil }
    var at = 0
    while at < count {
      if self[at] < 0x80 {
        // ASCII, eight bytes at a time.
        while at + 8 <= count,
          base.loadUnaligned(fromByteOffset: at, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
        {
          at += 8
        }
        while at < count, self[at] < 0x80 { at += 1 }
        continue
      }
      let lead = self[at]
      var second: ClosedRange<UInt8> = 0x80...0xbf
      let more: Int
      switch lead {
      case 0xc2...0xdf: more = 1
      case 0xe0: (more, second) = (2, 0xa0...0xbf)
      case 0xed: (more, second) = (2, 0x80...0x9f)
      case 0xe1...0xef: more = 2
      case 0xf0: (more, second) = (3, 0x90...0xbf)
      case 0xf4: (more, second) = (3, 0x80...0x8f)
      case 0xf1...0xf3: more = 3
      default: return at
      }
      guard at + more < count else { return at }
      guard second.contains(self[at + 1]) else { return at }
      for next in 1..<more where self[at + next + 1] & 0xc0 != 0x80 { return at }
      at += more + 1
    }
    return nil
  }
}
