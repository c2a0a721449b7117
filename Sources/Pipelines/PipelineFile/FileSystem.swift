import StrictJSON

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The two questions that checking asks of the file system: what is there, and what does the
/// pipeline file say. Data is read elsewhere.
enum FileSystem {
  enum Entry {
    case missing, forbidden, folder
    /// A file, or anything else that can be read from.
    case file
  }

  static func entry(at path: String) -> Entry {
    var status = stat()
    guard stat(path, &status) == 0 else { return errno == EACCES ? .forbidden : .missing }
    guard access(path, R_OK) == 0 else { return .forbidden }
    return status.st_mode & S_IFMT == S_IFDIR ? .folder : .file
  }

  /// The bytes of a small file.
  ///
  /// Edge cases: reading ends one byte beyond the parser's limit, so that an endless device is
  /// refused as too big.
  static func contents(of path: String) throws(PipelineError) -> [UInt8] {
    if path.utf8.contains(0) { throw .unreadable(path: path, .missing) }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(path: path, trouble()) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= JSONParser.maximumBytes {
      let count = read(descriptor, &buffer, buffer.count)
      if count == 0 { break }
      guard count > 0 else {
        if errno == EINTR { continue }
        throw .unreadable(path: path, trouble())
      }
      bytes += buffer[..<count]
    }
    return bytes
  }

  private static func trouble() -> PipelineError.Trouble {
    switch errno {
    case ENOENT, ENOTDIR: .missing
    case EISDIR: .folder
    case EACCES, EPERM: .forbidden
    default: .system(String(cString: strerror(errno)))
    }
  }
}
