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
    buffer = .allocate(byteCount: 1 << 18, alignment: 16)
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
}
