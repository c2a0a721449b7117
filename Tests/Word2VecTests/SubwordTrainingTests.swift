import EmbeddingStore
import Kernels
import Testing
import Word2Vec

@Suite struct SubwordTrainingTests {
  static let stems = [
    "garten", "wasser", "schule", "fenster", "kirche", "himmel", "zucker", "morgen",
  ]
  static let endings = ["", "s", "haus", "weg", "zeit", "bau"]

  /// Each text speaks of one stem in its forms, and in words that no other stem has.
  static func families() -> [[String]] {
    var stream = RandomStream(seed: 41)
    return (0..<1600).map { text in
      let stem = stems[text % stems.count]
      return (0..<10).map { _ in
        stream.below(2) == 0
          ? stem + endings[stream.below(endings.count)] : "\(stem.first!)\(stream.below(5))"
      }
    }
  }

  @Test(arguments: SkipGramSettings.Model.allCases)
  func aWordThatWasNeverSeenIsNearItsRelatives(_ model: SkipGramSettings.Model) throws {
    let (texts, vocabulary) = try Texts.named(Self.families())
    let settings = SkipGramTests.settings(24, epochs: 5) {
      $0.model = model
      $0.subwords = SubwordSettings(min: 3, max: 5, buckets: 20_000)
      $0.subsample = 0
    }
    let result = try SkipGram(settings).train(texts, vocabulary: vocabulary, threads: 2)
    for stem in Self.stems {
      #expect(vocabulary.id(of: stem + "lich") == nil)
      let unseen = try #require(result.table.vector(of: stem + "lich"))
      func nearness(_ other: String) -> Double {
        let all = Self.endings.map {
          Texts.cosine(unseen, result.table.vector(of: other + $0)!)
        }
        return all.reduce(0, +) / Double(all.count)
      }
      let own = nearness(stem)
      let others = Self.stems.filter { $0 != stem }.map(nearness).max()!
      #expect(own > 0.6 && own > others + 0.3, "\(stem): \(own), \(others)")
      // Words that have no letters in common are told apart by their texts alone.
      let mate = Texts.cosine(unseen, result.table.vector(of: "\(stem.first!)1")!)
      let stranger = Texts.cosine(
        unseen, result.table.vector(of: "\(Self.stems.first { $0 != stem }!.first!)1")!)
      #expect(mate > stranger + 0.2, "\(stem): \(mate), \(stranger)")
    }
    #expect(result.table.vector(of: "qqq") == nil)
    #expect(result.lossPerEpoch.last! < result.lossPerEpoch[0])
  }

  @Test func rowsOfWords() throws {
    let subwords = SubwordSettings(min: 3, max: 3, buckets: 7)
    let vocabulary = try Vocabulary(
      words: ["abc", "a", "xyzabc"].map { (bytes: Array($0.utf8), count: 1) })
    let rows = WordRows(vocabulary, subwords: subwords)
    let numbers = Set(["abc", "a", "xyzabc"].flatMap { subwords.numbers(of: $0) })
    #expect(rows.buckets == numbers.sorted())
    #expect(rows.count == vocabulary.count + numbers.count)
    for id in vocabulary.wordIDs {
      let expected = subwords.numbers(of: vocabulary.word(id)).map {
        Int32(vocabulary.count + rows.buckets.firstIndex(of: $0)!)
      }
      #expect(Array(rows.rows(of: id)) == [id] + expected)
    }
    #expect(rows.rows(of: 0) == [0] && rows.rows(of: 1) == [1])
    let plain = WordRows(vocabulary, subwords: nil)
    #expect(plain.count == vocabulary.count && plain.buckets.isEmpty)
    #expect(vocabulary.wordIDs.allSatisfy { Array(plain.rows(of: $0)) == [$0] })
  }
}
