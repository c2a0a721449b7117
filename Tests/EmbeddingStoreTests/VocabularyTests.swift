import EmbeddingStore
import Testing

@Suite struct VocabularyTests {
  @Test func idsFollowTheGivenOrderAfterTheReservedOnes() throws {
    let vocabulary = try Vocabulary(words: [
      (Array("cake".utf8), 5), (Array("tasty".utf8), 9), (Array("ice cream".utf8), 1),
    ])
    #expect(vocabulary.count == 5)
    #expect(vocabulary.wordIDs == 2..<5)
    #expect(vocabulary.id(of: "cake") == 2)
    #expect(vocabulary.id(of: "tasty") == 3)
    #expect(vocabulary.id(of: "ice cream") == 4)
    #expect(vocabulary.id(of: "soup") == nil)
    #expect(vocabulary.id(of: "") == nil)
    #expect(vocabulary.frequency(3) == 9)
    #expect(vocabulary.frequency(Vocabulary.paddingID) == 0)
    #expect(vocabulary.totalFrequency == 15)
    #expect(vocabulary.word(4) == "ice cream")
  }

  @Test func reservedEntriesAreShownButNeverFound() throws {
    let plain = try Vocabulary(words: [(Array("a".utf8), 1)])
    #expect(plain.word(Vocabulary.paddingID) == "<pad>")
    #expect(plain.word(Vocabulary.unknownID) == "<unk>")
    #expect(plain.id(of: "<pad>") == nil)
    #expect(plain.id(of: "<unk>") == nil)
  }

  @Test func aWordSpelledLikeAReservedEntryIsAnOrdinaryWord() throws {
    let vocabulary = try Vocabulary(words: [(Array("<unk>".utf8), 3), (Array("<pad>".utf8), 2)])
    #expect(vocabulary.id(of: "<unk>") == 2)
    #expect(vocabulary.id(of: "<pad>") == 3)
    #expect(vocabulary.frequency(2) == 3)
  }

  @Test func wordsAreBytesAndNeedNotBeText() throws {
    let bytes: [UInt8] = [0xff, 0x00, 0xc3]
    let vocabulary = try Vocabulary(words: [(bytes, 1), (Array("\u{fffd}\0\u{fffd}".utf8), 1)])
    #expect(bytes.withUnsafeBufferPointer { vocabulary.id(of: $0) } == 2)
    #expect(vocabulary.bytes(of: 2) == bytes)
    #expect(vocabulary.word(2) == "\u{fffd}\0\u{fffd}")
    #expect(vocabulary.id(of: "\u{fffd}\0\u{fffd}") == 3)
  }

  /// Every length around the eight-byte step, and words that differ in one place only.
  @Test func wordsOfEveryLengthAreToldApart() throws {
    var words: [(bytes: [UInt8], count: Int)] = []
    for length in 1...40 {
      let plain = [UInt8](repeating: 97, count: length)
      words.append((plain, length))
      for place in 0..<length {
        var other = plain
        other[place] = 98
        words.append((other, place))
      }
    }
    let vocabulary = try Vocabulary(words: words)
    for (position, word) in words.enumerated() {
      let id = word.bytes.withUnsafeBufferPointer { vocabulary.id(of: $0) }
      #expect(id == Int32(position + 2))
      #expect(vocabulary.bytes(of: Int32(position + 2)) == word.bytes)
      #expect(vocabulary.frequency(Int32(position + 2)) == word.count)
    }
    #expect(vocabulary.id(of: String(repeating: "a", count: 41)) == nil)
  }

  @Test func wrongWordsAreRefused() {
    #expect(throws: StoreError.emptyVocabulary) { try Vocabulary(words: []) }
    #expect(throws: StoreError.emptyWord(position: 2)) {
      try Vocabulary(words: [(Array("a".utf8), 1), ([], 1)])
    }
    #expect(throws: StoreError.duplicateWord("a", first: 1, second: 3)) {
      try Vocabulary(words: [(Array("a".utf8), 1), (Array("b".utf8), 1), (Array("a".utf8), 1)])
    }
  }

  @Test func countsThatOverflowDoNotCrash() throws {
    let vocabulary = try Vocabulary(words: [(Array("a".utf8), .max), (Array("b".utf8), 5)])
    #expect(vocabulary.totalFrequency == .max)
  }
}
