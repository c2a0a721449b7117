import EmbeddingStore
import Testing

@Suite struct PhraseDetectorTests {
  private func settings(
    minCount: Int = 2, threshold: Double = 0.3, passes: Int = 1, connectors: [String] = []
  ) -> PhraseSettings {
    var settings = PhraseSettings(.npmi, threshold: threshold)
    settings.minCount = minCount
    settings.passes = passes
    settings.connectors = connectors
    return settings
  }

  private static let york = [
    "we flew to new york today", "new york is big", "a new car and a big car", "york is old",
    "to new york", "we is a big and old to",
  ]

  @Test func joinsWhatStandsTogetherAndCountsAgain() throws {
    let texts = try PhraseTexts(Self.york)
    let found = texts.detect(settings(minCount: 3))
    #expect(found.spelled == [["new_york"]])
    #expect(
      texts.joined(found) == [
        "we flew to new_york today", "new_york is big", "a new car and a big car", "york is old",
        "to new_york", "we is a big and old to",
      ])
    #expect(found.counts("new_york", "new", "york", "a", "car") == [3, 1, 1, 3, 2])
    #expect(found.words == (30, 27))
    #expect(found.passes[0][0].count == 3)
    // By falling counts, ties by bytes.
    let words = found.vocabulary.wordIDs.map(found.vocabulary.word)
    #expect(words.prefix(6) == ["a", "big", "is", "new_york", "to", "and"])
    #expect(words.count == texts.vocabulary.wordIDs.count + 1)
    // ln(p(ab) / (p(a) p(b))) / −ln p(ab) of 3 among 30 words, 4 and 4 of them alone.
    #expect(abs(found.passes[0][0].score - 0.7501) < 1e-4)
  }

  @Test(arguments: [1, 2, 3, 7, 1000])
  func piecesOfAnySizeGiveTheSame(size: Int) throws {
    let texts = try PhraseTexts(Self.york)
    let whole = texts.detect(settings(passes: 3), pieces: 64)
    let pieces = texts.detect(settings(passes: 3), pieces: size)
    #expect(pieces.vocabulary == whole.vocabulary)
    #expect(pieces.phrases == whole.phrases)
    #expect(pieces.passes == whole.passes)
  }

  @Test func endsOfTextsAndUnknownWordsPartWords() throws {
    let apart = try PhraseTexts(["x new", "york y", "x new", "york y", "x new", "york y"])
    #expect(!apart.detect(settings()).spelled.joined().contains("new_york"))

    let rare = (0..<6).map { "new rare\($0) york" }
    let unknown = try PhraseTexts(rare, minCount: 2)
    #expect(unknown.detect(settings(threshold: -1)).spelled == [])
    #expect(
      unknown.joined(unknown.detect(settings(threshold: -1)))
        == Array(repeating: "new <unk> york", count: 6))
    // The unknown words are still words of the text.
    #expect(unknown.detect(settings()).words == (18, 18))
    #expect(unknown.detect(settings()).vocabulary.frequency(Vocabulary.unknownID) == 6)
  }

  @Test func marksPartWordsUnlessTheyAreAskedFor() throws {
    let texts = try PhraseTexts([
      "good , but , at & t", "good , but , at & t", "“ good , but", "— é1 ü2 , 5 g", "é1 ü2 — 5 g",
    ])
    var some = settings()
    #expect(texts.detect(some).spelled == [["5_g", "é1_ü2"]])
    some.connectors = ["&"]
    #expect(texts.detect(some).spelled.joined().contains("at_&_t"))
    #expect(!texts.detect(some).spelled.joined().contains { $0.contains(",") })
    some.punctuation = true
    #expect(texts.detect(some).spelled.joined().contains { $0.contains(",") })
  }

  private static let times = [
    "the new york times says", "the new york times is sold here", "new york is here",
    "new york sold the times", "says the sold is", "here is the says", "is here the",
    "says sold", "read the new york times", "read it", "it is read", "new it",
  ]

  @Test func eachPassJoinsWhatTheLastHasJoined() throws {
    let texts = try PhraseTexts(Self.times)
    let one = texts.detect(settings(threshold: 0.6))
    #expect(one.spelled == [["new_york"]])
    let two = texts.detect(settings(threshold: 0.6, passes: 2))
    #expect(two.spelled == [["new_york"], ["new_york_times"]])
    #expect(two.counts("new_york_times", "new_york", "york", "times") == [3, 2, 0, 1])
    #expect(texts.joined(two)[1] == "the new_york_times is sold here")
    #expect(texts.joined(two)[3] == "new_york sold the times")
    // A pass that finds nothing is the last one, and is not kept.
    let many = texts.detect(settings(threshold: 0.6, passes: 8))
    #expect(many.spelled == two.spelled + [["the_new_york_times"]])
    #expect(texts.joined(many)[1] == "the_new_york_times is sold here")
  }

  @Test func earlierPhrasesAreKept() throws {
    let texts = try PhraseTexts(Self.times)
    let one = texts.detect(settings(threshold: 0.6))
    var joiner = PhraseJoiner(one.phrases)
    let joined = texts.ids.flatMap { text -> [Int32] in
      joiner.join(text.map { one.vocabulary.id(of: texts.vocabulary.word($0))! }) + [-1]
    }
    let next = PhraseDetector(settings(threshold: 0.6)).detect(
      vocabulary: one.vocabulary, phrases: one.phrases
    ) { take in joined.withUnsafeBufferPointer { take($0) } }
    let two = texts.detect(settings(threshold: 0.6, passes: 2))
    #expect(next.phrases == two.phrases)
    #expect(next.vocabulary == two.vocabulary)
    #expect(next.spelled == [["new_york_times"]])
  }

  @Test func connectorsStandInsideOnly() throws {
    let texts = try PhraseTexts([
      "the bank of america of", "bank of america is a bank", "of the bank of america",
      "of the river bank", "the end of the day of rest", "bank of the america",
      "is a day of the river", "rest is the end",
    ])
    let found = texts.detect(
      settings(minCount: 3, threshold: 0.4, connectors: ["of", "the", "never"]))
    #expect(found.spelled == [["bank_of_america"]])
    #expect(texts.joined(found)[0] == "the bank_of_america of")
    #expect(texts.joined(found)[3] == "of the river bank")
    #expect(texts.joined(found)[5] == "bank of the america")
    let plain = texts.detect(settings(minCount: 3, threshold: 0.4))
    #expect(!plain.spelled.joined().contains("bank_of_america"))
  }

  @Test func longRowsOfConnectorsPartWords() throws {
    for (count, isJoined) in [(8, true), (9, false)] {
      let row = Array(repeating: "of", count: count).joined(separator: " ")
      let texts = try PhraseTexts((0..<9).map { _ in "a \(row) b" })
      let found = texts.detect(settings(threshold: -1, connectors: ["of"]))
      #expect(found.spelled.joined().isEmpty == !isJoined)
    }
  }

  @Test func phrasesThatAreNeverJoinedAreLeftOut() throws {
    // "b c" scores as "a b" does, but its "b" is always taken.
    let texts = try PhraseTexts(["a b c", "x a b c y", "a b c z", "y x", "z y"])
    let found = texts.detect(settings())
    #expect(found.spelled == [["a_b"]])
    #expect(found.counts("b_c", "a_b") == [-1, 3])
  }

  @Test func theVocabularyHasItsLimit() throws {
    let texts = try PhraseTexts([
      "a b", "c d", "a b", "c d", "a b", "e f", "e f", "a", "c", "f",
    ])
    var some = settings()
    #expect(texts.detect(some).spelled == [["a_b", "c_d", "e_f"]])
    some.maximumVocabulary = 8
    #expect(texts.detect(some).spelled == [["a_b", "c_d"]])
    #expect(texts.detect(some).vocabulary.wordIDs.count == 8)
    some.maximumVocabulary = 1
    #expect(texts.detect(some).spelled == [])
    #expect(texts.detect(some).vocabulary.wordIDs.count == 6)
  }

  @Test func aPhraseSpelledAsAWordIsThatWord() throws {
    let texts = try PhraseTexts(["new york", "new york", "new york", "new_york", "york new"])
    let found = texts.detect(settings(threshold: 0))
    #expect(found.spelled == [["new_york"]])
    #expect(found.counts("new_york", "new", "york") == [4, 1, 1])
    #expect(found.vocabulary.wordIDs.count == 3)
  }

  /// Forgetting must lose the rare pairs, not the frequent ones, and say so.
  @Test func boundedMemoryForgetsTheRarest() throws {
    var lines: [String] = []
    for number in 0..<400 { lines.append("w\(number % 20) v\(number / 20) new york") }
    let texts = try PhraseTexts(lines)
    var bounded = settings(minCount: 21, threshold: 0.1)
    #expect(texts.detect(bounded).spelled == [["new_york"]])
    #expect(texts.detect(bounded).forgottenCount == 0)
    bounded.maximumPairs = 50
    let found = texts.detect(bounded)
    #expect(found.spelled == [["new_york"]])
    #expect(found.forgottenCount > 0)
    #expect(texts.detect(bounded, pieces: 3).passes == found.passes)
  }

  @Test func textsWithoutPairsAreLeftAsTheyAre() throws {
    let texts = try PhraseTexts(["one", "two", ""])
    let found = texts.detect(settings(minCount: 1, threshold: -1, passes: 3))
    #expect(found.phrases.isEmpty)
    #expect(found.vocabulary == texts.vocabulary)
    let none = PhraseDetector(settings()).detect(vocabulary: texts.vocabulary) { _ in }
    #expect(none.words == (0, 0))
  }
}
