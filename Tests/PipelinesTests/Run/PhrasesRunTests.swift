import Classifying
import EmbeddingStore
import Foundation
import Pipelines
import StrictJSON
import Testing

@Suite struct PhrasesRunTests {
  private static let pipeline = """
    {
      "pipeline": "tiny",
      "seed": 7,
      "stages": {
        "reviews":    { "stage": "examples", "path": "../data/reviews.tsv",
                        "split": { "column": "split" } },
        "corpus":     { "stage": "corpus", "path": "../data/corpus.txt" },
        "tokens":     { "stage": "tokenize", "from": ["corpus", "reviews"], "minCount": 2 },
        "pairs":      { "stage": "phrases", "tokens": "tokens", "score": "npmi",
                        "threshold": 0.55 },
        "phrases":    { "stage": "phrases", "tokens": "pairs", "score": "npmi",
                        "threshold": 0.4 },
        "vectors":    { "stage": "word2vec", "tokens": "phrases", "dimensions": 16, "epochs": 2 },
        "classifier": { "stage": "lstm", "examples": "reviews", "tokens": "phrases",
                        "vectors": "vectors", "hidden": 16, "epochs": 1 },
        "scores":     { "stage": "evaluate", "classifier": "classifier", "on": "test" },
        "story":      { "stage": "trace", "classifier": "classifier",
                        "texts": ["The soup was not good and we left."] },
        "report":     { "stage": "report", "of": ["pairs", "phrases", "vectors", "story"] }
      }
    }
    """

  @Test func phrasesGoThroughTheWholeChain() throws {
    let tiny = try TinyRun()
    let record = try tiny.run(Self.pipeline)
    let pairs = try #require(record["pairs"]).figures
    let first = try #require(pairs["passes"]?.elements?.first)
    let names = (first["mostFrequent"]?.elements ?? []).compactMap { $0["phrase"]?.string }
    #expect(names.contains("and_we"))
    let before = try #require(pairs["words"]?.integer)
    let after = try #require(pairs["joinedWords"]?.integer)
    #expect(before - after == first["joined"]?.integer)
    #expect(try #require(record["tokens"]).figures["words"]?.integer == before)
    #expect(try #require(record["phrases"]).figures["words"]?.integer == after)

    // What the vectors were trained on, and what the model reads.
    let table = try EmbeddingTable(contentsOf: tiny.folder() + "/vectors.vectors.gz")
    #expect(table.vocabulary.id(of: "and_we") != nil)
    let model = try TextClassifier(contentsOf: tiny.folder() + "/classifier.model.gz")
    #expect(table.vocabulary == model.vocabulary)
    #expect(model.phrases.passes.count == 2)
    let words = model.trace("The soup was not good and we left.").words
    #expect(words.contains { $0.text.hasPrefix("and_we") && $0.source.lowerBound == 22 })
    #expect(words.count < 9)
    #expect(model.predict("The soup was not good and we left.").wordCount == words.count)

    let summary = RunSummary(record, folder: tiny.folder(), width: 100).text
    #expect(summary.contains("\npairs (phrases)\n  "))
    #expect(summary.contains("  pass  phrases  joined\n     1  "))
    #expect(summary.contains("  most frequent  and_we"))
    let page = try String(contentsOfFile: tiny.folder() + "/report.html", encoding: .utf8)
    #expect(page.contains("pairs: phrases of pass 1"))
  }

  @Test func runsAgainAndThreadsChangeNoByte() throws {
    let tiny = try TinyRun()
    let expected = tiny.hashes(try tiny.run(Self.pipeline))
    #expect(expected.keys.contains("phrases.tokens.gz"))
    try tiny.run(Self.pipeline)
    #expect(tiny.events.allSatisfy { $0.hasPrefix("keep") })
    #expect(tiny.hashes(try tiny.run(Self.pipeline, out: "other", threads: 3)) == expected)
    // Each alone made again from files: tokens, phrases and the texts behind them.
    for file in expected.keys {
      try FileManager.default.removeItem(atPath: "\(tiny.folder())/\(file)")
      #expect(tiny.hashes(try tiny.run(Self.pipeline)) == expected, "after losing \(file)")
      #expect(tiny.events.filter { $0.hasPrefix("run") }.count == 1)
    }
    // A changed phrase stage is a reason for all that stand on it.
    try tiny.run(Self.pipeline, ["phrases.threshold=0.9"])
    #expect(
      tiny.events.filter { $0.hasPrefix("run") } == [
        "run phrases", "run vectors", "run classifier", "run scores", "run story", "run report",
      ])
  }

  @Test func nothingToJoinIsSaidAndIsNoFault() throws {
    let tiny = try TinyRun()
    try tiny.write("a b\nb c\nc a\n", to: "corpus.txt")
    var said: [String] = []
    let text = """
      {"pipeline": "p", "stages": {
        "corpus": {"stage": "corpus", "path": "../data/corpus.txt"},
        "tokens": {"stage": "tokenize", "from": "corpus", "minCount": 1},
        "phrases": {"stage": "phrases", "tokens": "tokens", "connectors": ["b", "Of", "by"]}}}
      """
    let record = try tiny.runner(text) { event in
      if case .progress(_, let line, isMilestone: true) = event { said.append(line) }
    }.run()
    #expect(
      said == [
        "connectors that the vocabulary lacks: Of, by",
        "no pair of words scores more than 10: nothing is joined",
      ])
    #expect(
      RunSummary(record, folder: tiny.folder(), width: 100).text.contains(
        """
        phrases (phrases)
          6 words become 6; 0 phrases, 3 words and phrases in the vocabulary
        """))
  }

  @Test func aDamagedTokensFileIsMadeAgain() throws {
    let tiny = try TinyRun()
    let expected = tiny.hashes(try tiny.run(Self.pipeline))
    let path = tiny.folder() + "/phrases.tokens.gz"
    try Data([1, 2, 3]).write(to: URL(fileURLWithPath: path))
    #expect(tiny.hashes(try tiny.run(Self.pipeline)) == expected)
    #expect(tiny.events.filter { $0.hasPrefix("run") } == ["run phrases"])
  }
}
