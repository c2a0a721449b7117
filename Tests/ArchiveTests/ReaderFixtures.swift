import Foundation

/// A gzip member that holds `content` in one or more stored (unpacked) deflate blocks: made by
/// hand, so that the readers are not tested against the library they are built on.
func storedGzip(_ content: [UInt8]) -> [UInt8] {
  var file: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
  var rest = content[...]
  repeat {
    let block = rest.prefix(65_535)
    rest = rest.dropFirst(block.count)
    let length = UInt16(block.count)
    file += [rest.isEmpty ? 1 : 0]
    file += littleEndian(length) + littleEndian(~length) + block
  } while !rest.isEmpty
  return file + littleEndian(checksum(content)) + littleEndian(UInt32(content.count))
}

/// The CRC-32 of RFC 1952, section 8, a bit at a time.
private func checksum(_ bytes: [UInt8]) -> UInt32 {
  var crc = UInt32.max
  for byte in bytes {
    crc ^= UInt32(byte)
    for _ in 0..<8 { crc = crc & 1 == 1 ? 0xedb8_8320 ^ (crc >> 1) : crc >> 1 }
  }
  return ~crc
}

private func littleEndian<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
  withUnsafeBytes(of: value.littleEndian) { Array($0) }
}

/// Makes a folder for one test and removes it afterwards.
func withFolder(_ body: (_ folder: String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("lexigate-\(UUID().uuidString)").path
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  try body(folder)
}

func write(_ bytes: [UInt8], to path: String) throws {
  try Data(bytes).write(to: URL(fileURLWithPath: path))
}
