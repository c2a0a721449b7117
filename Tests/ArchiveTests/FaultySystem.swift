import Archive
import SystemPackage

/// The real system, but for what a test lets go wrong in it.
final class FaultySystem {
  /// What goes wrong.
  enum Fault {
    case none
    /// Call number n is refused and not done.
    case refused(at: Int, Errno)
    /// Call number n is done, but the answer is a refusal.
    case lostAnswer(at: Int, Errno)
    /// From call number n on nothing is done: the process is dead.
    case killed(at: Int)
    /// Every call is interrupted once before it is done.
    case interruptions
    /// Writes take at most so many bytes.
    case shortWrites(Int)
    /// The disk has room for so many bytes.
    case room(Int)
    /// A bit is another when byte n is read back.
    case bitLost(at: Int)
    /// What is read back ends after so many bytes.
    case tailLost(after: Int)
  }

  private let fault: Fault
  /// What has been asked, by names that do not change from run to run.
  private(set) var calls: [String] = []
  private var descriptors: Set<Int32> = []
  private var wasInterrupted = false
  private var written = 0
  private var read = 0

  init(_ fault: Fault = .none) { self.fault = fault }

  /// What the system does for a process that has ended.
  func closeAll() throws {
    for descriptor in descriptors { try FileDescriptor(rawValue: descriptor).close() }
    descriptors = []
  }

  var hasOpenFiles: Bool { !descriptors.isEmpty }

  func answer(_ call: FileCall) throws(Errno) -> Int {
    if case .interruptions = fault {
      wasInterrupted.toggle()
      if wasInterrupted, !call.isClose { throw .interrupted }
    }
    calls.append(call.name)
    switch fault {
    case .refused(at: calls.count, let reason):
      // The system lets go of a descriptor whatever it says.
      if call.isClose { _ = try perform(call) }
      throw reason
    case .lostAnswer(at: calls.count, let reason):
      _ = try perform(call)
      throw reason
    case .killed(let number) where number <= calls.count: throw .ioError
    default: return try perform(call)
    }
  }

  private func perform(_ call: FileCall) throws(Errno) -> Int {
    switch call {
    case .openFile, .makeFile:
      let descriptor = try call.perform()
      descriptors.insert(Int32(descriptor))
      return descriptor
    case .closeFile(let descriptor):
      descriptors.remove(descriptor)
      return try call.perform()
    case .writeBytes(let file, let bytes): return try write(bytes, to: file)
    case .readBytes(_, let buffer): return distort(buffer, count: try call.perform())
    default: return try call.perform()
    }
  }

  private func write(_ bytes: UnsafeRawBufferPointer, to file: Int32) throws(Errno) -> Int {
    var bytes = bytes
    switch fault {
    case .shortWrites(let count): bytes = .init(rebasing: bytes.prefix(count))
    case .room(let room):
      if written == room { throw .noSpace }
      bytes = .init(rebasing: bytes.prefix(room - written))
    default: break
    }
    let count = try FileCall.writeBytes(file, bytes).perform()
    written += count
    return count
  }

  private func distort(_ buffer: UnsafeMutableRawBufferPointer, count: Int) -> Int {
    defer { read += count }
    switch fault {
    case .bitLost(let place) where read..<read + count ~= place:
      buffer[place - read] ^= 16
      return count
    case .tailLost(let length): return min(count, max(length - read, 0))
    default: return count
    }
  }
}

extension FileCall {
  fileprivate var isClose: Bool {
    if case .closeFile = self { true } else { false }
  }

  /// What it is, and of what: the target, its partial file or their folder.
  fileprivate var name: String {
    func thing(_ path: String) -> String {
      path.hasSuffix(".partial") ? "partial" : path.hasSuffix(".gz") ? "target" : "folder"
    }
    return switch self {
    case .modeAt(let path): "mode of \(thing(path))"
    case .setMode: "set mode"
    case .openFile(let path, let access, _):
      "open \(thing(path))\(access == .readOnly ? "" : " of before")"
    case .makeFile: "make partial"
    case .lockFile: "lock"
    case .numberAt(let path): "number of \(thing(path))"
    case .numberOf: "number of open"
    case .writeBytes: "write"
    case .flush: "flush"
    case .dropCopy: "drop copy"
    case .readBytes: "read"
    case .closeFile: "close"
    case .renameFile: "rename"
    case .removeFile(let path): "remove \(thing(path))"
    }
  }
}
