import Archive

/// A binary file, plain or gzip, byte by byte and block by block.
struct ByteStream: ~Copyable {
  private var source: ByteReader
  private let buffer: UnsafeMutableRawBufferPointer
  private var start = 0
  private var end = 0
  /// How many bytes of the content have been taken.
  private(set) var offset = 0

  init(path: String) throws(StoreError) {
    do throws(ArchiveError) { source = try ByteReader(path: path) } catch { throw .archive(error) }
    // Last, for a value whose making fails is never taken down again.
    buffer = .allocate(byteCount: source.roomForContent(atMost: 1 << 18), alignment: 16)
  }

  deinit { buffer.deallocate() }

  /// The next byte, left where it is; nil at the end.
  mutating func peek() throws(StoreError) -> UInt8? {
    if start == end {
      start = 0
      do throws(ArchiveError) {
        end = try source.read(into: buffer)
      } catch {
        end = 0
        throw .archive(error)
      }
      if end == 0 { return nil }
    }
    return buffer[start]
  }

  /// The next byte; nil at the end.
  mutating func next() throws(StoreError) -> UInt8? {
    guard let byte = try peek() else { return nil }
    start += 1
    offset += 1
    return byte
  }

  /// Fills `target` as far as the content goes and says how far.
  mutating func read(into target: UnsafeMutableRawBufferPointer) throws(StoreError) -> Int {
    var filled = 0
    while filled < target.count, try peek() != nil {
      let count = min(end - start, target.count - filled)
      UnsafeMutableRawBufferPointer(rebasing: target[filled...]).copyMemory(
        from: UnsafeRawBufferPointer(rebasing: buffer[start..<start + count]))
      start += count
      offset += count
      filled += count
    }
    return filled
  }

  /// Passes over `count` bytes, as far as the content goes, and says over how many.
  mutating func skip(_ count: Int) throws(StoreError) -> Int {
    var passed = 0
    while passed < count, try peek() != nil {
      let step = min(end - start, count - passed)
      start += step
      offset += step
      passed += step
    }
    return passed
  }

  /// Whether there can be so many bytes of content, packed or not; true where nobody can tell.
  func mayHold(_ count: Int) -> Bool { source.mayHold(count) }

  /// At most `count` bytes, fewer where the content ends; memory grows with what is there.
  mutating func take(_ count: Int) throws(StoreError) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count, try peek() != nil {
      let step = min(end - start, count - bytes.count)
      bytes.append(contentsOf: buffer[start..<start + step])
      start += step
      offset += step
    }
    return bytes
  }

  /// The next whole number, lowest byte first; nil when the content ends before it does.
  mutating func integer<T: FixedWidthInteger>(_ type: T.Type) throws(StoreError) -> T? {
    var value: T = 0
    for place in 0..<T.bitWidth / 8 {
      guard let byte = try next() else { return nil }
      value |= T(truncatingIfNeeded: byte) << (8 * place)
    }
    return value
  }
}

/// Numbers as files have them: lowest byte first.
enum LittleEndian {
  static func makeNative(_ numbers: UnsafeMutableBufferPointer<UInt32>) {
    #if _endian(big)
      for i in numbers.indices { numbers[i] = numbers[i].byteSwapped }
    #endif
  }
}
