import Kernels

/// The windows of one chunk of text, in arrays that are used again chunk after chunk.
///
/// Window w has the inputs `inputs[starts[w]..<starts[w + 1]]` and the outputs
/// `outputs[outputStarts[w]..<outputStarts[w + 1]]`, the right ones first.
package final class WindowBatch {
  package private(set) var windows = 0
  /// Pairs of all windows, a wrong one as often as it counts.
  package private(set) var pairs = 0
  /// Runs of windows that are updated together.
  package private(set) var blocks: [Block] = []
  private var open = Block(windows: 0..<0, position: 0)

  package let inputs = Column()
  package let starts = Column()
  package let outputs = Column()
  package let outputStarts = Column()

  /// A run of windows, and where in the text its first one stands.
  package struct Block {
    package var windows: Range<Int>
    package var position: Int
  }

  package init() { clear() }

  func clear() {
    windows = 0
    pairs = 0
    blocks.removeAll(keepingCapacity: true)
    open = Block(windows: 0..<0, position: 0)
    for column in [starts, outputStarts] {
      column.reserve(1)
      column.pointer[0] = 0
    }
  }

  /// Begins to add windows: at most so many, of at most so many inputs in all and outputs each.
  func open(windows count: Int, inputs: Int, outputs width: Int) -> Filling {
    self.inputs.reserve(Int(starts[windows]) + inputs)
    outputs.reserve(Int(outputStarts[windows]) + count * width)
    for column in [starts, outputStarts] { column.reserve(windows + count + 1) }
    return Filling(self)
  }

  /// Keeps what was added; the block that is open stays so.
  func close(_ filling: Filling) {
    windows = filling.window
    pairs = filling.pairs
    open = filling.open
  }

  /// Ends the last block.
  func finish() {
    if windows > open.windows.lowerBound { end(open, at: windows) }
  }

  fileprivate func end(_ block: Block, at window: Int) {
    blocks.append(Block(windows: block.windows.lowerBound..<window, position: block.position))
  }

  /// All windows over some columns of two tables; valid until the batch is filled again.
  func windows(
    _ centers: Matrix, _ contexts: Matrix, columns: Range<Int>, negatives: Int,
    kind: ContextWindows.Kind
  ) -> ContextWindows {
    ContextWindows(
      centers: centers, contexts: contexts, columns: columns, inputs: inputs.pointer,
      starts: starts.pointer, outputs: outputs.pointer, outputStarts: outputStarts.pointer,
      negatives: negatives, kind: kind)
  }
}

extension WindowBatch {
  /// Windows that are being added, by pointers alone.
  struct Filling {
    fileprivate var window: Int
    fileprivate var pairs: Int
    /// The block that is being filled: where it begins.
    fileprivate var open: Block
    private let batch: WindowBatch
    private let inputs, starts, outputs, outputStarts: UnsafeMutablePointer<Int32>

    fileprivate init(_ batch: WindowBatch) {
      window = batch.windows
      pairs = batch.pairs
      open = batch.open
      self.batch = batch
      inputs = batch.inputs.pointer
      starts = batch.starts.pointer
      outputs = batch.outputs.pointer
      outputStarts = batch.outputStarts.pointer
    }

    /// Whether the next window's number in its chunk is odd.
    @inline(__always)
    var isOdd: Bool { window & 1 == 1 }

    /// Where the next window's inputs and outputs are to be written.
    @inline(__always)
    var next: (inputs: UnsafeMutablePointer<Int32>, outputs: UnsafeMutablePointer<Int32>) {
      (inputs + Int(starts[window]), outputs + Int(outputStarts[window]))
    }

    /// Adds a window, whose words stand at `next` or will be written to the two pointers; `settle`
    /// must follow.
    @inline(__always)
    mutating func append(
      inputs m: Int, outputs width: Int, pairs count: Int
    ) -> (inputs: UnsafeMutablePointer<Int32>, outputs: UnsafeMutablePointer<Int32>) {
      let places = next
      pairs += count
      starts[window + 1] = starts[window] &+ Int32(truncatingIfNeeded: m)
      outputStarts[window + 1] = outputStarts[window] &+ Int32(truncatingIfNeeded: width)
      window += 1
      return places
    }

    /// Puts the newest window, whose middle stands at `position` of the text, into the open block, or,
    /// where it does not fit, into a new one; true when it opened one.
    @inline(__always)
    mutating func settle(position: Int, fits: Bool, limit: Int) -> Bool {
      let newest = window - 1
      let first = open.windows.lowerBound
      if fits, newest > first, newest - first < limit { return false }
      if newest > first { batch.end(open, at: newest) }
      open = Block(windows: newest..<newest, position: position)
      return true
    }
  }

  /// One array of a batch.
  package final class Column {
    package private(set) var pointer: UnsafeMutablePointer<Int32>
    private var capacity = 1024

    init() {
      pointer = .allocate(capacity: capacity)
      pointer.initialize(repeating: 0, count: capacity)
    }

    deinit { pointer.deallocate() }

    package subscript(_ i: Int) -> Int32 { pointer[i] }

    func reserve(_ count: Int) {
      guard count > capacity else { return }
      let larger = max(2 * capacity, count)
      let new = UnsafeMutablePointer<Int32>.allocate(capacity: larger)
      new.initialize(repeating: 0, count: larger)
      new.update(from: pointer, count: capacity)
      pointer.deallocate()
      pointer = new
      capacity = larger
    }
  }
}
