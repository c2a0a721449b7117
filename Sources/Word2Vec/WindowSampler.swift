import EmbeddingStore
import Kernels

/// Draws everything that training leaves to chance: kept words, reaches of windows, wrong words.
///
/// The text is one run of ids, cut into chunks of equal length without regard to where texts end.
/// A chunk's windows depend on the seed, the epoch and the chunk's number alone, so chunks can be drawn
/// in any order, on any thread, and again. Words that are not kept, unknown words and padding are
/// taken out before windows are formed; a window never reaches into another text, but it does reach
/// into the neighbouring chunks, up to `margin` positions. A chunk and its margins are read when they
/// are drawn, so the run may be larger than memory.
package struct WindowSampler: Sendable {
  package let settings: SkipGramSettings
  package let subsampling: Subsampling
  package let noise: AliasTable
  /// Positions in one chunk.
  package let chunkLength: Int
  /// How far windows look beyond their chunk: words that are not kept do not count for a window's
  /// reach, and where fewer than one in sixteen is kept the outermost may stay unseen.
  package var margin: Int { 16 * settings.window }
  package let blockLimit: BlockLimit
  /// Wrong words of one window: as many as were asked for, or all other words where there are fewer.
  package let negatives: Int
  private let seed: UInt64
  private let rows: WordRows
  /// What a window's inputs and outputs are.
  private let kind: Kind

  private enum Kind {
    /// Each word around makes a pair with the word in the middle and with the wrong words.
    case pairs
    /// The mean of the words around, and of their n-grams, does.
    case around
    /// The mean of the word in the middle and its n-grams makes a pair with each word around and with
    /// the wrong words.
    case middle
  }

  /// - Parameter counts: occurrences in the text by id, 0 for the reserved ids; two are above 0.
  package init(
    settings: SkipGramSettings, counts: [Int], rows: WordRows, blockLimit: BlockLimit
  ) {
    self.settings = settings
    self.rows = rows
    switch settings.model {
    case .cbow: kind = .around
    case .skipGram: kind = settings.subwords == nil ? .pairs : .middle
    }
    self.blockLimit = blockLimit
    subsampling = Subsampling(counts: counts, subsample: settings.subsample)
    noise = AliasTable(counts: counts)
    negatives = min(settings.negatives, noise.wordCount - 1)
    // Long enough that its beginning and its end cost nothing, and a quarter of a million inputs.
    chunkLength = min(max((1 << 18) / (2 * settings.window), 1024), 16384)
    seed = RandomStream.derive(settings.seed, "skip-gram windows")
  }

  /// What the kernels are to make of a window's inputs.
  package var inputs: ContextWindows.Kind {
    switch kind {
    case .pairs: .pairs
    case .around: settings.subwords == nil ? .bagOfWords : .bag
    case .middle: .bag
    }
  }

  package func chunkCount(_ texts: some EncodedTextSource) -> Int {
    (texts.count + chunkLength - 1) / chunkLength
  }

  /// Room that a caller keeps from chunk to chunk.
  package struct Workspace {
    package init() {}
    var ids: [Int32] = []
    var kept: [Int32] = []
    var positions: [Int] = []
    var meetings = BlockMeetings()
    /// Why the last chunk could not be read, for callers that cannot throw.
    var failure: StoreError?
  }

  /// Draws the windows of chunk `chunk` in epoch `epoch` (from 0).
  ///
  /// Errors: those of reading `texts`.
  package func sample(
    _ texts: some EncodedTextSource, chunk: Int, epoch: Int, into batch: WindowBatch,
    _ space: inout Workspace
  ) throws(StoreError) {
    batch.clear()
    space.meetings.begin()
    let epochSeed = RandomStream.derive(seed, "epoch \(epoch)")
    var stream = RandomStream(seed: epochSeed, stream: UInt64(chunk))
    let start = chunk * chunkLength
    let end = min(start + chunkLength, texts.count)
    let seen = max(start - margin, 0)..<min(end + margin, texts.count)

    var ids: [Int32] = []
    swap(&ids, &space.ids)
    defer { swap(&ids, &space.ids) }
    if ids.count < seen.count {
      ids.append(contentsOf: repeatElement(0, count: seen.count - ids.count))
    }
    let failure: StoreError? = ids.withUnsafeMutableBufferPointer { ids in
      // There is at least one position, or there would be no chunk.
      let base = ids.baseAddress!
      do throws(StoreError) { try texts.read(seen, into: base) } catch { return error }
      let part = Part(ids: base, seen: seen)
      var position = start
      while position < end {
        let textEnd = part.textEnd(from: position, before: end)
        if position < textEnd {
          let own = keep(part, position..<textEnd, epochSeed, &space)
          addWindows(own, &stream, batch, &space)
        }
        position = textEnd + 1
      }
      return nil
    }
    if let failure { throw failure }
    batch.finish()
  }

  /// The positions that a chunk may look at, and their ids.
  private struct Part {
    let ids: UnsafePointer<Int32>
    let seen: Range<Int>

    /// The number at a position of the whole run.
    @inline(__always)
    subscript(_ position: Int) -> Int32 { ids[position &- seen.lowerBound] }

    /// The first mark at `position` or later; `limit` when there is none before it.
    func textEnd(from position: Int, before limit: Int) -> Int {
      var position = position
      while position < limit, self[position] != EncodedTexts.endOfText { position += 1 }
      return position
    }
  }

  /// Collects the kept words of `middle`, which lies within one text, and up to `window` kept words of
  /// the same text on either side; returns which of the collected ones are `middle`'s own.
  @inline(__always)
  private func keep(
    _ part: Part, _ middle: Range<Int>, _ epochSeed: UInt64, _ space: inout Workspace
  ) -> Range<Int> {
    func keeps(_ position: Int) -> Bool {
      let id = part[position]
      return !Vocabulary.isReserved(id)
        && subsampling.keeps(id, at: position, epochSeed: epochSeed)
    }
    space.kept.removeAll(keepingCapacity: true)
    space.positions.removeAll(keepingCapacity: true)
    func add(_ position: Int) {
      space.kept.append(part[position])
      space.positions.append(position)
    }
    var position = middle.lowerBound
    while position > part.seen.lowerBound, space.kept.count < settings.window,
      part[position - 1] != EncodedTexts.endOfText
    {
      position -= 1
      if keeps(position) { add(position) }
    }
    space.kept.reverse()
    space.positions.reverse()
    let before = space.kept.count
    for position in middle where keeps(position) { add(position) }
    let own = before..<space.kept.count
    position = middle.upperBound
    while position < part.seen.upperBound, space.kept.count < own.upperBound + settings.window,
      part[position] != EncodedTexts.endOfText
    {
      if keeps(position) { add(position) }
      position += 1
    }
    return own
  }

  private func addWindows(
    _ own: Range<Int>, _ stream: inout RandomStream, _ batch: WindowBatch, _ space: inout Workspace
  ) {
    let window = settings.window
    let last = space.positions.count - 1
    let around = 2 * window
    var filling: WindowBatch.Filling
    switch kind {
    case .pairs:
      filling = batch.open(
        windows: own.count, inputs: (own.count + 1) * around, outputs: 1 + negatives)
    case .around:
      let most = space.kept.reduce(0) { $0 + rows.count(of: $1) } * around
      filling = batch.open(windows: own.count, inputs: most, outputs: 1 + negatives)
    case .middle:
      let most = space.kept.reduce(0) { $0 + rows.count(of: $1) }
      filling = batch.open(windows: own.count, inputs: most, outputs: around + negatives)
    }
    // Whole reaches are copied, and what is beyond a window is overwritten by the next.
    space.kept.append(contentsOf: repeatElement(0, count: window))
    let meetings = space.meetings
    space.kept.withUnsafeBufferPointer { kept in
      space.positions.withUnsafeBufferPointer { positions in
        let kept = kept.baseAddress!
        for middle in own {
          let reach = 1 + stream.below(window)
          let low = max(middle - reach, 0)
          let high = min(middle + reach, last)
          if low == high { continue }
          var drawn: UnsafeMutablePointer<Int32>
          switch kind {
          case .pairs:
            let m = high - low
            let place = filling.append(
              inputs: m, outputs: 1 + negatives, pairs: m * (1 + negatives))
            for i in 0..<window { place.inputs[i] = kept[low + i] }
            for i in 0..<window { place.inputs[middle - low + i] = kept[middle + 1 + i] }
            place.outputs[0] = kept[middle]
            noise.draw(negatives, &stream, into: place.outputs, after: 1)
            drawn = place.outputs + 1
          case .around:
            var place = filling.next
            for i in low...high where i != middle {
              place.inputs += rows.copy(kept[i], to: place.inputs)
            }
            place.outputs[0] = kept[middle]
            noise.draw(negatives, &stream, into: place.outputs, after: 1)
            drawn = place.outputs + 1
            _ = filling.append(
              inputs: place.inputs - filling.next.inputs, outputs: 1 + negatives,
              pairs: 1 + negatives)
          case .middle:
            let place = filling.next
            let m = high - low
            let count = rows.copy(kept[middle], to: place.inputs)
            for i in low..<middle { place.outputs[i - low] = kept[i] }
            for i in middle..<high { place.outputs[i - low] = kept[i + 1] }
            noise.draw(negatives, &stream, into: place.outputs, after: m)
            drawn = place.outputs + m
            _ = filling.append(
              inputs: count, outputs: m + negatives, pairs: m * (1 + negatives))
          }
          let limit = blockLimit.meetings
          let fits = meetings.add(kept[middle], drawn, negatives, limit: limit)
          if filling.settle(position: positions[middle], fits: fits, limit: blockLimit.windows) {
            meetings.begin()
            _ = meetings.add(kept[middle], drawn, negatives, limit: limit)
          }
        }
      }
    }
    batch.close(filling)
  }
}
