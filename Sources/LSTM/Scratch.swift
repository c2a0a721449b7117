import Kernels

/// Working memory that grows to the largest request and stays, so that a loop soon stops
/// allocating.
package final class Scratch<Element: BitwiseCopyable> {
  package private(set) var pointer: UnsafeMutablePointer<Element>
  private var capacity: Int

  package init() {
    capacity = 0
    pointer = Self.allocate(0)
  }

  deinit { UnsafeMutableRawPointer(pointer).deallocate() }

  /// Makes room for `count` elements. What was stored before is lost when the memory must grow.
  @discardableResult
  package func reserve(_ count: Int) -> UnsafeMutablePointer<Element> {
    if count > capacity {
      UnsafeMutableRawPointer(pointer).deallocate()
      // A quarter more than asked: lengths of batches creep upwards.
      capacity = count + count / 4
      pointer = Self.allocate(capacity)
    }
    return pointer
  }

  private static func allocate(_ count: Int) -> UnsafeMutablePointer<Element> {
    LargeMemory.allocate((count + 16) * MemoryLayout<Element>.stride)
      .assumingMemoryBound(to: Element.self)
  }
}
