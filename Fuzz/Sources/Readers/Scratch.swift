import Archive

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// One file in memory that takes each input in turn: readers want a path.
enum Scratch {
  static let path: String = {
    let folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
    return "\(folder)/lexigate-fuzz-\(getpid())"
  }()

  /// Words for an array of six rows.
  static let words: String = {
    let path = Scratch.path + ".words"
    let list = open(path, O_RDWR | O_CREAT | O_TRUNC, 0o600)
    guard list >= 0, write(list, "a\nb\nc\nd\ne\nf\n", 12) == 12 else {
      fatalError("\(path) cannot be made")
    }
    close(list)
    atexit { unlink(Scratch.words) }
    return path
  }()

  private static let descriptor: Int32 = {
    let descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC, 0o600)
    guard descriptor >= 0 else { fatalError("\(path) cannot be made") }
    atexit { unlink(Scratch.path) }
    return descriptor
  }()

  /// The path of a file that holds `bytes`.
  static func file(_ bytes: [UInt8]) -> String {
    guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, bytes, bytes.count, 0) == bytes.count
    else { fatalError("\(path) cannot be written") }
    return path
  }
}

/// The bytes of a container without its gzip layer, with the checksum that they should have: without
/// this hardly any input would get further than there.
func resealed(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
  var result = Array(bytes)
  guard result.count >= 4, result[0] != 0x1f else { return result }
  var checksum = UInt32.max
  for byte in result.dropLast(4) {
    checksum = table[Int(UInt8(truncatingIfNeeded: checksum) ^ byte)] ^ (checksum >> 8)
  }
  for place in 0..<4 {
    result[result.count - 4 + place] = UInt8(truncatingIfNeeded: ~checksum >> (8 * place))
  }
  return result
}

/// CRC-32 of every byte; RFC 1952, section 8.
private let table: [UInt32] = (0..<256).map { byte in
  (0..<8).reduce(UInt32(byte)) { rest, _ in
    rest & 1 == 1 ? 0xedb8_8320 ^ (rest >> 1) : rest >> 1
  }
}
