import EmbeddingStore
import Kernels
import Testing
import Word2Vec

@Suite struct BlockLimitTests {
  @Test func largerStepsNeedShorterBlocks() {
    func meetings(_ change: (inout SkipGramSettings) -> Void) -> Int {
      var settings = SkipGramSettings()
      change(&settings)
      return BlockLimit(settings).meetings
    }
    #expect(meetings { _ in } == 2)
    #expect(meetings { $0.learningRate = 0.05 } == 1)
    #expect(meetings { $0.negatives = 11 } == 1)
    #expect(meetings { $0.learningRate = 100 } == 1)
    #expect(meetings { $0.learningRate = 1e-6 } == 2)
  }

  /// Every word of every block is met no more often than the limit says, bursts or not, unless one
  /// window alone is beyond it; and no block could have taken the next window.
  @Test(arguments: SkipGramTests.models)
  func noWordIsMetTooOften(_ model: SkipGramTests.ModelCase) throws {
    let texts = Texts.bursts(words: 50, texts: 80, seed: 1)
    let settings = SkipGramTests.settings(model: model) { $0.subsample = 0 }
    let vocabulary = try Texts.vocabulary(texts)
    let limit = BlockLimit(windows: 12, meetings: 3)
    let sampler = WindowSampler(
      settings: settings, counts: Texts.counts(texts, words: vocabulary.wordIDs.count),
      rows: WordRows(vocabulary, subwords: settings.subwords), blockLimit: limit)
    let batch = WindowBatch()
    var space = WindowSampler.Workspace()
    var (long, full) = (0, 0)
    for chunk in 0..<sampler.chunkCount(texts) {
      try sampler.sample(texts, chunk: chunk, epoch: 0, into: batch, &space)
      #expect(batch.blocks.first?.windows.lowerBound == 0)
      #expect(batch.blocks.last?.windows.upperBound == batch.windows)
      let windows = (0..<batch.windows).map { TrainingTwin.window(batch, $0, sampler) }
      for (index, block) in batch.blocks.enumerated() {
        #expect(block.windows.count == 1 || Self.fits(windows[block.windows], settings, limit))
        if block.windows.count > 1 { long += 1 }
        if block.windows.count == limit.windows { full += 1 }
        if index + 1 < batch.blocks.count {
          let longer = block.windows.lowerBound..<(block.windows.upperBound + 1)
          #expect(!Self.fits(windows[longer], settings, limit))
        }
      }
    }
    #expect(long > 10 && full < long)
  }

  static func fits(
    _ windows: ArraySlice<ReferenceWindow>, _ settings: SkipGramSettings, _ limit: BlockLimit
  ) -> Bool {
    // In thirds.
    var met: [Int: Int] = [:]
    for window in windows {
      let middleIsInput = settings.model == .skipGram && settings.subwords != nil
      met[middleIsInput ? window.inputs[0] : window.outputs[0], default: 0] += 3
      for wrong in window.outputs.dropFirst(window.right) { met[wrong, default: 0] += 2 }
    }
    return windows.count <= limit.windows && met.values.allSatisfy { $0 <= 3 * limit.meetings }
  }

  /// Text that says one word many times in a row: in blocks of 16 windows, whatever is met in them,
  /// every one of these cases diverges or swings.
  @Test(arguments: SkipGramTests.models, [false, true])
  func burstsDoNotBlowUpTheVectors(_ model: SkipGramTests.ModelCase, marks: Bool) throws {
    let texts =
      marks
      ? Texts.shouting(words: 400, texts: 500, seed: 2)
      : Texts.bursts(words: 400, texts: 500, seed: 2)
    for (rate, negatives) in [(0.025, 5), (0.05, 5), (0.025, 20)] {
      let settings = SkipGramTests.settings(32, epochs: 3, model: model) {
        $0.learningRate = rate
        $0.negatives = negatives
      }
      let result = try SkipGram(settings).train(
        texts, vocabulary: Texts.vocabulary(texts), threads: 1)
      let norm = (2..<result.table.vectors.rows).reduce(0.0) { largest, row in
        let v = result.table.vector(Int32(row))
        return max(largest, Reference.dot(v, v).squareRoot())
      }
      #expect(result.lossPerEpoch.allSatisfy { $0 < 0.7 }, "\(rate), \(negatives)")
      #expect(norm < 16, "\(rate), \(negatives)")
    }
  }

  /// Now and then a text says one, two or three words over and over. In windows that are updated whole
  /// this diverges with ten words around a middle and 100 dimensions.
  @Test func repeatedPhrasesDoNotBlowUpTheVectors() throws {
    let texts = Texts.litanies(words: 3000, texts: 1500, seed: 3)
    let settings = SkipGramTests.settings(100, epochs: 3) { _ in }
    let result = try SkipGram(settings).train(
      texts, vocabulary: Texts.vocabulary(texts), threads: 1)
    #expect(result.lossPerEpoch.allSatisfy { $0 < 0.5 })
  }
}
