import Archive

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// One file in memory that takes each input in turn: readers want a path.
public enum Scratch {
  private static let path: String = {
    let folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
    return "\(folder)/lexigate-fuzz-\(getpid())"
  }()

  /// Words for an array of six rows.
  static let words = fixed(".words", Array("a\nb\nc\nd\ne\nf\n".utf8))

  /// An array of six rows for words.
  static let array: String = {
    var header = Array("{'descr': '<f2', 'fortran_order': False, 'shape': (6, 1), }\n".utf8)
    header = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.count), 0] + header
    return fixed(".npy", header + [UInt8](repeating: 0x3c, count: 12))
  }()

  /// A file beside the one of the inputs.
  private static func fixed(_ ending: String, _ bytes: [UInt8]) -> String {
    let path = Scratch.path + ending
    let file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0o600)
    guard file >= 0, write(file, bytes, bytes.count) == bytes.count else {
      fatalError("\(path) cannot be made")
    }
    close(file)
    return path
  }

  private static func removeAll() {
    for ending in ["", ".words", ".npy"] { unlink(path + ending) }
  }

  private static let descriptor: Int32 = {
    let descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC, 0o600)
    guard descriptor >= 0 else { fatalError("\(path) cannot be made") }
    atexit { Scratch.removeAll() }
    return descriptor
  }()

  /// The path of a file that holds `bytes`.
  public static func file(_ bytes: [UInt8]) -> String {
    guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, bytes, bytes.count, 0) == bytes.count
    else { fatalError("\(path) cannot be written") }
    return path
  }
}

/// What `body` reads; nil where it refuses, for which it must have words.
public func told<Value>(_ body: () throws -> Value) -> Value? {
  do { return try body() } catch {
    precondition(!"\(error)".isEmpty)
    return nil
  }
}

/// The bytes of a container without its gzip layer, with the checksum that they should have: without
/// this hardly any input would get further than there.
public func resealed(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
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
