#if os(Linux)
  import Kernels
  import TestSupport
  import Testing
  import Word2Vec

  /// Training where the system refuses most of the threads: to the same bits.
  @Suite(.timeLimit(.minutes(2))) struct FewThreadsTests {
    /// More columns than there will be threads, each of which owns some.
    private static func train(threads: Int) throws -> SkipGramResult {
      let texts = Texts.random(words: 50, texts: 60, length: 40, seed: 9)
      let settings = SkipGramTests.settings(1536) { $0.epochs = 1 }
      return try SkipGram(settings).train(
        texts, vocabulary: Texts.vocabulary(texts), threads: threads)
    }

    @Test func refusedThreadsChangeNoBit() async {
      await #expect(processExitsWith: .success) {
        let whole = try FewThreadsTests.train(threads: 1)
        limitMemory(toMore: 100 << 20)
        precondition(2..<24 ~= WorkerTeam(threads: 64).threads)
        let result = try FewThreadsTests.train(threads: 64)
        precondition(SkipGramTests.bits(result) == SkipGramTests.bits(whole))
      }
    }
  }
#endif
