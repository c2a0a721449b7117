import CZlib
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file's content as a stream of bytes, unpacked when the file is gzip.
///
/// ```swift
/// var reader = try ByteReader(path: "reviews.tsv.gz")
/// let count = try reader.read(into: buffer)   // 0 at the end
/// ```
///
/// Whether a file is gzip is told by its first two bytes (1f 8b), never by its name. A gzip file
/// may hold several members one after another (RFC 1952, section 2.2); their contents follow each
/// other. Nothing is read before the first call of `read`. The file is closed when the reader goes
/// away.
///
/// Edge cases: an empty file is an empty stream. Bytes after the last gzip member that do not begin
/// another one are an error, not ignored as the gzip program does. The path `-` is the standard
/// input, which is never closed.
public struct ByteReader: ~Copyable {
  /// The name that error messages give to the stream.
  public let path: String

  private enum Form {
    case undecided, plain, gzip, ended
  }

  private let descriptor: FileDescriptor?
  private let closesDescriptor: Bool
  /// Bytes taken from the file and not yet handed on are `buffer[start..<end]`.
  private let buffer: UnsafeMutableRawBufferPointer
  private var start = 0
  private var end = 0
  /// How many bytes of the file have been taken: the file's offset of `buffer[end]`.
  private var taken = 0
  private var form = Form.undecided
  /// zlib keeps the address of its stream, so the stream must not move with this value.
  private var inflater: UnsafeMutablePointer<z_stream>?
  private var failure: ArchiveError?
  /// How long the file was when it was opened, packed or not; nil for what has no length.
  private let length: Int?

  private static let bufferSize = 1 << 20

  /// Opens the file at `path`, or the standard input when `path` is `-`.
  ///
  /// Errors: `missing`, `isDirectory`, `notReadable`.
  public init(path: String) throws(ArchiveError) {
    if path == "-" {
      self.init(descriptor: .standardInput, name: "standard input", closing: false)
      return
    }
    // A NUL would end the name early and open some other file.
    guard !path.isEmpty, !path.utf8.contains(0) else { throw .missing(path: path) }
    let opened: FileDescriptor
    do {
      opened = try FileDescriptor.open(FilePath(path), .readOnly)
    } catch let error as Errno where error == .noSuchFileOrDirectory {
      throw .missing(path: path)
    } catch {
      throw .notReadable(path: path, reason: ByteReader.reason(error))
    }
    guard ByteReader.information(opened).map({ $0.st_mode & S_IFMT == S_IFDIR }) != true else {
      try? opened.close()
      throw .isDirectory(path: path)
    }
    self.init(descriptor: opened, name: path, closing: true)
  }

  /// Reads from a descriptor that is already open; `name` stands for it in error messages.
  public init(descriptor: FileDescriptor, name: String, closing: Bool) {
    self.path = name
    self.descriptor = descriptor
    self.closesDescriptor = closing
    self.length = ByteReader.length(of: descriptor)
    // No larger than the file: there are many small ones.
    let room = min(length ?? ByteReader.bufferSize, ByteReader.bufferSize)
    self.buffer = .allocate(byteCount: max(room, 16), alignment: 16)
  }

  /// Reads from memory as if `bytes` were a file; `name` stands for it in error messages.
  public init(bytes: [UInt8], name: String) {
    self.path = name
    self.descriptor = nil
    self.closesDescriptor = false
    self.length = bytes.count
    self.buffer = .allocate(byteCount: max(bytes.count, 1), alignment: 16)
    self.buffer.copyBytes(from: bytes)
    self.end = bytes.count
    self.taken = bytes.count
  }

  deinit {
    if let inflater {
      inflateEnd(inflater)
      inflater.deallocate()
    }
    buffer.deallocate()
    if closesDescriptor { try? descriptor?.close() }
  }

  /// The size of a buffer for the content: `most`, or less where the file is small.
  ///
  /// A guess, for a packed file may hold more and any file may grow: go on where it is full.
  package func roomForContent(atMost most: Int) -> Int {
    guard let length, length < most / 16 else { return most }
    return min(most, max(4096, 16 * length))
  }

  /// Whether there can be so many bytes of content, packed or not; true where nobody can tell.
  package func mayHold(_ count: Int) -> Bool {
    length.map { count / PackedFile.maximumRatio <= $0 } ?? true
  }

  /// The length of a regular file; nil for all else, and for the files of no length in which the system
  /// tells about itself.
  private static func length(of descriptor: FileDescriptor) -> Int? {
    guard let information = information(descriptor), information.st_mode & S_IFMT == S_IFREG,
      information.st_size > 0
    else { return nil }
    return Int(information.st_size)
  }

  private static func information(_ descriptor: FileDescriptor) -> stat? {
    var information = stat()
    return fstat(descriptor.rawValue, &information) == 0 ? information : nil
  }

  /// The file as it lies on the disk, read from any place; nil where that cannot be.
  var packedFile: PackedFile? { descriptor.flatMap { PackedFile($0, path: path) } }

  /// Whether a folder (or a link to one) stands at `path`.
  package static func isFolder(_ path: String) -> Bool {
    guard !path.isEmpty, !path.utf8.contains(0) else { return false }
    guard let folder = try? FileDescriptor.open(FilePath(path), .readOnly, options: .directory)
    else { return false }
    try? folder.close()
    return true
  }

  /// Fills the front of `target` and says with how many bytes; 0 only at the end.
  ///
  /// Fewer bytes than `target` holds do not mean that the end is near. `target` must not be empty.
  /// An error is final: every later call throws it again.
  ///
  /// Errors: `notReadable`; for gzip `cutOff` and `damaged`, whose offsets are those of the packed
  /// file.
  public mutating func read(
    into target: UnsafeMutableRawBufferPointer
  ) throws(ArchiveError) -> Int {
    precondition(target.count > 0, "there must be room for at least one byte")
    if let failure { throw failure }
    do throws(ArchiveError) {
      if form == .undecided { try recognise() }
      switch form {
      case .plain: return try readPlain(target)
      case .gzip: return try readGzip(target)
      case .ended, .undecided: return 0
      }
    } catch {
      failure = error
      throw error
    }
  }

  /// Whether `read` would answer at once, waiting for nobody at the other end of a pipe or at a
  /// terminal; always so for a file.
  ///
  /// Edge cases: of gzip data from a pipe, where what is there may not be enough to unpack a byte, it
  /// says whether something is there.
  package var isReady: Bool {
    guard let descriptor, failure == nil, form != .ended, start == end else { return true }
    var request = pollfd(fd: descriptor.rawValue, events: Int16(POLLIN), revents: 0)
    // What the system refuses to say, reading will tell.
    return poll(&request, 1, 0) != 0
  }

  // MARK: - From the file

  /// Reads the first bytes and decides by them. Where the first byte already says "plain", no
  /// second one is waited for, so that a person's first keystrokes at a terminal are not held back.
  private mutating func recognise() throws(ArchiveError) {
    form = .plain
    while end - start < 2 {
      if end - start == 1, buffer[start] != 0x1f { return }
      guard try refill() else { return }
    }
    guard atMember else { return }
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // 15 bits of window, the largest; 16 more ask for the gzip wrapping with its checksum.
    let code = inflateInit2_(
      stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(code == Z_OK, "zlib cannot start: out of memory or another library's version")
    inflater = stream
    form = .gzip
  }

  /// Whether the unread bytes begin as a gzip member does.
  private var atMember: Bool {
    end - start >= 2 && buffer[start] == 0x1f && buffer[start + 1] == 0x8b
  }

  /// Appends at least one byte of the file to the unread ones; false at the end of the file.
  private mutating func refill() throws(ArchiveError) -> Bool {
    guard descriptor != nil else { return false }
    if start == end {
      start = 0
      end = 0
    }
    let count = try readFile(UnsafeMutableRawBufferPointer(rebasing: buffer[end...]))
    end += count
    return count > 0
  }

  private mutating func readFile(
    _ target: UnsafeMutableRawBufferPointer
  ) throws(ArchiveError) -> Int {
    guard let descriptor else { return 0 }
    do {
      let count = try descriptor.read(into: target)
      taken += count
      return count
    } catch {
      throw .notReadable(path: path, reason: ByteReader.reason(error))
    }
  }

  private static func reason(_ error: any Error) -> String {
    (error as? Errno)?.description ?? "\(error)"
  }

  // MARK: - Plain and gzip

  private mutating func readPlain(
    _ target: UnsafeMutableRawBufferPointer
  ) throws(ArchiveError) -> Int {
    // Past the first bytes, the file goes straight into the caller's memory.
    guard start < end else { return try readFile(target) }
    let count = min(target.count, end - start)
    target.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[start..<start + count]))
    start += count
    return count
  }

  private mutating func readGzip(
    _ target: UnsafeMutableRawBufferPointer
  ) throws(ArchiveError) -> Int {
    guard let stream = inflater else { return 0 }
    let room = min(target.count, Int(UInt32.max))
    stream.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = UInt32(room)
    while stream.pointee.avail_out > 0, form == .gzip {
      if start == end {
        // What has been unpacked is handed on before more is waited for.
        if stream.pointee.avail_out < room { break }
        guard try refill() else {
          throw .cutOff(path: path, offset: taken, expected: "the rest of the gzip data")
        }
      }
      let offered = UnsafeMutableRawBufferPointer(rebasing: buffer[start..<end])
      let chunk = min(offered.count, Int(UInt32.max))
      stream.pointee.next_in = offered.baseAddress?.assumingMemoryBound(to: UInt8.self)
      stream.pointee.avail_in = UInt32(chunk)
      let code = inflate(stream, Z_NO_FLUSH)
      start += chunk - Int(stream.pointee.avail_in)
      switch code {
      case Z_OK, Z_BUF_ERROR: continue
      case Z_STREAM_END: try nextMember(stream)
      default:
        let message = stream.pointee.msg.map { String(cString: $0) } ?? "zlib's error \(code)"
        throw .damaged(path: path, offset: offset, found: message, expected: "valid gzip data")
      }
    }
    return room - Int(stream.pointee.avail_out)
  }

  /// The file's offset of the next unread byte.
  private var offset: Int { taken - (end - start) }

  private mutating func nextMember(
    _ stream: UnsafeMutablePointer<z_stream>
  ) throws(ArchiveError) {
    while end - start < 2 {
      if start > 0, start < end {
        // The buffer's last byte moves to the front to make room behind it.
        buffer[0] = buffer[start]
        start = 0
        end = 1
      }
      guard try refill() else { break }
    }
    if start == end {
      form = .ended
    } else if atMember {
      inflateReset(stream)
    } else {
      let found = buffer[start..<min(end, start + 2)].map(ByteReader.hexadecimal)
      throw .damaged(
        path: path, offset: offset, found: found.joined(separator: " "),
        expected: "the end or another gzip member (1f 8b)")
    }
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return byte < 16 ? "0" + digits : digits
  }
}

extension ByteReader {
  /// The whole content of a file, unpacked where it is gzip; for files that fit in memory by nature.
  ///
  /// - Errors: those of opening and reading; `damaged` when there is more than `limit` bytes.
  public static func contents(
    of path: String, limit: Int = 1 << 30
  ) throws(ArchiveError) -> [UInt8] {
    var reader = try ByteReader(path: path)
    var bytes: [UInt8] = []
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: reader.roomForContent(atMost: 1 << 18), alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = try reader.read(into: buffer)
      if count == 0 { return bytes }
      bytes += buffer[..<count]
      if bytes.count > limit {
        throw .damaged(
          path: path, offset: limit, found: "more content", expected: "at most \(limit) bytes")
      }
    }
  }
}
