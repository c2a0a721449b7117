import EmbeddingStore
import Foundation
import Kernels
import Testing

@Suite struct NearestIndexTests {
  func compass() throws -> EmbeddingTable {
    try table([
      ("east", [9, 0]), ("northeast", [1, 1]), ("north", [0, 0.5]), ("west", [-2, 0]),
      ("nowhere", [0, 0]),
    ])
  }

  @Test func findsWordsByAngleAndNotByLength() throws {
    let index = NearestIndex(try compass())
    let found = try index.nearest(to: "east", count: 10)
    #expect(found.map(\.word) == ["northeast", "north", "nowhere", "west"])
    #expect(abs(found[0].similarity - Float(0.5).squareRoot()) < 1e-6)
    #expect(found[3].similarity == -1)
    #expect(try index.nearest(to: "east", count: 2).count == 2)
    #expect(try index.nearest(to: "east", count: 0) == [])
    #expect(try index.nearest(to: "east", count: -1) == [])
    #expect(index.nearest(to: [0, 1e-30], count: 1).map(\.word) == ["north"])
    #expect(index.nearest(to: [0, 1e30], count: 1, excluding: [4]).map(\.word) == ["northeast"])
    #expect(throws: StoreError.unknownWord("up", words: 5)) {
      try index.nearest(to: "up", count: 1)
    }
  }

  @Test func wordsWithoutDirectionAreNoAnswer() throws {
    let index = NearestIndex(
      try table([
        ("one", [1, 0]), ("broken", [.nan, 1]), ("endless", [.infinity, 0]), ("two", [1, 1]),
      ]))
    #expect(index.nearest(to: [1, 0], count: 9).map(\.word) == ["one", "two"])
    // What is asked about them has no direction either.
    let found = try index.nearest(to: "broken", count: 9)
    #expect(found.map(\.word) == ["one", "two"])
    #expect(found.map(\.similarity) == [0, 0])
  }

  @Test func analogiesExcludeTheirQuestion() throws {
    let index = NearestIndex(
      try table([
        ("man", [1, 0, 1]), ("king", [1, 1, 1]), ("woman", [1, 0, -1]), ("queen", [1, 1, -1]),
        ("soup", [-1, 0, 0]),
      ]))
    #expect(try index.analogy("man", "king", "woman").map(\.word) == ["queen"])
    #expect(try index.analogy("man", "king", "woman", count: 9).map(\.word) == ["queen", "soup"])
    #expect(throws: StoreError.unknownWord("prince", words: 5)) {
      try index.analogy("man", "king", "prince")
    }
  }

  @Test func equalSimilaritiesAreOrderedByID() throws {
    let same = try table((0..<5000).map { ("word\($0)", [1, Float($0 % 2)]) })
    for threads in [1, 2, 3, 8] {
      let index = NearestIndex(same, threads: threads)
      let found = index.nearest(to: [1, 0], count: 2600)
      let even: [Int32] = Array(stride(from: 2, to: 5002, by: 2))
      let odd: [Int32] = Array(stride(from: 3, to: 203, by: 2))
      #expect(found.map(\.id) == even + odd)
    }
  }

  @Test func theNumberOfThreadsChangesNothing() throws {
    let table = try randomTable(words: 9001, dimensions: 33)
    let one = NearestIndex(table, threads: 1)
    let expected = try one.nearest(to: "word17", count: 50)
    let analogy = try one.analogy("word1", "word2", "word3", count: 20)
    for threads in [2, 5] {
      let index = NearestIndex(table, threads: threads)
      #expect(try index.nearest(to: "word17", count: 50) == expected)
      #expect(try index.analogy("word1", "word2", "word3", count: 20) == analogy)
    }
  }

  @Test func agreesWithThePlainWay() throws {
    let table = try randomTable(words: 300, dimensions: 7)
    let found = try NearestIndex(table).nearest(to: "word5", count: 299)
    #expect(found.count == 299)
    for (one, next) in zip(found, found.dropFirst()) {
      #expect(
        one.similarity > next.similarity || (one.similarity == next.similarity && one.id < next.id))
    }
    for neighbour in found {
      #expect(try abs(table.similarity("word5", neighbour.word) - neighbour.similarity) < 1e-6)
    }
  }

  @Test(.enabled(if: SharedData.hasFormats, "the shared vectors are not here"))
  func answersAsGensimDoes() throws {
    let table = try EmbeddingTable.read(SharedData.format("glove.50k.50d.txt.gz"))
    let index = NearestIndex(table, threads: 2)
    let golden = try Golden.load().glove
    for (word, answers) in golden.nearest {
      let found = try index.nearest(to: word, count: answers.count)
      #expect(found.map(\.word) == answers.map(\.word))
      for (one, other) in zip(found, answers) {
        #expect(abs(one.similarity - other.similarity) < 1e-6)
      }
    }
    for analogy in golden.analogies {
      let q = analogy.question
      let found = try index.analogy(q[0], q[1], q[2], count: analogy.answers.count)
      #expect(found.map(\.word) == analogy.answers.map(\.word))
      for (one, other) in zip(found, analogy.answers) {
        #expect(abs(one.similarity - other.similarity) < 1e-6)
      }
    }
    for pair in golden.similarity {
      #expect(try abs(table.similarity(pair.words.0, pair.words.1) - pair.similarity) < 1e-6)
    }
  }
}
