import EmbeddingStore
import Kernels

/// Learns a vector for every word from the words that stand around it.
///
/// ```swift
/// let result = try SkipGram(SkipGramSettings()).train(texts, vocabulary: vocabulary, threads: 2)
/// print(result.lossPerEpoch)
/// ```
///
/// Letters: v = a row of `centers`, u = a row of `contexts`, σ the logistic function.
/// A word w of the text, with the words c around it and k wrong words n drawn at random, adds
///
///     L = −Σ_c [ log σ(v_c·u_w) + Σ_n log σ(−v_c·u_n) ]
///
/// to the loss. With g = η · (label − σ(v_c·u)), one step down its gradient is v_c += Σ g·u and
/// u += Σ g·v_c. (The pair is symmetric: like word2vec.c and gensim, this reads v at the words around
/// and u at the word in the middle.) The k wrong words are shared by all c of a window, which turns
/// single dot products into small matrix products.
///
/// **Same seed, same vectors, on any number of threads.** Windows are taken in blocks. First all g of a
/// block are computed from the tables as they stand (windows shared out among the threads); then all
/// updates are added, window after window, every thread doing its own columns of both tables. No
/// sum's order depends on a thread. The price is that a g may be as old as its block; blocks are
/// therefore cut so that no word is met too often within one (`blockLimit`).
///
/// Source: Mikolov et al., arXiv 1310.4546; shared wrong words: Ji et al., arXiv 1604.04661.
public struct SkipGram: Sendable {
  public let settings: SkipGramSettings

  /// Errors: a setting out of its range.
  public init(_ settings: SkipGramSettings) throws(Word2VecError) {
    try settings.validate()
    self.settings = settings
  }

  /// Trains on `texts`, whose ids are `vocabulary`'s.
  ///
  /// Edge cases: unknown words and padding are taken out before windows are formed. A word of the
  /// vocabulary that the texts lack keeps its random first vector. The vectors of both reserved ids
  /// are zero. A window wider than a text sees the whole text, and no text is too long.
  /// `progress` is called about five times a second on the caller's thread.
  ///
  /// Errors: a corpus without words, without known words, with one word only or without two words
  /// in one text; numbers that are no longer finite at the end of an epoch.
  public func train(
    _ texts: EncodedTexts, vocabulary: Vocabulary, threads: Int,
    progress: (SkipGramProgress) -> Void = { _ in }
  ) throws(Word2VecError) -> SkipGramResult {
    guard settings.subwords == nil else {
      throw .settingOutOfRange("subwords", found: "given", expected: "left out: not trained yet")
    }
    let counts = try Self.count(texts, vocabulary)
    let sampler = WindowSampler(
      settings: settings, counts: counts, blockLimit: BlockLimit(settings))
    let run = SkipGramRun(
      sampler: sampler, tables: SkipGramTables(settings: settings, rows: vocabulary.count),
      texts: texts, threads: threads)
    let report = try run.train(progress)
    return SkipGramResult(
      table: EmbeddingTable(vocabulary: vocabulary, vectors: run.tables.centers),
      contexts: run.tables.contexts,
      lossPerEpoch: report.losses, wordsPerSecond: report.wordsPerSecond, seconds: report.seconds)
  }

  /// Occurrences in the texts by id, 0 for reserved ids.
  private static func count(
    _ texts: EncodedTexts, _ vocabulary: Vocabulary
  ) throws(Word2VecError) -> [Int] {
    let words = texts.ids.count
    guard words > 0 else { throw .emptyCorpus }
    var counts = [Int](repeating: 0, count: vocabulary.count)
    for id in texts.ids {
      precondition(id >= 0 && id < vocabulary.count, "an id that the vocabulary does not have")
      counts[Int(id)] += 1
    }
    for id in 0..<Vocabulary.reservedCount { counts[id] = 0 }
    let present = counts.indices.filter { counts[$0] > 0 }
    guard let first = present.first else { throw .noKnownWord(words: words) }
    guard present.count > 1 else {
      throw .oneWordOnly(vocabulary.word(Int32(first)), words: words)
    }
    return counts
  }
}

/// What training yields.
public struct SkipGramResult: Sendable {
  /// The words with their vectors, `centers`; the rows of reserved ids are zero.
  public let table: EmbeddingTable
  /// The other table, [V × E], which training may be continued with.
  public let contexts: Matrix
  /// The mean loss of a pair in each epoch, every pair counted just before its update.
  public let lossPerEpoch: [Double]
  /// Words of text read in a second, unknown ones included, over all epochs.
  public let wordsPerSecond: Double
  public let seconds: Double
}

/// How far training has come.
public struct SkipGramProgress: Sendable {
  /// From 1.
  public let epoch: Int
  public let epochs: Int
  /// Words of text read, of those to read, in all epochs.
  public let wordsDone: Int
  public let wordsTotal: Int
  public let wordsPerSecond: Double
  /// The mean loss of a pair in this epoch so far.
  public let loss: Double
  public let learningRate: Double
  public let secondsLeft: Double
}
