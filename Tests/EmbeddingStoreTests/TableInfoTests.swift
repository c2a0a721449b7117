import EmbeddingStore
import Testing

@Suite struct TableInfoTests {
  @Test func saysWhatIsThere() throws {
    let table = try table([("a", [3, 4]), ("b", [0, 0]), ("c", [0, 1])])
    let info = TableInfo(table, format: .lexigate, mostFrequent: 2)
    #expect(info.words == 3)
    #expect(info.dimensions == 2)
    #expect(info.totalCount == 6)
    #expect(info.norms.minimum == 0)
    #expect(info.norms.maximum == 5)
    #expect(abs(info.norms.mean - 2) < 1e-12)
    #expect(info.zeroVectors == 1)
    #expect(info.mostFrequent.map(\.word) == ["c", "b"])
    #expect(info.mostFrequent.map(\.count) == [3, 2])
  }

  @Test func aFileWithoutCountsKeepsItsOrder() throws {
    let vocabulary = try Vocabulary(words: [(Array("z".utf8), 0), (Array("a".utf8), 0)])
    let info = TableInfo(
      EmbeddingTable(vocabulary: vocabulary, vectors: .init(rows: 4, columns: 1)))
    #expect(info.totalCount == nil)
    #expect(info.mostFrequent == [.init(word: "z", count: nil), .init(word: "a", count: nil)])
  }

  @Test func checksOfWordsAndVectors() throws {
    let vocabulary = try Vocabulary(words: [
      (Array("a".utf8), 0), ([0xff, 0x61], 0), (Array("ice cream".utf8), 0),
      (Array("b".utf8), 0), (Array("c".utf8), 0),
    ])
    let table = EmbeddingTable(vocabulary: vocabulary, vectors: .init(rows: 7, columns: 2))
    // Zeros are equal too, but told apart; −0 has other bits than 0.
    for (row, values) in [(2, [1, 0]), (3, [1, 0]), (4, [1, -0.0]), (6, [0, 0])] as [(Int, [Float])]
    {
      for column in 0..<2 { table.vectors[row, column] = values[column] }
    }
    let info = TableInfo(table)
    #expect(info.zeroVectors == 2)
    #expect(info.equalVectors == 1)
    #expect(info.notUTF8 == 1)
    #expect(info.withSpaces == 1)
  }
}
