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
  /// Whether a window with an odd number takes the wrong words of the one before: fewer rows
  /// pass through the caches, and the vectors are as good.
  private var sharesWrongWords: Bool { blockLimit.meetings > 1 }
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
    // Long enough that its beginning and its end cost nothing, and a quarter of a million inputs; a word
    // has about twenty n-grams.
    let inputs = 2 * settings.window * (kind == .around && settings.subwords != nil ? 20 : 1)
    chunkLength = min(max((1 << 18) / inputs, 256), 16384)
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
    /// How many of the kept words before each repeat one of the few before them.
    var repeats: [Int32] = []
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
    let parts = (around + Self.narrowest - 1) / Self.narrowest
    var filling: WindowBatch.Filling
    switch kind {
    case .pairs:
      filling = batch.open(
        windows: own.count * parts, inputs: (own.count + 1) * around, outputs: 1 + negatives)
    case .around:
      let most = space.kept.reduce(0) { $0 + rows.count(of: $1) }
      filling = batch.open(
        windows: own.count, inputs: most * min(around, own.count), outputs: 1 + negatives)
    case .middle:
      let most = space.kept[own].reduce(0) { $0 + rows.count(of: $1) }
      filling = batch.open(
        windows: own.count * parts, inputs: most * parts,
        outputs: min(around, Self.widest) + negatives)
    }
    // Words that `addPairs` may copy and does not mean.
    space.kept.append(contentsOf: repeatElement(0, count: window))
    let meetings = space.meetings
    let limit = blockLimit.meetings
    countRepeats(&space)
    let repeats = space.repeats
    space.kept.withUnsafeBufferPointer { kept in
      space.positions.withUnsafeBufferPointer { positions in
        let kept = kept.baseAddress!
        for middle in own {
          let reach = 1 + stream.below(window)
          let around = Around(
            kept: kept, low: max(middle - reach, 0), middle: middle,
            high: min(middle + reach, last))
          if around.count == 0 { continue }
          func settle(_ drawn: UnsafePointer<Int32>) {
            let fits = meetings.add(kept[middle], drawn, negatives, limit: limit)
            if filling.settle(
              position: positions[middle], fits: fits, limit: blockLimit.windows)
            {
              meetings.begin()
              _ = meetings.add(kept[middle], drawn, negatives, limit: limit)
            }
          }
          let repeated = Int(repeats[around.high + 1] - repeats[around.low])
          let isBurst = repeated >= Self.burst && 5 * repeated >= 2 * around.count
          switch kind {
          case .around:
            settle(addAround(around, &stream, &filling))
          case .pairs where 2 * window <= Self.widest && !isBurst:
            settle(addPairs(around, isWhole: true, &stream, &filling))
          case .pairs, .middle:
            var rest = around
            while let part = rest.takeFirst(isBurst ? Self.narrowest : Self.widest) {
              settle(
                kind == .pairs
                  ? addPairs(part, isWhole: false, &stream, &filling)
                  : addMiddle(part, &stream, &filling))
            }
          }
        }
      }
    }
    batch.close(filling)
  }

  /// Counts the words that stand again within a few words.
  private func countRepeats(_ space: inout Workspace) {
    space.repeats.removeAll(keepingCapacity: true)
    let reach = min(settings.window, Self.memory)
    let words = space.positions.count
    var count: Int32 = 0
    space.repeats.append(0)
    space.kept.withUnsafeBufferPointer { kept in
      for i in 0..<words {
        for before in max(i - reach, 0)..<i where kept[before] == kept[i] {
          count += 1
          break
        }
        space.repeats.append(count)
      }
    }
  }

  /// Kept words `low ... high` but for the one at `middle`.
  private struct Around {
    let kept: UnsafePointer<Int32>
    var low: Int
    let middle: Int
    var high: Int

    var count: Int { high - low + (low <= middle && middle <= high ? 0 : 1) }
    var word: Int32 { kept[middle] }

    func copy(to words: UnsafeMutablePointer<Int32>) {
      var count = 0
      for i in low...high where i != middle {
        words[count] = kept[i]
        count += 1
      }
    }

    /// Cuts off the first `most` words; nil when none is left.
    mutating func takeFirst(_ most: Int) -> Around? {
      if count == 0 { return nil }
      var first = self
      while first.count > most { first.high -= 1 }
      low = first.high + 1
      return first
    }
  }

  /// Words around one middle that share its wrong words and are updated together. The wider the window,
  /// the more steps they take that do not know of each other, so a wide one is cut.
  private static let widest = 10

  /// Where a text says the same few words over and over ("ha ha ha"), all pairs of a window are nearly
  /// one pair, whose vectors would take all its steps without knowing of any: windows with so many
  /// repeated words, and two fifths of them, are cut into parts of `narrowest`.
  private static let burst = 4
  private static let narrowest = 2
  /// How far back a repeated word is looked for.
  private static let memory = 5

  /// Adds a window of pairs; returns its wrong words, as the others do.
  @inline(__always)
  private func addPairs(
    _ around: Around, isWhole: Bool, _ stream: inout RandomStream,
    _ filling: inout WindowBatch.Filling
  ) -> UnsafePointer<Int32> {
    let width = 1 + negatives
    let isSecond = filling.isOdd
    let place = filling.append(
      inputs: around.count, outputs: width, pairs: around.count * width)
    if isWhole {
      // Whole reaches are copied, and what is beyond a window is overwritten by the next.
      let before = around.middle - around.low
      for i in 0..<settings.window { place.inputs[i] = around.kept[around.low + i] }
      for i in 0..<settings.window {
        place.inputs[before + i] = around.kept[around.middle + 1 + i]
      }
    } else {
      around.copy(to: place.inputs)
    }
    return addOutputs(around, &stream, place.outputs, isSecond: isSecond)
  }

  /// Adds a window whose input is the mean of the words around.
  @inline(__always)
  private func addAround(
    _ around: Around, _ stream: inout RandomStream, _ filling: inout WindowBatch.Filling
  ) -> UnsafePointer<Int32> {
    var place = filling.next
    for i in around.low...around.high where i != around.middle {
      place.inputs += rows.copy(around.kept[i], to: place.inputs)
    }
    let isSecond = filling.isOdd
    _ = filling.append(
      inputs: place.inputs - filling.next.inputs, outputs: 1 + negatives, pairs: 1 + negatives)
    return addOutputs(around, &stream, place.outputs, isSecond: isSecond)
  }

  /// Writes the middle word and the wrong words.
  @inline(__always)
  private func addOutputs(
    _ around: Around, _ stream: inout RandomStream, _ outputs: UnsafeMutablePointer<Int32>,
    isSecond: Bool
  ) -> UnsafePointer<Int32> {
    outputs[0] = around.word
    let wrong = outputs + 1
    if isSecond, sharesWrongWords {
      wrong.update(from: wrong - 1 - negatives, count: negatives)
      if !AliasTable.isAmong(wrong, negatives, around.word) { return UnsafePointer(wrong) }
    }
    noise.draw(negatives, &stream, into: outputs, after: 1)
    return UnsafePointer(wrong)
  }

  /// Adds a window whose input is the mean of the middle word and its n-grams.
  @inline(__always)
  private func addMiddle(
    _ around: Around, _ stream: inout RandomStream, _ filling: inout WindowBatch.Filling
  ) -> UnsafePointer<Int32> {
    let place = filling.next
    let count = rows.copy(around.word, to: place.inputs)
    let m = around.count
    around.copy(to: place.outputs)
    noise.draw(negatives, &stream, into: place.outputs, after: m)
    _ = filling.append(inputs: count, outputs: m + negatives, pairs: m * (1 + negatives))
    return UnsafePointer(place.outputs + m)
  }
}
