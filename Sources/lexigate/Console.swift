#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Standard output and standard error.
enum Console {
  static func output(_ text: String) {
    var text = text
    text.withUTF8 { write($0, to: STDOUT_FILENO) }
  }

  static func diagnose(_ text: String) {
    var text = text
    text.withUTF8 { write($0, to: STDERR_FILENO) }
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

  private static func write(_ bytes: UnsafeBufferPointer<UInt8>, to descriptor: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = UnsafeBufferPointer(rebasing: rest).withMemoryRebound(to: UInt8.self) {
        systemWrite(descriptor, $0.baseAddress!, $0.count)
      }
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { return }
      rest = rest.dropFirst(count)
    }
  }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
