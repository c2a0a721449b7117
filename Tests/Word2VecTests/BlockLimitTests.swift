import Testing
import Word2Vec

@Suite struct BlockLimitTests {
  func limit(_ counts: [Int], change: (inout SkipGramSettings) -> Void = { _ in }) -> Int {
    var settings = SkipGramSettings()
    settings.subsample = 0
    change(&settings)
    return BlockLimit.inputs(settings: settings, counts: counts)
  }

  @Test func theMostFrequentWordDecides() {
    #expect(limit([0, 0] + Array(repeating: 1, count: 100_000)) == 1024)
    #expect(limit([0, 0, 10, 90]) == 17)
    #expect(limit([0, 0, 1, 1]) == 32)
    #expect(limit([0, 0, 1, 1_000_000]) == 16)
    #expect(limit([0, 0, 5] + Array(repeating: 1, count: 95)) == 320)
  }

  @Test func largerStepsNeedShorterBlocks() {
    let counts = [0, 0, 5] + Array(repeating: 1, count: 95)
    #expect(limit(counts) { $0.learningRate = 0.1 } == 80)
    #expect(limit(counts) { $0.negatives = 11 } == 160)
    #expect(limit(counts) { $0.learningRate = 100 } == 16)
    #expect(limit(counts) { $0.learningRate = 1e-6 } == 320)
  }

  @Test func thinningOutCounts() {
    #expect(limit([0, 0, 50] + Array(repeating: 1, count: 50)) { $0.subsample = 1e-3 } > 32)
  }
}
