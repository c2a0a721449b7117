#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension ByteReader {
  /// Bytes of the content of a file that is not packed; nil where that is not known without reading
  /// it: for gzip, a pipe, the standard input, a file that cannot be opened.
  ///
  /// What a header promises can be held against it before memory is taken.
  package static func plainLength(of path: String) -> Int? {
    guard path != "-", !path.isEmpty, !path.utf8.contains(0) else { return nil }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var information = stat()
    guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
      return nil
    }
    var magic: (UInt8, UInt8) = (0, 0)
    let count = withUnsafeMutableBytes(of: &magic) { pread(descriptor, $0.baseAddress, 2, 0) }
    guard count >= 0, !(count == 2 && magic == (0x1f, 0x8b)) else { return nil }
    return Int(information.st_size)
  }
}
