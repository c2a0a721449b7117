import EmbeddingStore
import Testing

@Suite struct EncodedTextsTests {
  @Test func everyTextIsClosedByAMark() throws {
    var texts = EncodedTexts()
    #expect(texts.count == 0 && texts.wordCount == 0 && texts.textCount == 0)
    texts.append([4, 5, 6])
    texts.append([])
    texts.append(id: 7)
    texts.endText()
    #expect(texts.ids == [4, 5, 6, -1, -1, 7, -1])
    #expect(texts.count == 7 && texts.wordCount == 4 && texts.textCount == 3)
    var twice = texts
    twice.append(contentsOf: texts)
    #expect(twice.ids == texts.ids + texts.ids)
    #expect(twice.wordCount == 8 && twice.textCount == 6)
    #expect(part(twice, 2..<9) == [6, -1, -1, 7, -1, 4, 5])
  }

  @Test func unknownWordsGetTheUnknownID() throws {
    let vocabulary = try Vocabulary(words: [(Array("good".utf8), 1)])
    var texts = EncodedTexts()
    texts.append(words: ["good", "grub", "<pad>"], by: vocabulary)
    #expect(texts.ids == [2, Vocabulary.unknownID, Vocabulary.unknownID, -1])
  }

  private func part(_ texts: EncodedTexts, _ range: Range<Int>) -> [Int32] {
    [Int32](unsafeUninitializedCapacity: range.count) { buffer, count in
      texts.read(range, into: buffer.baseAddress!)
      count = range.count
    }
  }
}
