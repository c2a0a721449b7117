import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes files so that whatever fails at whatever moment, the old or the new content is there.
///
/// The new content goes into a file beside the old one, is flushed to the disk, read back and
/// compared, and only then takes the old one's place; then the folder is flushed too. A failure
/// before that moment leaves the old file as it was and removes the new one. What a writer that was
/// killed left beside its target goes with the next write of that target; see `PartialFile`.
///
/// Edge cases: a symbolic link stays, the file it points to is replaced. The permissions of a file
/// that is replaced are kept. Something that is no file (a terminal, a pipe) is written directly.
public enum SafeFile {
  /// Makes or replaces the file at `path` with what `body` writes, packed as gzip on request.
  ///
  /// - Errors: whatever `body` throws; `isDirectory`; `notWritable` when the system refuses a step
  ///   before the new content is in its place, `notFlushed` when it refuses one after it.
  public static func write(
    _ path: String, gzip: Bool = false, _ body: (inout Writer) throws(ArchiveError) -> Void
  ) throws(ArchiveError) {
    try write(path, gzip: gzip, through: { call throws(Errno) in try call.perform() }, body)
  }

  /// The same through a system that a test makes fail.
  package static func write(
    _ path: String, gzip: Bool = false, through system: @escaping FileCall.System,
    _ body: (inout Writer) throws(ArchiveError) -> Void
  ) throws(ArchiveError) {
    // A NUL would end the name early and replace some other file.
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw .notWritable(path: path, reason: "this is no name of a file")
    }
    let task = Task(path: path, gzip: gzip, files: FileSystem(system: system))
    let target = resolved(path)
    let mode = try task.step { files throws(Errno) in try modeIfAny(target, files) }
    switch mode.map({ mode_t($0) & S_IFMT }) {
    case nil, S_IFREG: try task.replace(target, mode: mode, body)
    case S_IFDIR: throw .isDirectory(path: path)
    default: try task.fill(target, body)
    }
  }

  /// Takes the file at `path` away, where there is one, and what killed writers left beside it.
  ///
  /// Edge cases: a file that another writer has under way stays, and takes its place when it is
  /// done; what the system refuses to remove stays too.
  public static func remove(_ path: String) {
    removeLeft(path)
    _ = try? own.ask(.removeFile(path))
  }

  /// Takes away what killed writers left beside the file at `path`.
  public static func removeLeft(_ path: String) {
    let (folder, name) = split(resolved(path))
    PartialFile.removeLeft(in: folder, for: name, own)
  }

  private static var own: FileSystem {
    FileSystem(system: { call throws(Errno) in try call.perform() })
  }

  /// Where the bytes go; writes are gathered into large ones.
  public struct Writer: ~Copyable {
    private let task: Task
    private let file: Int32
    private let packer: MemberPacker?
    private var buffer: [UInt8] = []
    /// Bytes that reached the file.
    fileprivate var written = 0
    /// CRC-32 of the bytes that reached the file.
    fileprivate var checksum: UInt32 = 0

    fileprivate init(_ task: Task, to file: Int32) {
      self.task = task
      self.file = file
      packer = task.gzip ? MemberPacker() : nil
      buffer.reserveCapacity(GzipWriter.blockSize)
    }

    public mutating func write(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
      var rest = bytes
      while !rest.isEmpty {
        let room = GzipWriter.blockSize - buffer.count
        if packer == nil && buffer.isEmpty && rest.count >= room {
          return try put(rest)
        }
        let part = UnsafeRawBufferPointer(rebasing: rest.prefix(room))
        buffer.append(contentsOf: part)
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(room))
        if buffer.count == GzipWriter.blockSize { try flush() }
      }
    }

    public mutating func write(_ bytes: [UInt8]) throws(ArchiveError) {
      var failure: ArchiveError?
      bytes.withUnsafeBytes { bytes in
        do throws(ArchiveError) { try write(bytes) } catch { failure = error }
      }
      if let failure { throw failure }
    }

    public mutating func write(_ text: String) throws(ArchiveError) {
      try write(Array(text.utf8))
    }

    /// Blocks one after another, packed on all cores where they are to be packed.
    mutating func write(_ blocks: ArraySlice<FileBlock>) throws(ArchiveError) {
      if packer == nil {
        try flush()
        for block in blocks { try put(block.bytes) }
      } else {
        // The same members as of bytes that come one by one.
        for block in blocks { buffer += block.bytes }
        try flush(buffer.count / GzipWriter.blockSize * GzipWriter.blockSize)
      }
    }

    fileprivate mutating func finish() throws(ArchiveError) {
      try flush()
      // An empty gzip file still has one member.
      if let packer, written == 0 { try put(packer.members(of: [][...])) }
    }

    private mutating func flush() throws(ArchiveError) { try flush(buffer.count) }

    /// Writes the first bytes of the buffer.
    private mutating func flush(_ count: Int) throws(ArchiveError) {
      guard count > 0 else { return }
      // Taken out, for writing changes the rest of this value.
      var bytes = buffer
      buffer = []
      let members = packer?.members(of: bytes[..<count])
      if let members { try put(members) } else { try put(bytes, count) }
      bytes.removeFirst(count)
      buffer = bytes
    }

    private mutating func put(_ members: [MemberPacker.Member]) throws(ArchiveError) {
      for member in members { try put(member.packed, member.packed.count) }
    }

    private mutating func put(_ bytes: [UInt8], _ count: Int) throws(ArchiveError) {
      var failure: ArchiveError?
      bytes.withUnsafeBytes { bytes in
        do throws(ArchiveError) {
          try put(UnsafeRawBufferPointer(rebasing: bytes[..<count]))
        } catch {
          failure = error
        }
      }
      if let failure { throw failure }
    }

    private mutating func put(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
      let file = file
      try task.step { files throws(Errno) in try files.writeAll(bytes, to: file) }
      checksum = Checksum.of(bytes, after: checksum)
      written += bytes.count
    }
  }

  // MARK: - Steps

  /// One write of one file.
  fileprivate struct Task {
    /// The name that messages give to the file.
    let path: String
    let gzip: Bool
    let files: FileSystem

    func step<R>(_ body: (FileSystem) throws(Errno) -> R) throws(ArchiveError) -> R {
      do throws(Errno) {
        return try body(files)
      } catch {
        throw .notWritable(path: path, reason: "\(error)")
      }
    }

    /// Writes into something that cannot be replaced.
    func fill(
      _ target: String, _ body: (inout Writer) throws(ArchiveError) -> Void
    ) throws(ArchiveError) {
      let file = try step { files throws(Errno) in try files.open(target, .writeOnly) }
      do throws(ArchiveError) {
        try fill(file, body)
      } catch {
        _ = try? files.ask(.closeFile(file))
        throw error
      }
      try step { files throws(Errno) in _ = try files.ask(.closeFile(file)) }
    }

    @discardableResult
    private func fill(
      _ file: Int32, _ body: (inout Writer) throws(ArchiveError) -> Void
    ) throws(ArchiveError) -> (length: Int, checksum: UInt32) {
      var writer = Writer(self, to: file)
      try body(&writer)
      try writer.finish()
      return (writer.written, writer.checksum)
    }

    /// Writes beside the target, then puts the one in the other's place.
    func replace(
      _ target: String, mode: Int?, _ body: (inout Writer) throws(ArchiveError) -> Void
    ) throws(ArchiveError) {
      // A file without permission to write is meant to stay, though its folder would let it go.
      if mode != nil && access(target, W_OK) != 0 {
        throw .notWritable(path: path, reason: "\(Errno(rawValue: errno))")
      }
      let (folder, name) = split(target)
      // What replaces a file for few eyes is not for all in the meantime.
      let partial = try step { files throws(Errno) in
        try PartialFile.make(
          in: folder, for: name, permissions: mode == nil ? 0o666 : 0o600, files)
      }
      // The file as it is written, and as it is read back; either holds the lock.
      var held = [partial.descriptor]
      do throws(ArchiveError) {
        let written = partial.descriptor
        let (length, checksum) = try fill(written, body)
        let reread = try step { files throws(Errno) in try files.open(partial.path, .readOnly) }
        held.append(reread)
        _ = PartialFile.lock(reread, files)
        try step { files throws(Errno) in
          if let mode { try files.ask(.setMode(written, mode & 0o7777)) }
          try files.ask(.flush(written))
          _ = try? files.ask(.dropCopy(written))
          held.removeFirst()
          try files.ask(.closeFile(written))
        }
        try verify(reread, length: length, checksum: checksum)
        try step { files throws(Errno) in
          do throws(Errno) {
            try files.ask(.renameFile(partial.path, to: target))
          } catch {
            // A server's answer can be lost on its way.
            if !files.isSame(reread, as: target) { throw error }
          }
        }
      } catch {
        // As long as the lock is held nobody else uses this name.
        _ = try? files.ask(.removeFile(partial.path))
        for file in held { _ = try? files.ask(.closeFile(file)) }
        throw error
      }
      for file in held { _ = try? files.ask(.closeFile(file)) }
      do throws(Errno) {
        try flushFolder(folder)
      } catch {
        throw .notFlushed(path: path, reason: "\(error)")
      }
    }

    /// Compares what the disk holds: one that lies is found while the old content is still there.
    private func verify(_ file: Int32, length: Int, checksum: UInt32) throws(ArchiveError) {
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
      defer { buffer.deallocate() }
      var (found, total) = (UInt32(0), 0)
      try step { files throws(Errno) in
        while true {
          let count = try files.ask(.readBytes(file, buffer))
          if count == 0 { return }
          found = Checksum.of(UnsafeRawBufferPointer(rebasing: buffer[..<count]), after: found)
          total += count
        }
      }
      guard total == length && found == checksum else {
        throw .notWritable(path: path, reason: "what was read back differs from what was written")
      }
    }

    private func flushFolder(_ folder: String) throws(Errno) {
      let descriptor: Int32
      do throws(Errno) {
        descriptor = try files.open(folder, .readOnly, .directory)
      } catch {
        // A folder that may be written to but not read cannot be flushed; the file itself is.
        if error == .permissionDenied || error == .notPermitted { return }
        throw error
      }
      defer { _ = try? files.ask(.closeFile(descriptor)) }
      do throws(Errno) {
        try files.ask(.flush(descriptor))
      } catch {
        // Some network file systems have no flush for folders and say so.
        if error != .invalidArgument && error != .notSupported { throw error }
      }
    }
  }

  /// The path with symbolic links followed; the last of them may lead to nothing yet.
  private static func resolved(_ path: String) -> String {
    var path = path
    // As many links as systems follow.
    for _ in 0..<40 {
      if let real = realpath(path, nil) {
        defer { free(real) }
        return String(cString: real)
      }
      var bytes = [CChar](repeating: 0, count: 4096)
      let length = readlink(path, &bytes, bytes.count - 1)
      guard length > 0 else { return path }
      let goal = String(decoding: bytes[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
      path = goal.hasPrefix("/") ? goal : split(path).folder + "/" + goal
    }
    return path
  }

  private static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let folder = slash == path.startIndex ? "/" : String(path[..<slash])
    return (folder, String(path[path.index(after: slash)...]))
  }

  /// Type and permissions of what stands at `path`, or nil when nothing does.
  private static func modeIfAny(_ path: String, _ files: FileSystem) throws(Errno) -> Int? {
    do throws(Errno) {
      return try files.ask(.modeAt(path))
    } catch {
      // Whether its folder is there is found when the new file is made.
      if error == .noSuchFileOrDirectory || error == .notDirectory { return nil }
      throw error
    }
  }
}
