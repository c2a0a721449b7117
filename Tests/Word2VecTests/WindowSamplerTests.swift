import EmbeddingStore
import Kernels
import Testing
import Word2Vec

@Suite struct WindowSamplerTests {
  static func windows(
    _ sampler: WindowSampler, _ texts: some EncodedTextSource, epoch: Int = 0
  ) throws -> [ReferenceWindow] {
    let batch = WindowBatch()
    var space = WindowSampler.Workspace()
    return try (0..<sampler.chunkCount(texts)).flatMap { chunk in
      try sampler.sample(texts, chunk: chunk, epoch: epoch, into: batch, &space)
      return (0..<batch.windows).map { TrainingTwin.window(batch, $0, sampler) }
    }
  }

  static func sampler(
    _ texts: EncodedTexts, meetings: Int = 255, change: (inout SkipGramSettings) -> Void = { _ in }
  ) -> WindowSampler {
    var settings = SkipGramSettings()
    settings.subsample = 0
    change(&settings)
    let vocabulary = try! Texts.vocabulary(texts)
    var counts = Texts.counts(texts, words: vocabulary.wordIDs.count)
    for id in 0..<2 { counts[id] = 0 }
    return WindowSampler(
      settings: settings, counts: counts, rows: WordRows(vocabulary, subwords: settings.subwords),
      blockLimit: BlockLimit(windows: 512, meetings: meetings))
  }

  /// Every word has an id of its own, so a window shows exactly what it saw: the words around its
  /// middle, up to one reach on both sides, never across a text's end, but across a chunk's.
  @Test(arguments: [1, 5, 40])
  func windowsAreTheWordsAround(window: Int) throws {
    var stream = RandomStream(seed: 1)
    var lengths = (0..<2000).map { _ in stream.below(30) }
    lengths.insert(40_000, at: 700)
    var next: Int32 = 2
    let texts = Texts.make(
      lengths.map { length in
        defer { next += Int32(length) }
        return Array(next..<(next + Int32(length)))
      })
    let sampler = Self.sampler(texts) { $0.window = window }
    #expect(sampler.chunkCount(texts) > 3)
    // A window of more than ten words stands there in parts.
    var windows: [ReferenceWindow] = []
    for part in try Self.windows(sampler, texts) {
      #expect(part.inputs.count <= 10)
      if let last = windows.last, last.outputs[0] == part.outputs[0] {
        #expect(windows[windows.count - 1].inputs.count % 10 == 0)
        windows[windows.count - 1].inputs += part.inputs
      } else {
        windows.append(part)
      }
    }
    #expect(windows.count == lengths.filter { $0 > 1 }.reduce(0, +))
    var starts = [0]
    for length in lengths { starts.append(starts[starts.count - 1] + length) }
    var text = 0
    var reaches = [Int](repeating: 0, count: window + 1)
    for seen in windows {
      let (inputs, middle) = (seen.inputs, seen.outputs[0])
      while starts[text + 1] + 2 <= middle { text += 1 }
      let (low, high) = (starts[text] + 2, starts[text + 1] + 1)
      let reach = max(middle - inputs[0], inputs[inputs.count - 1] - middle)
      #expect(reach <= window)
      let around = (max(middle - reach, low)...min(middle + reach, high)).filter { $0 != middle }
      #expect(inputs == around)
      // In the long text every reach shows in full.
      if high - low > 1000, middle - low > window, high - middle > window { reaches[reach] += 1 }
    }
    let all = Double(reaches.reduce(0, +))
    for reach in 1...window {
      let share = 1 / Double(window)
      let spread = (share * (1 - share) / all).squareRoot()
      #expect(abs(Double(reaches[reach]) / all - share) <= 5 * spread)
    }
  }

  /// Beyond its chunk a window sees the kept words of the margin, and nothing else.
  @Test func windowsReachIntoTheMarginsOfTheirChunk() throws {
    let sample = Self.sampler(Texts.make([[2, 3]])) { $0.window = 2 }
    let (length, margin) = (sample.chunkLength, sample.margin)
    #expect(margin == 32)
    // Unknown words but for one pair around the first chunk's end, `gap` positions apart.
    for (gap, sees) in [(1, true), (margin, true), (margin + 1, false)] {
      for lastIn in [0, 5] {
        var ids = [Int32](repeating: 1, count: 3 * length)
        ids[length - 1 - lastIn] = 2
        ids[length - 1 + gap] = 3
        let texts = Texts.make([ids])
        let windows = try Self.windows(Self.sampler(texts) { $0.window = 2 }, texts)
        // 2 looks ahead to the margin's end; 3 looks back as far from its own chunk's start.
        let inputs = windows.map { [$0.outputs[0]] + $0.inputs }
        let back = lastIn < margin
        #expect(inputs == (sees ? [[2, 3]] : []) + (back ? [[3, 2]] : []), "\(gap), \(lastIn)")
        // A text's end between the two parts them.
        var parted = EncodedTexts()
        parted.append(ids[..<length])
        parted.append(ids[length...])
        #expect(try Self.windows(sample, parted).isEmpty)
      }
    }
  }

  @Test func everyPositionIsDrawnOnce() throws {
    // So many words that none stands again soon: windows are then not cut.
    let texts = Texts.random(words: 100_000, texts: 4000, length: 40, seed: 6)
    let sampler = Self.sampler(texts)
    #expect(sampler.chunkCount(texts) > 3)
    let middles = try Self.windows(sampler, texts).map { $0.outputs[0] }
    let expected = Texts.split(texts).filter { $0.count > 1 }.flatMap { $0.map(Int.init) }
    #expect(middles == expected)
    let spooled = try Self.windows(sampler, try Texts.spooled(texts))
    #expect(spooled.map { $0.outputs[0] } == expected)
  }

  /// Windows full of the same words are cut, and lose nothing.
  @Test func windowsOfRepeatedWordsAreCut() throws {
    func widths(_ text: [Int32]) throws -> [Int] {
      let texts = Texts.make([text])
      return try Self.windows(Self.sampler(texts), texts).map(\.inputs.count)
    }
    let different = try widths((2..<202).map { Int32($0) })
    let repeated = try widths((0..<200).map { Int32(2 + $0 % 3) })
    #expect(different.count == 200 && different.contains(10))
    #expect(repeated.count > 300 && repeated.allSatisfy { $0 <= 4 })
    // As many pairs as before, but for the ends: the reaches are drawn alike on average.
    #expect(abs(repeated.reduce(0, +) - different.reduce(0, +)) < 300)
  }

  @Test func unknownWordsAreTakenOutBeforeWindowsAreFormed() throws {
    let texts = Texts.make([[2, 1, 1, 0, 1, 1, 1, 3]])
    let windows = try Self.windows(Self.sampler(texts), texts)
    #expect(windows.map(\.inputs) == [[3], [2]])
    #expect(windows.map { $0.outputs[0] } == [2, 3])
  }

  @Test func wrongWordsDiffer() throws {
    let many = Texts.random(words: 300, texts: 100, length: 50, seed: 2)
    for outputs in try Self.windows(Self.sampler(many), many).map(\.outputs) {
      #expect(outputs.count == 6 && Set(outputs).count == 6 && outputs.allSatisfy { $0 > 1 })
    }
    // Fewer words than were asked for: all others are wrong words.
    let few = Texts.make([[2, 3, 4, 4, 3, 2]])
    for outputs in try Self.windows(Self.sampler(few), few).map(\.outputs) {
      #expect(Set(outputs) == [2, 3, 4])
    }
    // One word is nearly everything, and drawing alone would go on for ever.
    let flat = Texts.make([Array(repeating: 2, count: 200_000) + [3, 4]])
    let sampler = Self.sampler(flat) { $0.negatives = 2 }
    for outputs in try Self.windows(sampler, flat).suffix(300).map(\.outputs) {
      #expect(Set(outputs) == [2, 3, 4])
    }
  }

  /// More than ten right words are cut into several windows of the same middle word.
  @Test func aWideBagOfTheMiddleIsCut() throws {
    let subwords = SubwordSettings(min: 3, max: 4, buckets: 1000)
    let texts = Texts.make([(2..<60).map { Int32($0) }])
    let sampler = Self.sampler(texts) {
      $0.subwords = subwords
      $0.window = 25
    }
    let rows = WordRows(try Texts.vocabulary(texts), subwords: subwords)
    var around: [Int: [Int]] = [:]
    for bag in try Self.windows(sampler, texts) {
      #expect(bag.right <= 10 && bag.outputs.count == bag.right + 5)
      #expect(bag.inputs == rows.rows(of: Int32(bag.inputs[0])).map(Int.init))
      around[bag.inputs[0], default: []] += bag.outputs.prefix(bag.right)
    }
    #expect(around.count == 58)
    for (middle, words) in around {
      let reach = max(middle - words[0], words.last! - middle)
      #expect(
        words == (max(middle - reach, 2)...min(middle + reach, 59)).filter { $0 != middle })
    }
    #expect(around.values.contains { $0.count > 40 })
  }

  /// Two by two, unless the second window's middle is among them or steps are large.
  @Test func neighboursShareWrongWords() throws {
    let texts = Texts.random(words: 300, texts: 100, length: 50, seed: 2)
    func shared(_ change: (inout SkipGramSettings) -> Void, limit: Int = 2) throws -> [Bool] {
      let sampler = Self.sampler(texts, meetings: limit, change: change)
      let batch = WindowBatch()
      var space = WindowSampler.Workspace()
      try sampler.sample(texts, chunk: 0, epoch: 0, into: batch, &space)
      let outputs = (0..<batch.windows).map { TrainingTwin.window(batch, $0, sampler).outputs }
      return stride(from: 1, to: outputs.count, by: 2).compactMap { i in
        let before = Array(outputs[i - 1].dropFirst())
        return before.contains(outputs[i][0]) ? nil : before == Array(outputs[i].dropFirst())
      }
    }
    let pairs = try shared { _ in }
    #expect(pairs.count > 1000 && pairs.allSatisfy { $0 })
    #expect(try shared { $0.model = .cbow }.allSatisfy { $0 })
    #expect(try !shared({ _ in }, limit: 1).contains(true))
  }

  @Test func chunksDependOnNothingButTheirNumber() throws {
    let texts = Texts.random(words: 500, texts: 2000, length: 60, seed: 3)
    let sampler = Self.sampler(texts) { $0.subsample = 0.003 }
    let last = sampler.chunkCount(texts) - 1
    #expect(last > 1)
    func draw(_ chunks: [Int], epoch: Int) throws -> [[Int]] {
      let batch = WindowBatch()
      var space = WindowSampler.Workspace()
      for chunk in chunks {
        try sampler.sample(texts, chunk: chunk, epoch: epoch, into: batch, &space)
      }
      return (0..<batch.windows).map {
        let window = TrainingTwin.window(batch, $0, sampler)
        return window.inputs + window.outputs
      }
    }
    #expect(try draw([last], epoch: 1) == draw([0, 2, 1, last], epoch: 1))
    #expect(try draw([last], epoch: 1) != draw([last], epoch: 2))
  }

  @Test func blocksHoldEveryWindowOnceAndKeepTheirLimit() throws {
    let texts = Texts.random(words: 500, texts: 500, length: 60, seed: 4)
    let sampler = Self.sampler(texts)
    let batch = WindowBatch()
    var space = WindowSampler.Workspace()
    try sampler.sample(texts, chunk: 0, epoch: 0, into: batch, &space)
    #expect(batch.blocks.count > 10)
    #expect(batch.blocks.first?.windows.lowerBound == 0)
    #expect(batch.blocks.last?.windows.upperBound == batch.windows)
    for (one, two) in zip(batch.blocks, batch.blocks.dropFirst()) {
      #expect(one.windows.upperBound == two.windows.lowerBound && one.position < two.position)
    }
    for block in batch.blocks { #expect(1...512 ~= block.windows.count) }
  }

  // MARK: - Bags

  /// Around a word: the same windows as pairs have, each word with its n-grams.
  @Test(arguments: [nil, SubwordSettings(min: 3, max: 4, buckets: 1000)])
  func aBagAroundHasTheRowsOfAllWordsAround(subwords: SubwordSettings?) throws {
    let texts = Texts.random(words: 300, texts: 55, length: 40, seed: 7)
    let pairs = try Self.windows(Self.sampler(texts) { $0.subsample = 0.01 }, texts)
    let bags = try Self.windows(
      Self.sampler(texts) {
        $0.subsample = 0.01
        $0.model = .cbow
        $0.subwords = subwords
      }, texts)
    let rows = WordRows(try Texts.vocabulary(texts), subwords: subwords)
    #expect(pairs.count == bags.count && pairs.count > 700)
    for (pair, bag) in zip(pairs, bags) {
      #expect(bag.bag && bag.right == 1 && bag.outputs == pair.outputs)
      #expect(bag.inputs == pair.inputs.flatMap { rows.rows(of: Int32($0)).map(Int.init) })
    }
  }

  /// Of the word in the middle: its own rows are the inputs, the words around the right outputs.
  @Test func aBagOfTheMiddleHasTheWordsAroundAsOutputs() throws {
    let subwords = SubwordSettings(min: 3, max: 4, buckets: 1000)
    let texts = Texts.random(words: 300, texts: 300, length: 40, seed: 7)
    let bags = try Self.windows(Self.sampler(texts) { $0.subwords = subwords }, texts)
    let rows = WordRows(try Texts.vocabulary(texts), subwords: subwords)
    let middles = Texts.split(texts).filter { $0.count > 1 }.flatMap { $0 }
    #expect(bags.map(\.inputs) == middles.map { rows.rows(of: $0).map(Int.init) })
    var start = 0
    var lengths: [Int] = []
    for text in Texts.split(texts) where text.count > 1 {
      let ids = text.map(Int.init)
      for (i, bag) in bags[start..<(start + text.count)].enumerated() {
        let right = Array(bag.outputs.prefix(bag.right))
        let reach = (1...5).first { reach in
          let before = ids[max(i - reach, 0)..<i]
          let after = ids[(i + 1)..<min(i + reach + 1, ids.count)]
          return right == Array(before) + Array(after)
        }
        #expect(reach != nil)
        lengths.append(reach ?? 0)
        // Wrong words differ from each other and from the right ones.
        let wrong = bag.outputs.dropFirst(bag.right)
        #expect(wrong.count == 5 && Set(wrong).count == 5)
        #expect(Set(wrong).isDisjoint(with: bag.outputs.prefix(bag.right)))
      }
      start += text.count
    }
    #expect(Set(lengths) == [1, 2, 3, 4, 5])
  }
}
