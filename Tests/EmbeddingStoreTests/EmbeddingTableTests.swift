import EmbeddingStore
import Testing

@Suite struct EmbeddingTableTests {
  @Test func wordsHaveTheirRows() throws {
    let table = try table([("tasty", [1, 2]), ("crispy", [3, 4])])
    #expect(table.dimensions == 2)
    #expect(table.vector(of: "crispy") == [3, 4])
    #expect(table.vector(of: "soup") == nil)
    #expect(table.vector(Vocabulary.paddingID) == [0, 0])
  }

  @Test func similarityIsTheCosine() throws {
    let table = try table([
      ("east", [2, 0]), ("north", [0, 3]), ("west", [-1e30, 0]), ("northeast", [5, 5]),
      ("nowhere", [0, 0]),
    ])
    #expect(try table.similarity("east", "east") == 1)
    #expect(try table.similarity("east", "north") == 0)
    #expect(try table.similarity("east", "west") == -1)
    #expect(try abs(table.similarity("east", "northeast") - Float(0.5).squareRoot()) < 1e-7)
    #expect(try table.similarity("east", "nowhere") == 0)
    #expect(throws: StoreError.unknownWord("up", words: 5)) { try table.similarity("east", "up") }
  }
}
