import Archive
import EmbeddingStore
import Kernels
import Testing
import Word2Vec

@Suite struct SkipGramTests {
  /// What a training can be: a model, with n-grams or without.
  struct ModelCase: Sendable, CustomStringConvertible {
    let model: SkipGramSettings.Model
    let subwords: SubwordSettings?
    var description: String { "\(model)\(subwords == nil ? "" : " with n-grams")" }
  }
  static let ngrams = SubwordSettings(min: 2, max: 4, buckets: 500)
  static let models = SkipGramSettings.Model.allCases.flatMap { model in
    [nil, ngrams].map { ModelCase(model: model, subwords: $0) }
  }

  static func settings(
    _ dimensions: Int = 20, epochs: Int = 2, model: ModelCase? = nil,
    change: (inout SkipGramSettings) -> Void = { _ in }
  ) -> SkipGramSettings {
    var settings = SkipGramSettings()
    settings.dimensions = dimensions
    settings.epochs = epochs
    settings.model = model?.model ?? .skipGram
    settings.subwords = model?.subwords
    change(&settings)
    return settings
  }

  static func train(
    _ texts: EncodedTexts, _ settings: SkipGramSettings, threads: Int = 1
  ) throws -> SkipGramResult {
    try SkipGram(settings).train(
      texts, vocabulary: Texts.vocabulary(texts), threads: threads, keepState: true)
  }

  /// Both tables, the words' own rows and the n-grams', bit for bit.
  static func bits(_ result: SkipGramResult) -> [[UInt32]] {
    let table = result.table
    return [
      table.vectors, table.state?.contexts, table.state?.words, table.subwords?.vectors,
    ].compactMap { $0 }.map(Texts.bits)
  }

  // MARK: - The same on any number of threads

  @Test(arguments: models, [(20, 5), (100, 5), (33, 2), (300, 11)])
  func threadsChangeNoBit(_ model: ModelCase, size: (dimensions: Int, negatives: Int)) throws {
    let texts = Texts.random(words: 600, texts: 600, length: 60, seed: 1)
    let settings = Self.settings(size.dimensions, model: model) {
      $0.negatives = size.negatives
      $0.subsample = 0.01
    }
    let one = try Self.train(texts, settings)
    #expect(Self.bits(one).count == (model.subwords == nil ? 2 : 4))
    for threads in [2, 3, 8] {
      let other = try Self.train(texts, settings, threads: threads)
      #expect(Self.bits(other) == Self.bits(one))
      #expect(other.lossPerEpoch == one.lossPerEpoch)
    }
  }

  @Test func theSeedDecides() throws {
    let texts = Texts.random(words: 60, texts: 60, length: 30, seed: 2)
    let one = try Self.train(texts, Self.settings())
    let same = try Self.train(texts, Self.settings())
    let other = try Self.train(texts, Self.settings { $0.seed = 2 })
    #expect(Texts.bits(one.table.vectors) == Texts.bits(same.table.vectors))
    #expect(Texts.bits(one.table.vectors) != Texts.bits(other.table.vectors))
  }

  // MARK: - Wherever the texts are kept

  @Test(arguments: [1, 3])
  func textsOnDiskGiveTheSameVectors(threads: Int) throws {
    let texts = Texts.random(words: 600, texts: 3000, length: 60, seed: 8)
    let settings = Self.settings { $0.subsample = 0.003 }
    let vocabulary = try Texts.vocabulary(texts)
    let memory = try Self.train(texts, settings, threads: threads)
    let disk = try SkipGram(settings).train(
      Texts.spooled(texts), vocabulary: vocabulary, threads: threads, keepState: true)
    #expect(Self.bits(disk) == Self.bits(memory))
    #expect(disk.lossPerEpoch == memory.lossPerEpoch)
  }

  /// Texts that can be read up to a position only.
  struct BrokenTexts: EncodedTextSource {
    let texts: EncodedTexts
    let end: Int
    /// Reads longer than this are never refused: the first count of all words is one.
    let longest: Int
    var count: Int { texts.count }
    var textCount: Int { texts.textCount }

    static let error = StoreError.archive(.spool(folder: "f", .read, reason: "Input/output error"))

    func read(_ range: Range<Int>, into target: UnsafeMutablePointer<Int32>) throws(StoreError) {
      if range.upperBound > end && range.count <= longest { throw Self.error }
      texts.read(range, into: target)
    }
  }

  @Test(arguments: [1, 3])
  func textsThatCannotBeReadAreTold(threads: Int) throws {
    let texts = Texts.random(words: 600, texts: 12_000, length: 60, seed: 9)
    let vocabulary = try Texts.vocabulary(texts)
    for (end, longest) in [(100, Int.max), (300_000, 100_000)] {
      var seen = 0
      let error = Self.failure {
        _ = try SkipGram(Self.settings()).train(
          BrokenTexts(texts: texts, end: end, longest: longest), vocabulary: vocabulary,
          threads: threads, progress: { seen = max(seen, $0.wordsDone) })
      }
      #expect(error == .texts(BrokenTexts.error))
      #expect(seen <= end)
    }
    #expect(
      Word2VecError.texts(BrokenTexts.error).description
        == "f: the temporary file in this folder cannot be read back: Input/output error; "
        + "choose a folder on another disk")
  }

  // MARK: - The algorithm

  /// Vectors and losses against the plain twin, which trains the same windows in Double.
  @Test(arguments: models)
  func trainingAgreesWithThePlainTwin(_ model: ModelCase) throws {
    let texts = Texts.random(words: 80, texts: 150, length: 40, seed: 3)
    let settings = Self.settings(12, model: model) { $0.subsample = 0.02 }
    let vocabulary = try Texts.vocabulary(texts)
    let table = try Self.train(texts, settings, threads: 2)
    let twin = try TrainingTwin(texts, vocabulary, settings)
    let contexts = Texts.doubles(table.table.state!.contexts)
    let rows = WordRows(vocabulary, subwords: model.subwords)
    for id in 0..<vocabulary.count {
      let own = rows.rows(of: Int32(id)).map { twin.centers[Int($0)] }
      for e in 0..<12 {
        let mean = own.reduce(0) { $0 + $1[e] } / Double(own.count)
        #expect(abs(Double(table.table.vectors[id, e]) - mean) <= 5e-5)
        #expect(abs(contexts[id][e] - twin.contexts[id][e]) <= 5e-5)
      }
    }
    #expect(table.lossPerEpoch.count == 2)
    for (found, expected) in zip(table.lossPerEpoch, twin.lossPerEpoch) {
      #expect(abs(found - expected) <= 1e-6)
    }
  }

  @Test(arguments: models, SkipGramSettings.Parallel.allCases)
  func twoTopicsSeparate(_ model: ModelCase, _ parallel: SkipGramSettings.Parallel) throws {
    let texts = Texts.topics(texts: 2000, seed: 4)
    let settings = Self.settings(16, epochs: 5, model: model) {
      $0.subsample = 0
      $0.parallel = parallel
      // More chunks, so that every thread has some.
      $0.window = 64
    }
    let result = try Self.train(texts, settings, threads: 3)
    #expect(Texts.separation(result.table) > 0.5)
    #expect(result.lossPerEpoch.last! < result.lossPerEpoch[0])
  }

  /// A window of 100 words on either side, all of which are there.
  @Test(arguments: models)
  func wideWindowsLearn(_ model: ModelCase) throws {
    let texts = Texts.topics(texts: 60, length: 400, seed: 4)
    let settings = Self.settings(16, epochs: 5, model: model) {
      $0.subsample = 0
      $0.window = 100
    }
    let result = try Self.train(texts, settings, threads: 2)
    #expect(Texts.separation(result.table) > 0.5)
    #expect(result.lossPerEpoch.last! < result.lossPerEpoch[0])
  }

  /// The order of words is what is learned: without it nothing remains.
  @Test func aShuffledCorpusLosesWhatAnOrderedOneLearns() throws {
    let texts = Texts.topics(texts: 600, seed: 4)
    var ids = Texts.split(texts).flatMap { $0 }
    var stream = RandomStream(seed: 5)
    stream.shuffle(&ids)
    let shuffled = Texts.make((0..<texts.textCount).map { Array(ids[($0 * 12)..<($0 * 12 + 12)]) })
    let settings = Self.settings(16, epochs: 5) { $0.subsample = 0 }
    let ordered = Texts.separation(try Self.train(texts, settings).table)
    let lost = Texts.separation(try Self.train(shuffled, settings).table)
    #expect(abs(lost) < 0.1)
    #expect(ordered > 5 * abs(lost))
  }

  // MARK: - Edges

  @Test func reservedRowsAreZeroAndUnseenWordsKeepTheirStart() throws {
    let texts = Texts.make([[2, 1, 3, 0, 2, 3], [4, 2, 3]])
    let vocabulary = try Texts.vocabulary(texts, words: 6)
    let settings = Self.settings(10) { $0.subsample = 0 }
    let result = try SkipGram(settings).train(
      texts, vocabulary: vocabulary, threads: 2, keepState: true)
    let start = SkipGramTables(
      settings: settings, rows: vocabulary.count, words: vocabulary.count, parts: 1
    ).centers.joined()
    let contexts = result.table.state!.contexts
    for e in 0..<10 {
      for id in 0..<2 {
        #expect(result.table.vectors[id, e] == 0)
        #expect(contexts[id, e] == 0)
      }
      for id in 5..<vocabulary.count {
        #expect(result.table.vectors[id, e] == start[id, e])
        #expect(contexts[id, e] == 0)
      }
    }
    #expect(result.table.vector(2) != Array((0..<10).map { start[2, $0] }))
  }

  @Test(arguments: [1, 2, 16, 4096])
  func anyDimensionWillDo(dimensions: Int) throws {
    let result = try Self.train(Texts.make([[2, 3, 4, 2, 3]]), Self.settings(dimensions))
    #expect(result.table.vectors.columns == dimensions)
    #expect(result.table.vector(3).allSatisfy { $0.isFinite })
  }

  @Test(arguments: models)
  func tinyTextsAndWideWindows(_ model: ModelCase) throws {
    for threads in [1, 3] {
      for window in [1, 5, 1000] {
        for negatives in [1, 5, 100] {
          for parallel in SkipGramSettings.Parallel.allCases {
            let settings = Self.settings(model: model) {
              $0.window = window
              $0.negatives = negatives
              $0.parallel = parallel
              $0.subsample = 0
            }
            let result = try Self.train(
              Texts.make([[], [2], [2, 3], [3], []]), settings, threads: threads)
            #expect(result.lossPerEpoch.allSatisfy { $0 > 0.6 && $0 < 0.8 })
          }
        }
      }
    }
  }

  @Test func progressMovesForward() throws {
    let texts = Texts.random(words: 3000, texts: 1500, length: 200, seed: 6)
    var seen: [SkipGramProgress] = []
    _ = try SkipGram(Self.settings(300, epochs: 2)).train(
      texts, vocabulary: Texts.vocabulary(texts), threads: 2, progress: { seen.append($0) })
    #expect(!seen.isEmpty)
    for (one, two) in zip(seen, seen.dropFirst()) {
      #expect(one.wordsDone < two.wordsDone && one.learningRate > two.learningRate)
      #expect(two.epoch >= one.epoch)
    }
    for now in seen {
      #expect(now.wordsTotal == 2 * texts.wordCount && now.wordsDone <= now.wordsTotal)
      #expect(now.wordsPerSecond > 0 && now.secondsLeft >= 0 && now.loss > 0)
    }
  }

  // MARK: - What cannot be trained

  static func failure(_ body: () throws -> Void) -> Word2VecError? {
    do { try body() } catch { return error as? Word2VecError }
    return nil
  }

  @Test func corporaWithoutAnythingToLearn() throws {
    let three = try Texts.vocabulary(Texts.make([[2, 3, 4]]))
    func error(_ texts: [[Int32]]) -> Word2VecError? {
      Self.failure {
        _ = try SkipGram(Self.settings()).train(Texts.make(texts), vocabulary: three, threads: 2)
      }
    }
    #expect(error([]) == .emptyCorpus)
    #expect(error([[], []]) == .emptyCorpus)
    #expect(error([[1, 1], [0]]) == .noKnownWord(words: 3))
    #expect(error([[3, 3, 1]]) == .oneWordOnly("w3", words: 3))
    #expect(error([[2], [3], [4, 1]]) == .noPair(words: 4, texts: 3))
    var builder = VocabularyBuilder()
    builder.add("once")
    #expect(throws: StoreError.self) { try builder.build(minCount: 2) }
  }

  @Test func tooLargeAStepIsToldAndNotSaved() {
    let texts = Texts.random(words: 50, texts: 100, length: 40, seed: 7)
    let error = Self.failure {
      _ = try Self.train(
        texts, Self.settings(epochs: 5) { $0.learningRate = 1e30 })
    }
    #expect(error == .diverged(epoch: 1, learningRate: 1e30))
  }

  @Test func everySettingHasItsRange() {
    func wrong(_ change: (inout SkipGramSettings) -> Void) -> String? {
      Self.failure { _ = try SkipGram(Self.settings(change: change)) }?.description
    }
    #expect(wrong { $0.dimensions = 0 } == "dimensions is 0, but must be 1…4096")
    #expect(
      wrong { $0.subwords = .init(min: 4, max: 3, buckets: 9) }
        == "subwords.max is 3, but must be 4…20, from min on")
    #expect(wrong { $0.dimensions = 1_000_000_000 } != nil)
    #expect(wrong { $0.window = 0 } == "window is 0, but must be 1…1000")
    #expect(wrong { $0.negatives = 101 } == "negatives is 101, but must be 1…100")
    #expect(wrong { $0.subsample = -0.5 } == "subsample is -0.5, but must be 0…1")
    #expect(wrong { $0.subsample = .nan } == "subsample is nan, but must be 0…1")
    #expect(wrong { $0.epochs = 0 } == "epochs is 0, but must be 1 or more")
    for rate in [0, -1, Double.nan, .infinity, 1e300] {
      #expect(
        wrong { $0.learningRate = rate }
          == "learningRate is \(rate), but must be a finite number above 0")
    }
    #expect(
      wrong { $0.minimumLearningRate = 1 }
        == "minimumLearningRate is 1.0, but must be 0…0.025, the learningRate")
    #expect(wrong { _ in } == nil)
  }
}
