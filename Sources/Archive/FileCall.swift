import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// One step of writing a file that the system may refuse.
///
/// `SafeFile` touches the disk through these alone, so that a test can stand in between and let any
/// one of them fail.
package enum FileCall {
  /// Type and permissions (`st_mode`) of what stands at a path.
  case modeAt(String)
  /// Permissions may be changed while a file is open, so they go by its descriptor.
  case setMode(Int32, Int)
  /// Opens what is there, or makes a file where nothing is.
  case openFile(String, FileDescriptor.AccessMode, FileDescriptor.OpenOptions)
  case makeFile(String, permissions: Int)
  /// Takes a lock that ends with the descriptor, or with the process; never waits for it.
  case lockFile(Int32, alone: Bool)
  /// The number of the file at a path, or of an open one: whether they are the same.
  case numberAt(String)
  case numberOf(Int32)
  case writeBytes(Int32, UnsafeRawBufferPointer)
  case flush(Int32)
  /// Lets the system drop its own copy, so that the disk is read and not the memory.
  case dropCopy(Int32)
  case readBytes(Int32, UnsafeMutableRawBufferPointer)
  case closeFile(Int32)
  case renameFile(String, to: String)
  case removeFile(String)

  /// How steps are done; tests put refusals in.
  package typealias System = (FileCall) throws(Errno) -> Int

  /// Asks the system, once; what it answers.
  package func perform() throws(Errno) -> Int {
    switch self {
    case .modeAt(let path):
      var found = stat()
      try check(stat(path, &found))
      return Int(found.st_mode)
    case .setMode(let file, let mode):
      return try check(fchmod(file, mode_t(mode)))
    case .openFile(let path, let access, let options):
      return try Self.opened(path, access, options, permissions: 0)
    case .makeFile(let path, let permissions):
      return try Self.opened(
        path, .readWrite, [.create, .exclusiveCreate], permissions: permissions)
    case .lockFile(let file, let alone):
      return try check(flock(file, (alone ? LOCK_EX : LOCK_SH) | LOCK_NB))
    case .numberAt(let path):
      var found = stat()
      try check(stat(path, &found))
      return Self.number(found)
    case .numberOf(let file):
      var found = stat()
      try check(fstat(file, &found))
      return Self.number(found)
    case .writeBytes(let file, let bytes):
      return try check(write(file, bytes.baseAddress, bytes.count))
    case .flush(let file):
      return try check(fsync(file))
    case .dropCopy(let file):
      #if os(Linux)
        let code = posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED)
        if code != 0 { throw Errno(rawValue: code) }
      #endif
      return 0
    case .readBytes(let file, let buffer):
      return try check(read(file, buffer.baseAddress, buffer.count))
    case .closeFile(let file):
      return try check(close(file))
    case .renameFile(let old, let new):
      return try check(rename(old, new))
    case .removeFile(let path):
      return try check(unlink(path))
    }
  }

  @discardableResult
  private func check(_ result: some BinaryInteger) throws(Errno) -> Int {
    if result < 0 { throw Errno(rawValue: errno) }
    return Int(result)
  }

  /// Of the file and the disk that it is on.
  private static func number(_ found: stat) -> Int {
    Int(truncatingIfNeeded: found.st_ino) &+ Int(truncatingIfNeeded: found.st_dev)
      &* 0x1_0000_0000_0001
  }

  private static func opened(
    _ path: String, _ access: FileDescriptor.AccessMode, _ options: FileDescriptor.OpenOptions,
    permissions: Int
  ) throws(Errno) -> Int {
    do {
      let descriptor = try FileDescriptor.open(
        path, access, options: options.union(.closeOnExec),
        permissions: FilePermissions(rawValue: CModeT(permissions)), retryOnInterrupt: false)
      return Int(descriptor.rawValue)
    } catch {
      throw (error as? Errno) ?? .ioError
    }
  }
}

/// The system as a writer of files sees it: interrupted calls are made again.
struct FileSystem {
  let system: FileCall.System

  @discardableResult
  func ask(_ call: FileCall) throws(Errno) -> Int {
    while true {
      do throws(Errno) {
        return try system(call)
      } catch .interrupted {
        // A descriptor whose closing is interrupted is closed all the same.
        if case .closeFile = call { return 0 }
      }
    }
  }

  func open(
    _ path: String, _ access: FileDescriptor.AccessMode,
    _ options: FileDescriptor.OpenOptions = []
  ) throws(Errno) -> Int32 {
    Int32(truncatingIfNeeded: try ask(.openFile(path, access, options)))
  }

  func isSame(_ file: Int32, as path: String) -> Bool {
    guard let one = try? ask(.numberOf(file)), let other = try? ask(.numberAt(path)) else {
      return false
    }
    return one == other
  }

  func writeAll(_ bytes: UnsafeRawBufferPointer, to file: Int32) throws(Errno) {
    var rest = bytes
    while !rest.isEmpty {
      let count = try ask(.writeBytes(file, rest))
      // A system that takes nothing and gives no reason would be asked for ever.
      guard count > 0 else { throw .ioError }
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
    }
  }
}
