#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file, plain or gzip, line by line, as bytes.
///
/// ```swift
/// var lines = try LineReader(path: "corpus.txt.gz")
/// while let length = try lines.next({ $0.count }) { … }
/// ```
///
/// A line ends at LF (0a) and nowhere else: U+0085, U+2028, form feeds and lone CRs are content.
/// One CR right before the LF, or before the end of the file, belongs to the line's end. A UTF-8
/// byte order mark at the start of the file is not content. A last line without LF is a line; after
/// a last LF there is none. The bytes need not be UTF-8. A line may be `longestLine` bytes long: a
/// small gzip file can hold one that no memory can.
///
/// No line is copied: `next` shows the bytes where they lie in the reader's own buffer.
public struct LineReader: ~Copyable {
  private var source: ByteReader
  private var buffer: UnsafeMutableRawBufferPointer
  /// The unread bytes are `buffer[start..<end]`; those before `searched` hold no LF.
  private var start = 0
  private var searched = 0
  private var end = 0
  private var sourceEnded = false

  /// The number of the line last returned, from 1; 0 before the first.
  public private(set) var lineNumber = 0

  /// The line last found by `advance`; its memory is the reader's and is reused by the next call.
  package private(set) var line = UnsafeBufferPointer<UInt8>(start: nil, count: 0)

  /// Leaves a CR before the LF in place, for formats in which it may be content.
  package var keepsCarriageReturn = false

  /// Where a line that does not fit in the buffer may be cut, so that it comes in parts; nil for
  /// nowhere so far, and the buffer grows. The bytes are the beginning of what is left of the line; a
  /// cut is neither 0 nor their count. Without it every line comes whole.
  package var cut: ((UnsafeBufferPointer<UInt8>) -> Int?)?

  /// Whether `line` is a part of a line whose next part comes next.
  package private(set) var lineGoesOn = false

  /// How long a line may be before it comes in parts; of a small file the buffer begins smaller.
  private static let bufferSize = 1 << 20

  /// More than any line that a person or a program writes on purpose.
  public static let longestLine = 64 << 20

  /// Opens the file at `path`, or the standard input when `path` is `-`.
  ///
  /// Errors: `missing`, `isDirectory`, `notReadable`.
  public init(path: String) throws(ArchiveError) {
    self.init(try ByteReader(path: path))
  }

  /// Reads the lines of `bytes` as if they were a file; `name` stands for it in error messages.
  public init(bytes: [UInt8], name: String) {
    self.init(ByteReader(bytes: bytes, name: name))
  }

  /// Reads the lines of a stream from where it stands.
  public init(_ source: consuming ByteReader) {
    let room = source.roomForContent(atMost: LineReader.bufferSize)
    self.source = source
    self.buffer = .allocate(byteCount: room, alignment: 16)
  }

  deinit {
    buffer.deallocate()
  }

  /// The name that error messages give to the stream.
  public var path: String { source.path }

  /// Hands the next line, without its end, to `body`; nil when there is none.
  ///
  /// The bytes must not be used after `body` returns. Errors: as `ByteReader.read`; `longLine`.
  public mutating func next<R>(
    _ body: (UnsafeBufferPointer<UInt8>) -> R
  ) throws(ArchiveError) -> R? {
    try advance() ? body(line) : nil
  }

  /// Whether `next` would answer at once, waiting for nobody at the other end of a pipe or at a
  /// terminal: a whole line has arrived, or the end.
  ///
  /// Errors: as `ByteReader.read`.
  public mutating func isReady() throws(ArchiveError) -> Bool {
    while true {
      if sourceEnded { return true }
      if let base = buffer.baseAddress, searched < end {
        if let hit = memchr(base + searched, 0x0a, end - searched) {
          searched = UnsafeRawPointer(hit) - UnsafeRawPointer(base)
          return true
        }
        searched = end
      }
      if cut != nil && isFull { return true }
      guard source.isReady else { return false }
      try refill()
    }
  }

  /// Finds the next line and leaves it in `line`; false when there is none.
  ///
  /// Errors: as `ByteReader.read`; `longLine`.
  package mutating func advance() throws(ArchiveError) -> Bool {
    while true {
      if let base = buffer.baseAddress, searched < end,
        let hit = memchr(base + searched, 0x0a, end - searched)
      {
        let stop = UnsafeRawPointer(hit) - UnsafeRawPointer(base)
        take(upTo: stop, hasLineFeed: true)
        return true
      }
      searched = end
      if sourceEnded {
        if lineNumber == 0 { skipByteOrderMark(before: end) }
        guard start < end else { return false }
        take(upTo: end, hasLineFeed: false)
        return true
      }
      if takePart() { return true }
      try refill()
    }
  }

  private mutating func take(upTo stop: Int, hasLineFeed: Bool) {
    if lineNumber == 0 { skipByteOrderMark(before: stop) }
    var last = stop
    if !keepsCarriageReturn, last > start, buffer[last - 1] == 0x0d { last -= 1 }
    line = bytes(start..<last)
    if !lineGoesOn { lineNumber += 1 }
    lineGoesOn = false
    start = hasLineFeed ? stop + 1 : stop
    searched = start
  }

  /// Takes a part of the line that fills the buffer; false when it does not or cannot be cut.
  private mutating func takePart() -> Bool {
    guard let cut, isFull else { return false }
    if lineNumber == 0 { skipByteOrderMark(before: end) }
    guard let length = cut(bytes(start..<end)) else { return false }
    precondition(length > 0 && length < end - start, "a part must leave something")
    line = bytes(start..<(start + length))
    if !lineGoesOn { lineNumber += 1 }
    lineGoesOn = true
    start += length
    return true
  }

  /// Whether one line fills the buffer, and that as large as a line may be before it is cut.
  private var isFull: Bool { start == 0 && end == buffer.count && end >= Self.bufferSize }

  private func bytes(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
    UnsafeRawBufferPointer(rebasing: buffer[range]).assumingMemoryBound(to: UInt8.self)
  }

  private mutating func skipByteOrderMark(before stop: Int) {
    if stop - start >= 3, buffer[start] == 0xef, buffer[start + 1] == 0xbb,
      buffer[start + 2] == 0xbf
    {
      start += 3
    }
  }

  /// Moves the unfinished line to the front, grows the buffer when that line fills it, reads on.
  private mutating func refill() throws(ArchiveError) {
    if start > 0 {
      let rest = end - start
      if rest > 0, let base = buffer.baseAddress { memmove(base, base + start, rest) }
      start = 0
      end = rest
      searched = rest
    }
    if end == buffer.count {
      guard buffer.count < Self.longestLine else {
        throw .longLine(path: path, line: lineNumber + 1)
      }
      let twice = buffer.count * 2
      let larger = UnsafeMutableRawBufferPointer.allocate(
        byteCount: buffer.count < Self.bufferSize ? min(twice, Self.bufferSize) : twice,
        alignment: 16)
      larger.copyMemory(from: UnsafeRawBufferPointer(buffer))
      buffer.deallocate()
      buffer = larger
    }
    let count = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[end...]))
    end += count
    sourceEnded = count == 0
  }
}
