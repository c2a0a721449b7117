import EmbeddingStore
import Kernels
import Testing
import Word2Vec

/// Training that goes on from vectors.
@Suite struct GoingOnTests {
  static let old = [
    ["red", "green", "blue", "red", "green"], ["blue", "red", "old", "red", "green", "red"],
  ]
  static let new = [
    ["green", "lime", "green", "teal", "lime"], ["green", "red", "lime", "green", "green"],
  ]

  static func start(_ model: SkipGramTests.ModelCase, keepState: Bool = true) throws
    -> EmbeddingTable
  {
    let (texts, vocabulary) = try Texts.named(old)
    return try SkipGram(SkipGramTests.settings(10, model: model) { $0.subsample = 0 }).train(
      texts, vocabulary: vocabulary, threads: 1, keepState: keepState
    ).table
  }

  static func goOn(
    _ start: EmbeddingTable, _ settings: SkipGramSettings, threads: Int = 1
  ) throws -> SkipGramResult {
    let (texts, vocabulary) = try Texts.named(new)
    return try SkipGram(settings).train(
      texts, vocabulary: vocabulary, threads: threads, from: start, keepState: true)
  }

  /// With steps too small to change a number, what is taken over can be seen bit for bit.
  static func still(_ model: SkipGramTests.ModelCase) -> SkipGramSettings {
    SkipGramTests.settings(10, model: model) {
      $0.learningRate = 1e-30
      $0.minimumLearningRate = 0
      $0.subsample = 0
    }
  }

  @Test(arguments: SkipGramTests.models)
  func wordsJoinAndOldOnesKeepTheirRows(_ model: SkipGramTests.ModelCase) throws {
    let start = try Self.start(model)
    let result = try Self.goOn(start, Self.still(model)).table
    // green 3 + 5, red 5 + 1, lime 0 + 3, blue 2, then ties by bytes.
    let words = result.vocabulary.wordIDs.map { result.vocabulary.word($0) }
    #expect(words == ["green", "red", "lime", "blue", "old", "teal"])
    let counts = result.vocabulary.wordIDs.map { result.vocabulary.frequency($0) }
    #expect(counts == [8, 6, 3, 2, 1, 1])
    func row(_ matrix: Matrix, _ table: EmbeddingTable, _ word: String) -> [Float] {
      let id = Int(table.vocabulary.id(of: word)!)
      return (0..<10).map { matrix[id, $0] }
    }
    for word in ["red", "green", "blue", "old"] {
      // Where a context is zero, even the smallest step shows.
      #expect(
        zip(
          row(result.state!.contexts, result, word), row(start.state!.contexts, start, word)
        ).allSatisfy { abs($0 - $1) < 1e-20 })
      #expect(row(start.state!.contexts, start, word).contains { $0 != 0 })
      #expect(result.vector(of: word) == start.vector(of: word))
      if let own = start.state?.words {
        #expect(row(result.state!.words!, result, word) == row(own, start, word))
      }
    }
    for word in ["lime", "teal"] {
      let found = result.vector(of: word)!
      #expect(found.contains { $0 != 0 } && found.allSatisfy { abs($0) <= 0.05 })
      #expect(row(result.state!.contexts, result, word).allSatisfy { abs($0) < 1e-20 })
    }
    if let grams = start.subwords {
      let after = try #require(result.subwords)
      #expect(Set(after.numbers).isSuperset(of: grams.numbers))
      #expect(after.numbers.count > grams.numbers.count)
      for (i, bucket) in grams.numbers.enumerated() {
        let place = try #require(after.row(of: bucket))
        #expect((0..<10).allSatisfy { after.vectors[place, $0] == grams.vectors[i, $0] })
      }
    }
  }

  @Test func withoutStateContextsAreZero() throws {
    let model = SkipGramTests.models[0]
    let start = try Self.start(model, keepState: false)
    #expect(start.state == nil)
    let result = try Self.goOn(start, Self.still(model)).table
    for word in ["red", "green", "blue", "old"] {
      #expect(result.vector(of: word) == start.vector(of: word))
    }
    let contexts = result.state!.contexts
    #expect((0..<contexts.size).allSatisfy { abs(contexts.pointer[$0]) < 1e-20 })
  }

  @Test(arguments: SkipGramTests.models)
  func threadsChangeNoBit(_ model: SkipGramTests.ModelCase) throws {
    let texts = Texts.random(words: 300, texts: 300, length: 60, seed: 31)
    let more = Texts.random(words: 400, texts: 300, length: 60, seed: 32)
    let settings = SkipGramTests.settings(100, model: model)
    let start = try SkipGramTests.train(texts, settings).table
    let results = try [1, 2, 3, 8].map { threads in
      try SkipGram(settings).train(
        more, vocabulary: Texts.vocabulary(more), threads: threads, from: start, keepState: true)
    }
    for other in results.dropFirst() {
      #expect(SkipGramTests.bits(other) == SkipGramTests.bits(results[0]))
      #expect(other.lossPerEpoch == results[0].lossPerEpoch)
    }
    // What was learned before still counts. (With n-grams around a word the loss weighs right and wrong
    // words otherwise than training does, so it says less.)
    if model.model == .skipGram, model.subwords != nil { return }
    let fresh = try SkipGramTests.train(more, settings)
    #expect(results[0].lossPerEpoch[0] < fresh.lossPerEpoch[0])
  }

  @Test func startsThatDoNotFitAreRefused() throws {
    let (plain, grams) = (SkipGramTests.models[0], SkipGramTests.models[1])
    func text(_ start: EmbeddingTable, _ settings: SkipGramSettings) -> String? {
      SkipGramTests.failure { _ = try Self.goOn(start, settings) }?.description
    }
    let (words, withGrams) = (try Self.start(plain), try Self.start(grams))
    #expect(text(words, Self.still(plain)) == nil)
    #expect(
      text(words, SkipGramTests.settings(11))
        == "the vectors to go on from have 10 dimensions, but dimensions is 11; set dimensions to 10"
    )
    #expect(
      text(words, Self.still(grams))
        == "the vectors to go on from have no n-grams, but subwords is n-grams of 2 to 4 letters "
        + "in 500 buckets; give subwords as they were trained with")
    #expect(
      text(withGrams, Self.still(plain))
        == "the vectors to go on from have n-grams of 2 to 4 letters in 500 buckets, but subwords "
        + "is no n-grams; give subwords as they were trained with")
    #expect(
      text(
        withGrams,
        SkipGramTests.settings(10) { $0.subwords = .init(min: 2, max: 5, buckets: 500) })
        == "the vectors to go on from have n-grams of 2 to 4 letters in 500 buckets, but subwords "
        + "is n-grams of 2 to 5 letters in 500 buckets; give subwords as they were trained with")
    #expect(
      text(try Self.start(grams, keepState: false), Self.still(grams))
        == "the vectors to go on from have n-grams but not the state of their training, so the "
        + "words' own vectors are not known; train them with \"continuable\": true")
    let sick =
      "the vector of 'green' to go on from has a component that is not a finite number; repair or "
      + "remove it"
    for value in [Float.nan, .infinity] {
      for part in 0..<4 {
        let start = try Self.start(grams)
        let matrix = [
          start.vectors, start.state!.contexts, start.state!.words!, start.subwords!.vectors,
        ][part]
        matrix[part < 3 ? Int(start.vocabulary.id(of: "green")!) : 2, 4] = value
        let gram = StoreError.subwordNotFinite(bucket: start.subwords!.numbers[2])
        #expect(text(start, Self.still(grams)) == (part < 3 ? sick : gram.description))
      }
    }
  }

  /// Counts of a file may be as large as can be, and their sum must not overflow.
  @Test func countsWithoutBounds() throws {
    let vocabulary = try Vocabulary(words: [
      (bytes: Array("green".utf8), count: .max), (bytes: Array("red".utf8), count: .max),
      (bytes: Array("lime".utf8), count: 0),
    ])
    let start = EmbeddingTable(
      vocabulary: vocabulary, vectors: Matrix(rows: vocabulary.count, columns: 10))
    let result = try Self.goOn(start, Self.still(SkipGramTests.models[0])).table
    #expect(
      result.vocabulary.wordIDs.map { result.vocabulary.word($0) }
        == ["green", "red", "lime", "teal"])
  }
}
