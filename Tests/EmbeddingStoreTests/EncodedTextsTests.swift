import EmbeddingStore
import Testing

@Suite struct EncodedTextsTests {
  @Test func textsLieOneAfterAnother() {
    var texts = EncodedTexts()
    #expect(texts.isEmpty)
    texts.append([4, 5, 6])
    texts.append([])
    texts.append(id: 7)
    texts.endText()
    #expect(texts.count == 3)
    #expect(texts.ids == [4, 5, 6, 7])
    #expect(texts.starts == [0, 3, 3, 4])
    #expect(Array(texts[0]) == [4, 5, 6])
    #expect(texts[1].isEmpty)
    #expect(texts.map(\.count) == [3, 0, 1])
    var twice = texts
    twice.append(contentsOf: texts)
    #expect(twice.starts == [0, 3, 3, 4, 7, 7, 8])
    #expect(Array(twice[5]) == [7])
  }

  @Test func unknownWordsGetTheUnknownID() throws {
    let vocabulary = try Vocabulary(words: [(Array("good".utf8), 1)])
    var texts = EncodedTexts()
    texts.append(words: ["good", "grub", "<pad>"], by: vocabulary)
    #expect(texts.ids == [2, Vocabulary.unknownID, Vocabulary.unknownID])
  }
}
