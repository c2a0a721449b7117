import Synchronization

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
  /// What has been given back to the system.
  private let discarded = Mutex<[Range<Int>]>([])

  init() { memory = Self.resized(nil, 4096) }

  deinit { free(memory.baseAddress) }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory[..<count]) }

  func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    precondition(range.upperBound <= count)
    precondition(
      discarded.withLock { $0.allSatisfy { !$0.overlaps(range) } }, "a section was taken before")
    return UnsafeRawBufferPointer(rebasing: memory[range])
  }

  /// Gives the memory of a range back to the system, as far as it fills huge pages: the range must not
  /// be read again. Pages of another's bytes are left alone.
  func discard(_ range: Range<Int>) {
    guard let base = memory.baseAddress, !range.isEmpty else { return }
    discarded.withLock { $0.append(range) }
    #if os(Linux)
      let mask = UInt(Self.hugePage - 1)
      let start = (UInt(bitPattern: base + range.lowerBound) + mask) & ~mask
      let end = UInt(bitPattern: base + range.upperBound) & ~mask
      guard end > start, let first = UnsafeMutableRawPointer(bitPattern: start) else { return }
      _ = madvise(first, Int(end - start), MADV_DONTNEED)
    #endif
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
