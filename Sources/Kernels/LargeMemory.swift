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

  /// Bytes of memory that this machine has.
  static let all = max(1 << 30, sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)))

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

  /// Zeros; to be given back with `free`.
  ///
  /// Large memory comes from the system, which hands out zeros without touching them: whoever fills it
  /// touches it first, on as many threads as fill it.
  ///
  /// - Parameter isFilledNext: whether all of it is about to be written once, as by reading a file. Then
  ///   no huge pages are wished for: a virtual machine may have lent its free ones back to its owner, and
  ///   to fetch 486 MB again took 1.3 s on one thread and 0.4 on two, small pages of what is too
  ///   scattered to be lent 0.26 and 0.14 (huge ones that are still there, 0.04 and 0.02).
  static func zeros(_ bytes: Int, isFilledNext: Bool = false) -> UnsafeMutableRawPointer {
    guard bytes >= 2 * hugePage else {
      let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
      memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
      return memory
    }
    let size = rounded(bytes)
    let mapped = mmap(
      nil, size + hugePage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let mapped, mapped != MAP_FAILED else { fatalError("out of memory") }
    // What lies before and behind whole huge pages goes back.
    let before = -Int(bitPattern: mapped) & (hugePage - 1)
    let memory = mapped + before
    if before > 0 { munmap(mapped, before) }
    munmap(memory + size, hugePage - before)
    #if os(Linux)
      if !isFilledNext { _ = madvise(memory, size, MADV_HUGEPAGE) }
    #endif
    return memory
  }

  /// Gives back what `zeros` gave for as many bytes.
  static func free(_ memory: UnsafeMutableRawPointer, _ bytes: Int) {
    if bytes >= 2 * hugePage { munmap(memory, rounded(bytes)) } else { memory.deallocate() }
  }

  private static func rounded(_ bytes: Int) -> Int { (bytes + hugePage - 1) & ~(hugePage - 1) }
}
