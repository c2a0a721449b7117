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
/// before that moment leaves the old file as it was and removes the new one.
///
/// Edge cases: a symbolic link stays, the file it points to is replaced. The permissions of a file
/// that is replaced are kept. Something that is no file (a terminal, a pipe) is written directly.
public enum SafeFile {
  /// Makes or replaces the file at `path` with what `body` writes, packed as gzip on request.
  ///
  /// - Errors: whatever `body` throws; `notWritable` when the system refuses a step.
  public static func write(
    _ path: String, gzip: Bool = false, _ body: (inout Writer) throws(ArchiveError) -> Void
  ) throws(ArchiveError) {
    // A NUL would end the name early and replace some other file.
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw .notWritable(path: path, reason: "this is no name of a file")
    }
    let target = resolved(path)
    var information = stat()
    let exists = stat(target, &information) == 0
    let type = information.st_mode & S_IFMT
    if exists && type == S_IFDIR { throw .isDirectory(path: path) }
    if exists && type != S_IFREG {
      let descriptor = try open(target, reportedAs: path, [], permissions: 0)
      defer { try? descriptor.close() }
      var writer = Writer(path: path, descriptor: descriptor, gzip: gzip)
      try body(&writer)
      return try writer.finish()
    }
    // A file without permission to write is meant to stay, though its folder would let it go.
    if exists && access(target, W_OK) != 0 {
      throw .notWritable(path: path, reason: "permission denied")
    }
    let (folder, name) = split(target)
    let (partial, descriptor) = try makePartial(folder, name, reportedAs: path)
    do throws(ArchiveError) {
      let written: Int
      let checksum: UInt32
      do throws(ArchiveError) {
        if exists { fchmod(descriptor.rawValue, information.st_mode & 0o7777) }
        var writer = Writer(path: path, descriptor: descriptor, gzip: gzip)
        try body(&writer)
        try writer.finish()
        (written, checksum) = (writer.written, writer.checksum)
        guard fsync(descriptor.rawValue) == 0 else { throw refusal(path) }
      } catch {
        try? descriptor.close()
        throw error
      }
      guard (try? descriptor.close()) != nil else { throw refusal(path) }
      try verify(partial, length: written, checksum: checksum, reportedAs: path)
      guard rename(partial, target) == 0 else { throw refusal(path) }
    } catch {
      unlink(partial)
      throw error
    }
    try flushFolder(folder, reportedAs: path)
  }

  /// Where the bytes go; writes are gathered into large ones.
  public struct Writer: ~Copyable {
    private let path: String
    private let descriptor: FileDescriptor
    private let packer: GzipWriter?
    private var buffer: [UInt8] = []
    /// Bytes that reached the file.
    fileprivate var written = 0
    /// CRC-32 of the bytes that reached the file.
    fileprivate var checksum: UInt32 = 0

    fileprivate init(path: String, descriptor: FileDescriptor, gzip: Bool) {
      self.path = path
      self.descriptor = descriptor
      packer = gzip ? GzipWriter(.text) : nil
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

    fileprivate mutating func finish() throws(ArchiveError) {
      // An empty gzip file still has one member.
      if !buffer.isEmpty || (packer != nil && written == 0) { try flush() }
    }

    private mutating func flush() throws(ArchiveError) {
      let content = packer.map { packer in buffer.withUnsafeBytes { packer.member($0).packed } }
      var failure: ArchiveError?
      (content ?? buffer).withUnsafeBytes { bytes in
        do throws(ArchiveError) { try put(bytes) } catch { failure = error }
      }
      if let failure { throw failure }
      buffer.removeAll(keepingCapacity: true)
    }

    private mutating func put(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
      do {
        try descriptor.writeAll(bytes)
      } catch {
        throw .notWritable(path: path, reason: SafeFile.word(for: error))
      }
      checksum = Checksum.of(bytes, after: checksum)
      written += bytes.count
    }
  }

  // MARK: - Steps

  /// The path with symbolic links followed; a file that does not exist yet keeps its own name.
  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  private static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let folder = slash == path.startIndex ? "/" : String(path[..<slash])
    return (folder, String(path[path.index(after: slash)...]))
  }

  private static func open(
    _ path: String, reportedAs shown: String, _ options: FileDescriptor.OpenOptions,
    permissions: UInt16
  ) throws(ArchiveError) -> FileDescriptor {
    do {
      return try FileDescriptor.open(
        path, .writeOnly, options: options.union(.closeOnExec),
        permissions: FilePermissions(rawValue: CModeT(permissions)))
    } catch {
      throw .notWritable(path: shown, reason: word(for: error))
    }
  }

  /// A new file beside the target, its name hidden and not taken by anyone.
  private static func makePartial(
    _ folder: String, _ name: String, reportedAs path: String
  ) throws(ArchiveError) -> (String, FileDescriptor) {
    var attempt = 0
    while true {
      let partial = "\(folder)/.\(name.prefix(200)).\(getpid())-\(attempt).partial"
      do throws(ArchiveError) {
        let descriptor = try open(
          partial, reportedAs: path, [.create, .exclusiveCreate], permissions: 0o666)
        return (partial, descriptor)
      } catch {
        attempt += 1
        if attempt == 1000 || access(partial, F_OK) != 0 { throw error }
      }
    }
  }

  /// Reads the file back: a disk that lies is found while the old content is still there.
  private static func verify(
    _ partial: String, length: Int, checksum: UInt32, reportedAs path: String
  ) throws(ArchiveError) {
    var found: UInt32 = 0
    var total = 0
    do {
      let descriptor = try FileDescriptor.open(partial, .readOnly, options: .closeOnExec)
      try descriptor.closeAfter {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { buffer.deallocate() }
        while true {
          let count = try descriptor.read(into: buffer)
          if count == 0 { break }
          found = Checksum.of(UnsafeRawBufferPointer(rebasing: buffer[..<count]), after: found)
          total += count
        }
      }
    } catch {
      throw .notWritable(path: path, reason: word(for: error))
    }
    guard total == length && found == checksum else {
      throw .notWritable(path: path, reason: "what was read back differs from what was written")
    }
  }

  private static func flushFolder(
    _ folder: String, reportedAs path: String
  ) throws(ArchiveError) {
    let descriptor = Self.openFolder(folder)
    // A folder that may be written to but not read cannot be flushed; the file itself is.
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    // Some network file systems have no flush for folders and say so.
    if fsync(descriptor) != 0 && errno != EINVAL && errno != ENOTSUP {
      throw .notFlushed(path: path, reason: String(describing: Errno(rawValue: errno)))
    }
  }

  private static func openFolder(_ folder: String) -> Int32 {
    (try? FileDescriptor.open(folder, .readOnly, options: [.directory, .closeOnExec]))?.rawValue
      ?? -1
  }

  private static func refusal(_ path: String) -> ArchiveError {
    .notWritable(path: path, reason: String(describing: Errno(rawValue: errno)))
  }

  fileprivate static func word(for error: any Error) -> String {
    String(describing: (error as? Errno) ?? .ioError)
  }
}
