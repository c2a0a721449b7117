#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Memory that grows with the bytes that a reader really delivers.
///
/// Filled by one owner, then only read; that makes sharing it between threads safe.
final class InflatedContent: @unchecked Sendable {
  private var memory: UnsafeMutableRawBufferPointer
  private(set) var count = 0

  init() { memory = Self.resized(nil, 4096) }

  deinit { free(memory.baseAddress) }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory[..<count]) }

  func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    precondition(range.upperBound <= count)
    return UnsafeRawBufferPointer(rebasing: memory[range])
  }

  /// The four bytes at `offset` as a number, lowest byte first.
  func integer(at offset: Int) -> UInt32 {
    UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  /// Reads until there are `limit` bytes or the source ends.
  func read(upTo limit: Int, from source: inout ByteReader) throws(ArchiveError) {
    while count < limit {
      if count == memory.count { grow(limit) }
      let room = UnsafeMutableRawBufferPointer(rebasing: memory[count..<min(limit, memory.count)])
      let read = try source.read(into: room)
      if read == 0 { return }
      count += read
    }
  }

  /// At most doubles: what is claimed beyond the bytes that came costs nothing.
  private func grow(_ limit: Int) {
    memory = Self.resized(memory.baseAddress, min(limit, max(memory.count * 2, 1 << 20)))
  }

  /// The system moves large blocks by their page tables, without copying them.
  private static func resized(
    _ memory: UnsafeMutableRawPointer?, _ size: Int
  ) -> UnsafeMutableRawBufferPointer {
    guard let resized = realloc(memory, size) else { fatalError("out of memory") }
    return UnsafeMutableRawBufferPointer(start: resized, count: size)
  }
}
