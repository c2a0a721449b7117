import Kernels

/// The windows of one chunk of text, cut into blocks; the memory is used again chunk after chunk.
///
/// Window w has the inputs `inputs[starts[w]..<starts[w + 1]]` and the outputs
/// `outputs[w * width..<(w + 1) * width]`, the word in the middle first.
package final class WindowBatch {
  package let width: Int
  package private(set) var windows = 0
  package private(set) var inputs: UnsafeMutablePointer<Int32>
  package private(set) var starts: UnsafeMutablePointer<Int32>
  package private(set) var outputs: UnsafeMutablePointer<Int32>
  private var inputCapacity: Int
  private var windowCapacity: Int
  /// Runs of windows that are updated together.
  package private(set) var blocks: [Block] = []

  /// A run of windows, and where in the text its first one stands.
  package struct Block {
    package var windows: Range<Int>
    package var position: Int
  }

  package init(width: Int) {
    self.width = width
    inputCapacity = 1024
    windowCapacity = 128
    inputs = .allocate(capacity: inputCapacity)
    starts = .allocate(capacity: windowCapacity + 1)
    outputs = .allocate(capacity: windowCapacity * width)
    starts[0] = 0
  }

  deinit {
    inputs.deallocate()
    starts.deallocate()
    outputs.deallocate()
  }

  func clear() {
    windows = 0
    blocks.removeAll(keepingCapacity: true)
  }

  /// Number of pairs of an input with the word in the middle.
  package var inputCount: Int { Int(starts[windows]) }

  /// Opens a window: the caller writes `count` inputs to the first pointer and `width` outputs to the
  /// second, and then calls `settle`.
  @inline(__always)
  func append(
    inputs count: Int
  ) -> (inputs: UnsafeMutablePointer<Int32>, outputs: UnsafeMutablePointer<Int32>) {
    let used = inputCount
    if windows == windowCapacity || used + count > inputCapacity { grow(inputs: used + count) }
    windows += 1
    starts[windows] = Int32(truncatingIfNeeded: used + count)
    return (inputs + used, outputs + (windows - 1) * width)
  }

  /// Puts the newest window, whose middle stands at `position` of the text, into the open block, or
  /// into a new one where it would bring that over its limit.
  @inline(__always)
  func settle(position: Int, limit: BlockLimit, _ meetings: inout BlockMeetings) {
    let window = windows - 1
    let start = Int(starts[window])
    let ins = UnsafeBufferPointer(start: inputs + start, count: inputCount - start)
    let outs = UnsafeBufferPointer(start: outputs + window * width, count: width)
    if let last = blocks.last, inputCount - Int(starts[last.windows.lowerBound]) <= limit.inputs,
      meetings.add(ins, outs, limit)
    {
      blocks[blocks.count - 1].windows = last.windows.lowerBound..<windows
    } else {
      blocks.append(Block(windows: window..<windows, position: position))
      meetings.begin()
      _ = meetings.add(ins, outs, limit)
    }
  }

  private func grow(inputs needed: Int) {
    if needed > inputCapacity {
      let capacity = max(2 * inputCapacity, needed)
      inputs = Self.enlarge(inputs, inputCount, capacity)
      inputCapacity = capacity
    }
    if windows == windowCapacity {
      windowCapacity *= 2
      starts = Self.enlarge(starts, windows + 1, windowCapacity + 1)
      outputs = Self.enlarge(outputs, windows * width, windowCapacity * width)
    }
  }

  private static func enlarge(
    _ old: UnsafeMutablePointer<Int32>, _ count: Int, _ capacity: Int
  ) -> UnsafeMutablePointer<Int32> {
    let new = UnsafeMutablePointer<Int32>.allocate(capacity: capacity)
    new.moveInitialize(from: old, count: count)
    old.deallocate()
    return new
  }
}
