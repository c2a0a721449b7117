import Archive
import Kernels

/// A message of Protocol Buffers under construction: fields in the order of their adding.
///
/// A field is a key, number · 8 + kind, and its content: a whole number in groups of seven bits, the
/// lowest first (kind 0), or a length and so many bytes (kind 2). Matrices are kept by reference until
/// the message is written, so that a large one is never copied.
///
/// Source: protobuf.dev, "Encoding".
struct ProtobufMessage {
  private enum Part {
    case bytes([UInt8])
    case floats(Matrix)
  }

  private var parts: [Part] = []
  /// Bytes of the whole.
  private(set) var count = 0

  /// A number of 0 or more.
  mutating func add(_ field: Int, _ number: Int) {
    precondition(number >= 0)
    append(Self.varint(field << 3) + Self.varint(number))
  }

  mutating func add(_ field: Int, _ text: String) { add(field, Array(text.utf8)) }

  mutating func add(_ field: Int, _ bytes: [UInt8]) {
    append(Self.varint(field << 3 | 2) + Self.varint(bytes.count) + bytes)
  }

  mutating func add(_ field: Int, _ message: ProtobufMessage) {
    append(Self.varint(field << 3 | 2) + Self.varint(message.count))
    for part in message.parts { append(part) }
  }

  /// The numbers of a matrix, lowest byte first, rows one after another.
  mutating func add(_ field: Int, _ matrix: Matrix) {
    append(Self.varint(field << 3 | 2) + Self.varint(4 * matrix.rows * matrix.columns))
    append(.floats(matrix))
  }

  mutating func add(_ field: Int, floats: [Float]) {
    add(
      field,
      floats.flatMap { value in
        withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) }
      })
  }

  func write(to path: String) throws(ArchiveError) {
    try SafeFile.write(path) { file throws(ArchiveError) in
      for part in parts {
        switch part {
        case .bytes(let bytes): try file.write(bytes)
        case .floats(let matrix):
          for row in 0..<matrix.rows {
            let values = UnsafeBufferPointer(start: matrix.row(row), count: matrix.columns)
            #if _endian(little)
              try file.write(UnsafeRawBufferPointer(values))
            #else
              try file.write(
                values.flatMap { value in
                  withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) }
                })
            #endif
          }
        }
      }
    }
  }

  private mutating func append(_ bytes: [UInt8]) { append(.bytes(bytes)) }

  private mutating func append(_ part: Part) {
    switch part {
    case .floats(let matrix): count += 4 * matrix.rows * matrix.columns
    case .bytes(let bytes):
      count += bytes.count
      if case .bytes(let before)? = parts.last {
        parts[parts.count - 1] = .bytes(before + bytes)
        return
      }
    }
    parts.append(part)
  }

  private static func varint(_ number: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = number
    while rest > 0x7f {
      bytes.append(UInt8(rest & 0x7f | 0x80))
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }
}
