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
/// single dot products into small matrix products, and by two neighbouring windows, which halves the
/// rows that pass through the caches.
///
/// `cbow` has one pair a window instead: the mean of the words around takes v_c's place, and each of
/// them is given its whole step. With `subwords` a word is the mean of its own row and of its n-grams':
/// then the mean is the middle word's, and its pairs are those with the words around and, as often
/// weighted, with the wrong ones.
///
/// **Same seed, same vectors, on any number of threads.** Each thread owns some columns of both tables
/// and goes through all windows in order, in blocks; no sum's order depends on a thread
/// (`BlockPipeline`). The price is that a g is as old as two blocks; blocks are therefore short, and
/// cut so that no word is met too often within one (`BlockLimit`).
///
/// Source: Mikolov et al., arXiv 1310.4546 and 1301.3781 (cbow); shared wrong words: Ji et al., arXiv
/// 1604.04661; n-grams: Bojanowski et al., arXiv 1607.04606.
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
  /// vocabulary that the texts lack keeps its first vector. The vectors of both reserved ids are
  /// zero. A window wider than a text sees the whole text, and no text is too long.
  /// `progress` is called about five times a second on the caller's thread.
  ///
  /// - Parameters:
  ///   - start: vectors to go on from, by word: its words join the vocabulary. Contexts come from its
  ///     `state` and are zero without one.
  ///   - keepState: whether the result has the state that a later `start` can use.
  ///   - snapshots: what is to be saved on the way, and where an earlier run stopped.
  ///
  /// Errors: a corpus without words, without known words, with one word only or without two words
  /// in one text; a start or a snapshot that does not fit; numbers that are no longer finite at the
  /// end of an epoch; texts that cannot be read.
  public func train(
    _ texts: some EncodedTextSource, vocabulary: Vocabulary, threads: Int,
    from start: EmbeddingTable? = nil, keepState: Bool = false,
    snapshots: SkipGramSnapshots = SkipGramSnapshots(),
    progress: (SkipGramProgress) -> Void = { _ in }
  ) throws(Word2VecError) -> SkipGramResult {
    guard let start else {
      return try train(
        texts, vocabulary, threads, nil, keepState, snapshots, progress)
    }
    try check(start)
    let (union, ids) = try start.vocabulary.joined(with: vocabulary)
    return try train(
      RenumberedTexts(texts, ids: ids), union, threads, start, keepState, snapshots, progress)
  }

  private func train(
    _ texts: some EncodedTextSource, _ vocabulary: Vocabulary, _ threads: Int,
    _ start: EmbeddingTable?, _ keepState: Bool, _ snapshots: SkipGramSnapshots,
    _ progress: (SkipGramProgress) -> Void
  ) throws(Word2VecError) -> SkipGramResult {
    let rows = WordRows(vocabulary, subwords: settings.subwords)
    var (tables, state) = try tables(texts, vocabulary, rows, threads, start, snapshots, progress)
    // The words' vectors may be copied now: that takes the room of the contexts.
    if !keepState { tables.dropContexts() }
    let words = texts.wordCount * settings.epochs
    return SkipGramResult(
      table: tables.table(vocabulary, rows, settings.subwords, keepState: keepState),
      lossPerEpoch: state.lossPerEpoch, pairs: state.allPairs,
      wordsPerSecond: Double(words) / max(state.seconds, 1e-9), seconds: state.seconds)
  }

  /// Both tables at the end, and how training went.
  private func tables(
    _ texts: some EncodedTextSource, _ vocabulary: Vocabulary, _ rows: WordRows, _ threads: Int,
    _ start: EmbeddingTable?, _ snapshots: SkipGramSnapshots,
    _ progress: (SkipGramProgress) -> Void
  ) throws(Word2VecError) -> (SkipGramTables, SkipGramState) {
    let counts = try Self.count(texts, vocabulary)
    let sampler = WindowSampler(
      settings: settings, counts: counts, rows: rows, blockLimit: BlockLimit(settings))
    // Each part of the tables needs its worker: those count that there are.
    let team = WorkerTeam(threads: threads)
    let tables = SkipGramTables(
      settings: settings, rows: rows.count, words: vocabulary.count,
      parts: settings.parallel == .exact ? team.threads : 1)
    if let start { tables.take(start, vocabulary, rows) }
    let run = SkipGramRun(sampler: sampler, tables: tables, texts: texts, team: team)
    var state = SkipGramState()
    if let snapshot = snapshots.resume {
      try snapshot.check(tables, epochs: settings.epochs, chunks: sampler.chunkCount(texts))
      tables.centers.assign(snapshot.centers)
      tables.contexts.assign(snapshot.contexts)
      state = snapshot.state
    }
    try run.train(
      from: state, every: snapshots.interval,
      save: { state throws(Word2VecError) in
        let snapshot = SkipGramSnapshot(
          state: state, centers: tables.centers.joined(), contexts: tables.contexts.joined())
        do throws(StoreError) { try snapshots.save(snapshot) } catch { throw .snapshot(error) }
      }, progress)
    return (tables, run.state)
  }

  private func check(_ start: EmbeddingTable) throws(Word2VecError) {
    guard start.dimensions == settings.dimensions else {
      throw .startDimensions(start.dimensions, settings: settings.dimensions)
    }
    if start.subwords?.settings != settings.subwords {
      throw .startSubwords(start.subwords?.settings, settings: settings.subwords)
    }
    if settings.subwords != nil, start.state?.words == nil { throw .startWithoutState }
    for matrix in [start.vectors, start.state?.contexts, start.state?.words].compactMap({ $0 }) {
      if let row = matrix.firstRowNotFinite {
        throw .startNotFinite(word: start.vocabulary.word(Int32(row)))
      }
    }
    if let grams = start.subwords, let row = grams.vectors.firstRowNotFinite {
      throw .vectors(.subwordNotFinite(bucket: grams.numbers[row]))
    }
  }

  /// Occurrences in the texts by id, 0 for reserved ids.
  private static func count(
    _ texts: some EncodedTextSource, _ vocabulary: Vocabulary
  ) throws(Word2VecError) -> [Int] {
    let words = texts.wordCount
    guard words > 0 else { throw .emptyCorpus }
    var counts = [Int](repeating: 0, count: vocabulary.count)
    do throws(StoreError) {
      try texts.forEachPiece { piece in
        for id in piece where id != EncodedTexts.endOfText {
          precondition(id >= 0 && id < vocabulary.count, "an id that the vocabulary does not have")
          counts[Int(id)] += 1
        }
      }
    } catch {
      throw .texts(error)
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
  /// The words with their vectors; the rows of reserved ids are zero.
  public let table: EmbeddingTable
  /// The mean loss of a pair in each epoch, every pair counted just before its update.
  public let lossPerEpoch: [Double]
  /// The terms of the loss in all epochs: products of one row of either table.
  public let pairs: Int
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
