#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Standard output and standard error.
enum Console {
  /// - Errors: results that cannot be written are lost work: exit code 1.
  static func output(_ text: String) throws(Failure) {
    var text = text
    let isWritten = text.withUTF8 { write($0, to: STDOUT_FILENO) }
    guard isWritten else {
      throw Failure(
        .work, "standard output: cannot be written: \(String(cString: strerror(errno)))")
    }
  }

  static func diagnose(_ text: String) {
    var text = text
    _ = text.withUTF8 { write($0, to: STDERR_FILENO) }
  }

  /// Whether a person may be watching standard error.
  static var isWatched: Bool { isatty(STDERR_FILENO) == 1 }

  /// Columns of the terminal at standard output, where there is one.
  static var width: Int? {
    guard isatty(STDOUT_FILENO) == 1 else { return nil }
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  private static func write(_ bytes: UnsafeBufferPointer<UInt8>, to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = UnsafeBufferPointer(rebasing: rest).withMemoryRebound(to: UInt8.self) {
        systemWrite(descriptor, $0.baseAddress!, $0.count)
      }
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
