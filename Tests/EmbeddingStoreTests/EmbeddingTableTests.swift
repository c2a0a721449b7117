import EmbeddingStore
import Kernels
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

  @Test func unknownWordsHaveTheVectorOfTheirNGrams() throws {
    var table = try table([("east", [1, 0]), ("north", [0, 1])])
    let settings = SubwordSettings(min: 4, max: 4, buckets: 1 << 20)
    // <eas east ast> and nort: what "eastward" and "northward" share with the table.
    let numbers = (settings.numbers(of: "east") + [settings.numbers(of: "north")[1]]).sorted()
    let vectors = Matrix(rows: 4, columns: 2)
    let north = settings.numbers(of: "north")[1]
    for (row, bucket) in numbers.enumerated() { vectors[row, bucket == north ? 1 : 0] = 2 }
    table.subwords = SubwordVectors(settings: settings, numbers: numbers, vectors: vectors)
    #expect(table.vector(of: "east") == [1, 0])
    #expect(table.vector(of: "eastward") == [2, 0])
    #expect(try table.similarity("eastward", "east") == 1)
    #expect(try table.similarity("northward", "eastward") == 0)
    #expect(throws: StoreError.noSubword("up", words: 2)) { try table.similarity("east", "up") }
    let index = NearestIndex(table)
    #expect(try index.nearest(to: "northward", count: 5).map(\.word) == ["north", "east"])
    #expect(try index.nearest(to: "east", count: 5).map(\.word) == ["north"])
    #expect(try index.analogy("eastward", "east", "northward").map(\.word) == ["north"])
    #expect(throws: StoreError.noSubword("up", words: 2)) { try index.nearest(to: "up", count: 1) }
  }
}
