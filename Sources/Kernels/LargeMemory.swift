#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Memory for tables, on huge pages where it is large and the system has them.
///
/// Reading 486 MB on two threads takes 21 ms on pages of 4 KiB and 14 on pages of 2 MiB (Zen 3): the
/// processor need not look up where each small page lies.
package enum LargeMemory {
  private static let hugePage = 2 << 20

  /// Uninitialised, on a 64-byte boundary at least; to be given back with `deallocate()`.
  package static func allocate(_ bytes: Int) -> UnsafeMutableRawPointer {
    guard bytes >= 2 * hugePage else {
      return .allocate(byteCount: bytes, alignment: 64)
    }
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: hugePage)
    #if os(Linux)
      // A wish: the memory is as good without.
      _ = madvise(memory, bytes, MADV_HUGEPAGE)
    #endif
    return memory
  }
}
