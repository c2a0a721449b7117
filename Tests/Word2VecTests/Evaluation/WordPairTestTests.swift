import EmbeddingStore
import Testing
import Word2Vec

@Suite struct WordPairTestTests {
  static func parse(_ text: String) throws -> WordPairTest {
    try WordPairTest(Array(text.utf8), file: "pairs.tsv")
  }

  @Test func tabsSpacesAndCommas() throws {
    let test = try Self.parse(
      "# comment\nWord 1\tWord 2\tHuman (mean)\ntiger\tcat\t7.35\r\nsun sunlight 50.0\n"
        + "new york\tcity\t 8 \na,b,1\n\ntoo\tmany\t1\t2\n")
    #expect(
      test.pairs.map { [$0.first, $0.second] }
        == [["tiger", "cat"], ["sun", "sunlight"], ["new york", "city"], ["a", "b"]])
    #expect(test.pairs.map(\.judgement) == [7.35, 50, 8, 1])
    #expect(test.invalidLines == 3)
  }

  @Test func agreement() throws {
    let table = try AnalogyTestTests.table([
      ("a", [1, 0]), ("b", [1, 0.1]), ("c", [1, 1]), ("d", [0, 1]), ("zero", [0, 0]),
    ])
    let score = try Self.parse("A b 9\na c 5\na d 3\na x 4\n").evaluate(table)
    #expect(score.spearman == 1)
    #expect(score.pearson! > 0.9 && score.pearson! < 1)
    #expect(score.known == 3 && score.unknown == 1 && score.unknownShare == 0.25)
    func spearman(_ text: String) throws -> Double? {
      try Self.parse(text).evaluate(table).spearman
    }
    let reversed = try spearman("a b 1\na c 2\n")
    let constant = try spearman("a b 1\na c 1\n")
    let zero = try spearman("a zero 1\na c 2\n")
    #expect(reversed == -1 && constant == nil && zero == 1)
    let cased = try Self.parse("A b 1\na b 2\na c 3").evaluate(table, foldsCase: false)
    #expect(cased.known == 2)
  }

  @Test func whatCannotBeCompared() throws {
    let table = try AnalogyTestTests.table([("a", [1, 0]), ("b", [1, 0.1])])
    let none = SkipGramTests.failure { _ = try Self.parse("one two\n") }
    #expect(
      none?.description
        == "pairs.tsv: no line has two words and a number (1 have not); expected lines such as "
        + "'tiger<TAB>cat<TAB>7.35'")
    let unknown = SkipGramTests.failure { _ = try Self.parse("a b 1\nx y 2\n").evaluate(table) }
    #expect(
      unknown?.description
        == "pairs.tsv: fewer than 2 of 2 pairs have both words among the first 2 words of these "
        + "vectors; raise the restriction or use other vectors")
  }

  @Test func ranksShareTheirMean() {
    #expect(Correlation.ranks([3, 1, 3, 2, 3]) == [4, 1, 4, 2, 4])
    #expect(Correlation.ranks([]) == [])
    // scipy.stats.spearmanr([1, 2, 2, 4, 5], [2, 1, 3, 3, 9]) and pearsonr of the same.
    #expect(
      abs(Correlation.spearman([1, 2, 2, 4, 5], [2, 1, 3, 3, 9])! - 0.7631578947368421) < 1e-12)
    #expect(
      abs(Correlation.pearson([1, 2, 2, 4, 5], [2, 1, 3, 3, 9])! - 0.8067763835357293) < 1e-9)
    #expect(Correlation.pearson([1], [1]) == nil)
    #expect(Correlation.pearson([1, 1], [1, 2]) == nil)
  }
}
