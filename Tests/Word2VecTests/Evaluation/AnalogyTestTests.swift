import EmbeddingStore
import Kernels
import Testing
import Word2Vec

@Suite struct AnalogyTestTests {
  static func table(_ words: [(String, [Float])]) throws -> EmbeddingTable {
    let vocabulary = try Vocabulary(words: words.map { (bytes: Array($0.0.utf8), count: 1) })
    let vectors = Matrix(rows: vocabulary.count, columns: words[0].1.count)
    for (row, word) in words.enumerated() {
      for (column, value) in word.1.enumerated() { vectors[row + 2, column] = value }
    }
    return EmbeddingTable(vocabulary: vocabulary, vectors: vectors)
  }

  static func parse(_ text: String) throws -> AnalogyTest {
    try AnalogyTest(Array(text.utf8), file: "questions.txt")
  }

  static func royalty() throws -> EmbeddingTable {
    try table([
      ("man", [1, 0, 0]), ("woman", [0, 1, 0]), ("king", [1, 0, 1]), ("queen", [0, 1, 1]),
      ("apple", [-1, -1, -1]), ("King", [-0.3, 1, 0.7]), ("nothing", [0, 0, 0]),
    ])
  }

  @Test func aQuestionIsAnsweredByTheNearestOtherWord() throws {
    let test = try Self.parse(": royalty\nman woman king queen\n: fruit\nman woman king apple\n")
    let score = try test.evaluate(Self.royalty(), foldsCase: false)
    // The capital King is nearer still, but differs from king by case alone.
    #expect(score.sections.map(\.right) == [0, 0])
    let folded = try test.evaluate(Self.royalty())
    #expect(folded.sections.map(\.right) == [1, 0])
    #expect(folded.sections.map(\.name) == ["royalty", "fruit"])
    #expect(folded.total.asked == 2 && folded.total.accuracy == 0.5)
  }

  @Test func restrictionLeavesWordsOut() throws {
    let test = try Self.parse(": royalty\nman woman king queen\nman woman king apple\n")
    let score = try test.evaluate(Self.royalty(), restrict: 4)
    #expect(score.sections[0].right == 1)
    #expect(score.sections[0].asked == 1)
    #expect(score.sections[0].unknown == 1)
  }

  @Test func parsing() throws {
    let test = try Self.parse(
      "\u{feff}: first one\r\na b c d\r\n\r\nthree words only\n:  second\n e\tf  g h \nlast é ß x")
    #expect(test.sections.map(\.name) == ["first one", "second"])
    #expect(test.questionCount == 3)
    #expect(test.invalidLines == 2)
    #expect(test.sections[1].questions[0].a == "e")
    #expect(test.sections[1].questions[1].expected == "x")
  }

  @Test func whatCannotBeAsked() throws {
    func error(_ text: String) -> String? {
      SkipGramTests.failure { _ = try Self.parse(text) }?.description
    }
    #expect(
      error("a b c d\n")
        == "questions.txt:1: a question stands before the first section; expected a line such as "
        + "': capitals' first")
    #expect(
      error("")
        == "questions.txt: no line has four words (0 have not); expected an analogy file with lines "
        + "such as 'Athens Greece Oslo Norway'")
    #expect(error(": x\na b\n")?.contains("(1 have not)") == true)
    let unknown = SkipGramTests.failure {
      _ = try Self.parse(": x\nfoo bar baz qux\n").evaluate(Self.royalty())
    }
    #expect(
      unknown?.description
        == "questions.txt: none of 1 questions has all its words among the first 7 words of these "
        + "vectors; raise the restriction or use other vectors")
  }

  @Test func threadsChangeNothing() throws {
    var stream = RandomStream(seed: 1)
    let table = try Self.table(
      (0..<2500).map { word in ("w\(word)", (0..<20).map { _ in stream.normal() }) })
    var text = ": random\n"
    for _ in 0..<300 {
      text += (0..<4).map { _ in "w\(stream.below(40))" }.joined(separator: " ") + "\n"
    }
    let test = try Self.parse(text)
    let one = try test.evaluate(table)
    #expect(one.total.asked == 300)
    for threads in [2, 3, 8] {
      let other = try test.evaluate(table, threads: threads)
      #expect(other == one)
    }
  }
}
