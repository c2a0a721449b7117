import EmbeddingStore
import Testing

@Suite struct VocabularyBuilderTests {
  func builder(_ text: String) -> VocabularyBuilder {
    var builder = VocabularyBuilder()
    for word in text.split(separator: " ") { builder.add(String(word)) }
    return builder
  }

  func words(_ vocabulary: Vocabulary) -> [String] { vocabulary.wordIDs.map(vocabulary.word) }

  @Test func ordersByCountThenBytes() throws {
    let counted = builder("b a c b é a z b Z")
    #expect(counted.totalCount == 9)
    #expect(counted.distinctCount == 6)
    let vocabulary = try counted.build(minCount: 1, maximumSize: nil)
    #expect(words(vocabulary) == ["b", "a", "Z", "c", "z", "é"])
    #expect(vocabulary.wordIDs.map(vocabulary.frequency) == [3, 2, 1, 1, 1, 1])
  }

  @Test func rareWordsBecomeTheUnknownEntry() throws {
    let counted = builder("b a c b a z b")
    let frequent = try counted.build(minCount: 2, maximumSize: nil)
    #expect(words(frequent) == ["b", "a"])
    #expect(frequent.frequency(Vocabulary.unknownID) == 2)
    let one = try counted.build(minCount: 1, maximumSize: 1)
    #expect(words(one) == ["b"])
    #expect(one.frequency(Vocabulary.unknownID) == 4)
    #expect(one.id(of: "a") == nil)
  }

  @Test func theOrderOfArrivalAndMergingDoNotMatter() throws {
    let whole = builder("d a c b b a c e f g h a")
    var left = builder("h g f e a b")
    left.merge(builder("a c b c d a"))
    #expect(
      try whole.build(minCount: 1, maximumSize: 5) == left.build(minCount: 1, maximumSize: 5))
  }

  @Test func growsPastItsFirstSize() throws {
    var counted = VocabularyBuilder()
    for number in 0..<20_000 { counted.add("word\(number % 10_000)", count: number % 7 + 1) }
    #expect(counted.distinctCount == 10_000)
    let vocabulary = try counted.build(minCount: 1, maximumSize: nil)
    for number in 0..<10_000 {
      let id = try #require(vocabulary.id(of: "word\(number)"))
      #expect(vocabulary.frequency(id) == number % 7 + 1 + (number + 10_000) % 7 + 1)
    }
    for id in vocabulary.wordIDs.dropFirst() {
      #expect(vocabulary.frequency(id - 1) >= vocabulary.frequency(id))
    }
  }

  @Test func anEmptyVocabularyIsRefused() {
    #expect(throws: StoreError.nothingCounted) {
      try VocabularyBuilder().build(minCount: 1, maximumSize: nil)
    }
    #expect(
      throws: StoreError.noFrequentWord(distinct: 2, highest: 2, minCount: 3, maximumSize: nil)
    ) { try builder("a b a").build(minCount: 3, maximumSize: nil) }
    #expect(
      throws: StoreError.noFrequentWord(distinct: 1, highest: 1, minCount: 1, maximumSize: 0)
    ) { try builder("a").build(minCount: 1, maximumSize: 0) }
  }
}
