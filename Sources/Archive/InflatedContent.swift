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

  /// At most doubles beyond what costs nothing until bytes come.
  private func grow(_ limit: Int) {
    memory = Self.resized(memory.baseAddress, min(limit, max(memory.count * 2, Self.reserve)))
  }

  /// Addresses asked for at once: no memory as long as nothing is written there.
  private static let reserve = 64 << 20

  private static let hugePage = 2 << 20

  /// The system moves large blocks by their page tables, without copying them. Huge pages spare it
  /// thousands of small ones, each of which costs more than what is written to it.
  private static func resized(
    _ memory: UnsafeMutableRawPointer?, _ size: Int
  ) -> UnsafeMutableRawBufferPointer {
    guard let resized = realloc(memory, size) else { fatalError("out of memory") }
    #if os(Linux)
      if size >= 2 * hugePage {
        // A wish, for the whole pages in between; the memory is as good without.
        let start = (UInt(bitPattern: resized) + 4095) & ~4095
        _ = madvise(UnsafeMutableRawPointer(bitPattern: start), size - 4096, MADV_HUGEPAGE)
      }
    #endif
    return UnsafeMutableRawBufferPointer(start: resized, count: size)
  }
}
