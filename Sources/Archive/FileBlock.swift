/// A part of a file in the making: memory that grows with what is put into it.
package final class FileBlock {
  private var memory: UnsafeMutableRawBufferPointer
  package private(set) var count = 0

  /// As many bytes as writers aim at: few calls, and little memory for some of them a core.
  package static let usualSize = 1 << 18

  package init() {
    memory = .allocate(byteCount: Self.usualSize + Self.usualSize / 4, alignment: 64)
  }

  deinit { memory.deallocate() }

  package var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: memory[..<count])
  }

  package func removeAll() { count = 0 }

  /// Where `size` bytes more can be put; see `keep`.
  package func room(for size: Int) -> UnsafeMutablePointer<UInt8> {
    if memory.count - count < size {
      let larger = UnsafeMutableRawBufferPointer.allocate(
        byteCount: max(2 * memory.count, count + size), alignment: 64)
      larger.copyMemory(from: bytes)
      memory.deallocate()
      memory = larger
    }
    return (memory.baseAddress! + count).assumingMemoryBound(to: UInt8.self)
  }

  /// Keeps what was put into the `room` before `end`.
  package func keep(upTo end: UnsafeMutablePointer<UInt8>) {
    count = UnsafeRawPointer(end) - UnsafeRawPointer(memory.baseAddress!)
  }
}

extension SafeFile.Writer {
  /// Writes blocks that are made on all cores, one after another in their order.
  ///
  /// - Parameter make: puts block `index` into the memory it is given, which is empty; called from
  ///   several threads, in no order.
  /// - Errors: as `write`; no more blocks are made then than were begun.
  package mutating func write(
    blocks count: Int, _ make: (_ index: Int, _ block: FileBlock) -> Void
  ) throws(ArchiveError) {
    let cores = AllCores()
    let several = min(count, 4 * AllCores.count)
    // While some are made, one core writes those made before.
    var making = (0..<several).map { _ in FileBlock() }
    var made = (0..<several).map { _ in FileBlock() }
    var (start, ready) = (0, 0)
    while start < count || ready > 0 {
      let new = min(several, count - start)
      var failure: ArchiveError?
      cores.forEach(new + 1) { index, _ in
        if index > 0 {
          making[index - 1].removeAll()
          make(start + index - 1, making[index - 1])
        } else {
          do throws(ArchiveError) { try write(made[..<ready]) } catch { failure = error }
        }
      }
      if let failure { throw failure }
      swap(&making, &made)
      (start, ready) = (start + new, new)
    }
  }
}
