import EmbeddingStore
import Testing
import Word2Vec

@Suite struct BlockLimitTests {
  @Test func largerStepsNeedShorterBlocks() {
    func meetings(_ change: (inout SkipGramSettings) -> Void) -> Int {
      var settings = SkipGramSettings()
      change(&settings)
      return BlockLimit(settings).meetings
    }
    #expect(meetings { _ in } == 12)
    #expect(meetings { $0.learningRate = 0.05 } == 6)
    #expect(meetings { $0.negatives = 11 } == 6)
    #expect(meetings { $0.learningRate = 100 } == 1)
    #expect(meetings { $0.learningRate = 1e-6 } == 12)
  }

  /// Every word of every block is met no more often than the limit says, bursts or not, unless one
  /// window alone is beyond it; and no block could have taken the next window.
  @Test func noWordIsMetTooOften() throws {
    let texts = Texts.bursts(words: 50, texts: 80, seed: 1)
    var settings = SkipGramSettings()
    settings.subsample = 0
    let counts = Texts.counts(texts, words: 50)
    let limit = BlockLimit(inputs: 200, meetings: 7)
    let sampler = WindowSampler(settings: settings, counts: counts, blockLimit: limit)
    let batch = WindowBatch(width: sampler.width)
    var space = WindowSampler.Workspace()
    var long = 0
    for chunk in 0..<sampler.chunkCount(texts) {
      try sampler.sample(texts, chunk: chunk, epoch: 0, into: batch, &space)
      #expect(batch.blocks.first?.windows.lowerBound == 0)
      #expect(batch.blocks.last?.windows.upperBound == batch.windows)
      for (index, block) in batch.blocks.enumerated() {
        #expect(block.windows.count == 1 || Self.fits(batch, block.windows, limit))
        if block.windows.count > 1 { long += 1 }
        if index + 1 < batch.blocks.count {
          let longer = block.windows.lowerBound..<(block.windows.upperBound + 1)
          #expect(!Self.fits(batch, longer, limit))
        }
      }
    }
    #expect(long > 10)
  }

  static func fits(_ batch: WindowBatch, _ windows: Range<Int>, _ limit: BlockLimit) -> Bool {
    var inputs: [Int32: Int] = [:]
    var outputs: [Int32: Int] = [:]
    let range = Int(batch.starts[windows.lowerBound])..<Int(batch.starts[windows.upperBound])
    for place in range { inputs[batch.inputs[place], default: 0] += 1 }
    for window in windows {
      for i in 0..<batch.width { outputs[batch.outputs[window * batch.width + i], default: 0] += 1 }
    }
    return range.count <= limit.inputs && inputs.values.allSatisfy { $0 <= limit.meetings }
      && outputs.values.allSatisfy { $0 <= limit.meetings }
  }

  /// Text that says one word many times in a row: gradients as old as a long block blew the vectors
  /// up on it.
  @Test func burstsDoNotBlowUpTheVectors() throws {
    let texts = Texts.bursts(words: 400, texts: 1500, seed: 2)
    var settings = SkipGramSettings()
    settings.dimensions = 32
    settings.epochs = 5
    let result = try SkipGram(settings).train(
      texts, vocabulary: Texts.vocabulary(texts), threads: 1)
    #expect(result.lossPerEpoch.allSatisfy { $0 < 0.7 })
    for row in 2..<result.table.vectors.rows {
      let norm = (0..<32).reduce(0) {
        $0 + result.table.vectors[row, $1] * result.table.vectors[row, $1]
      }
      #expect(norm < 400)
    }
  }
}
