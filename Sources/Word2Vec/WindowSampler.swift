import EmbeddingStore
import Kernels

/// Draws everything that skip-gram leaves to chance: kept words, reaches of windows, wrong words.
///
/// The text is one run of ids, cut into chunks of equal length without regard to where texts end.
/// A chunk's windows depend on the seed, the epoch and the chunk's number alone, so chunks can be drawn
/// in any order, on any thread, and again. Words that are not kept, unknown words and padding are
/// taken out before windows are formed; a window never reaches into another text, but it does reach
/// into the neighbouring chunks.
package struct WindowSampler: Sendable {
  package let settings: SkipGramSettings
  package let subsampling: Subsampling
  package let noise: AliasTable
  /// Words of text in one chunk.
  package let chunkLength: Int
  package let blockLimit: BlockLimit
  /// Wrong words of one window: as many as were asked for, or all other words where there are fewer.
  package let negatives: Int
  private let seed: UInt64

  /// - Parameter counts: occurrences in the text by id, 0 for the reserved ids; two are above 0.
  package init(settings: SkipGramSettings, counts: [Int], blockLimit: BlockLimit) {
    self.settings = settings
    self.blockLimit = blockLimit
    subsampling = Subsampling(counts: counts, subsample: settings.subsample)
    noise = AliasTable(counts: counts)
    negatives = min(settings.negatives, noise.wordCount - 1)
    // Long enough that its beginning and its end cost nothing, and a quarter of a million inputs.
    chunkLength = min(max((1 << 18) / (2 * settings.window), 1024), 16384)
    seed = RandomStream.derive(settings.seed, "skip-gram windows")
  }

  /// Outputs of one window.
  package var width: Int { 1 + negatives }

  package func chunkCount(_ texts: EncodedTexts) -> Int {
    (texts.ids.count + chunkLength - 1) / chunkLength
  }

  /// Room that a caller keeps from chunk to chunk.
  package struct Workspace {
    package init() {}
    var kept: [Int32] = []
    var positions: [Int] = []
    var meetings = BlockMeetings()
  }

  /// Draws the windows of chunk `chunk` in epoch `epoch` (from 0).
  package func sample(
    _ texts: EncodedTexts, chunk: Int, epoch: Int, into batch: WindowBatch,
    _ space: inout Workspace
  ) {
    batch.clear()
    space.meetings.begin()
    let epochSeed = RandomStream.derive(seed, "epoch \(epoch)")
    var stream = RandomStream(seed: epochSeed, stream: UInt64(chunk))
    let start = chunk * chunkLength
    let end = min(start + chunkLength, texts.ids.count)
    texts.ids.withUnsafeBufferPointer { ids in
      texts.starts.withUnsafeBufferPointer { starts in
        var text = Self.text(at: start, starts)
        while text + 1 < starts.count, starts[text] < end {
          let bounds = starts[text]..<starts[text + 1]
          let middle = bounds.clamped(to: start..<end)
          if !middle.isEmpty {
            let own = keep(ids, bounds, middle, epochSeed, &space)
            addWindows(own, &stream, batch, &space)
          }
          text += 1
        }
      }
    }
    batch.finish()
  }

  /// The last text that starts at or before `position`.
  private static func text(at position: Int, _ starts: UnsafeBufferPointer<Int>) -> Int {
    var low = 0
    var high = starts.count - 1
    while low < high {
      let half = (low + high + 1) / 2
      if starts[half] <= position { low = half } else { high = half - 1 }
    }
    return low
  }

  /// Collects the kept words of `middle` and up to `window` kept words of the same text on either
  /// side; returns which of the collected ones are `middle`'s own.
  @inline(__always)
  private func keep(
    _ ids: UnsafeBufferPointer<Int32>, _ text: Range<Int>, _ middle: Range<Int>,
    _ epochSeed: UInt64, _ space: inout Workspace
  ) -> Range<Int> {
    func keeps(_ position: Int) -> Bool {
      let id = ids[position]
      return !Vocabulary.isReserved(id)
        && subsampling.keeps(id, at: position, epochSeed: epochSeed)
    }
    space.kept.removeAll(keepingCapacity: true)
    space.positions.removeAll(keepingCapacity: true)
    func add(_ position: Int) {
      space.kept.append(ids[position])
      space.positions.append(position)
    }
    var position = middle.lowerBound
    while position > text.lowerBound, space.kept.count < settings.window {
      position -= 1
      if keeps(position) { add(position) }
    }
    space.kept.reverse()
    space.positions.reverse()
    let before = space.kept.count
    for position in middle where keeps(position) { add(position) }
    let own = before..<space.kept.count
    position = middle.upperBound
    while position < text.upperBound, space.kept.count < own.upperBound + settings.window {
      if keeps(position) { add(position) }
      position += 1
    }
    return own
  }

  private func addWindows(
    _ own: Range<Int>, _ stream: inout RandomStream, _ batch: WindowBatch, _ space: inout Workspace
  ) {
    let width = self.width
    let window = settings.window
    let meetings = space.meetings
    var filling = batch.open(windows: own.count, inputs: 2 * window, outputs: width)
    // Whole reaches are copied, and what is beyond a window is overwritten by the next.
    space.kept.append(contentsOf: repeatElement(0, count: window))
    let last = space.positions.count - 1
    space.kept.withUnsafeBufferPointer { kept in
      space.positions.withUnsafeBufferPointer { positions in
        let kept = kept.baseAddress!
        for middle in own {
          let reach = 1 + stream.below(window)
          let low = max(middle - reach, 0)
          let high = min(middle + reach, last)
          if low == high { continue }
          let m = high - low
          let (inputs, outputs) = filling.append(inputs: m, outputs: width, pairs: m * width)
          for i in 0..<window { inputs[i] = kept[low + i] }
          for i in 0..<window { inputs[middle - low + i] = kept[middle + 1 + i] }
          outputs[0] = kept[middle]
          noise.draw(negatives, &stream, after: outputs)
          let fits = meetings.add(outputs, width, limit: blockLimit.meetings)
          if filling.settle(position: positions[middle], fits: fits, limit: blockLimit.windows) {
            meetings.begin()
            _ = meetings.add(outputs, width, limit: blockLimit.meetings)
          }
        }
      }
    }
    batch.close(filling)
  }
}
