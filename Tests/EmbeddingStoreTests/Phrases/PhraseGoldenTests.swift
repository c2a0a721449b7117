import Archive
import EmbeddingStore
import Foundation
import Testing

/// The figures of gensim on the project's own corpus (`Benchmarks/word2vec/golden_phrases.py`).
@Suite struct PhraseGoldenTests {
  struct Golden: Decodable {
    struct Score: Decodable {
      var counts: [Int]
      var original: Double
      var npmi: Double?
    }
    struct Found: Decodable {
      var phrase: String
      var score: Double
      var count: Int
    }
    struct Pass: Decodable {
      var phrases: Int
      var scoreSum: Double
      var joined: Int
      var words: Int
      var fingerprint: UInt32
      var best: [Found]
    }
    struct Case: Decodable {
      var score: String
      var threshold: Double
      var minCount: Int
      var connectors: [String]
      var passes: [Pass]
    }
    var scores: [Score]
    var corpus: [Case]

    static func load() throws -> Golden {
      let url = try #require(Bundle.module.url(forResource: "Golden", withExtension: nil))
      return try JSONDecoder().decode(
        Golden.self, from: Data(contentsOf: url.appendingPathComponent("phrases.json")))
    }
  }

  private func close(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-12 * max(1, abs(b)) }

  @Test func scoresEqualThoseOfGensim() throws {
    let golden = try Golden.load()
    #expect(golden.scores.count == 5)
    for entry in golden.scores {
      let n = entry.counts
      let counts = PhraseScore.Counts(minCount: n[4], vocabulary: n[3], words: n[5])
      let original = PhraseScore.original(pair: n[2], first: n[0], second: n[1], counts)
      let npmi = PhraseScore.npmi(pair: n[2], first: n[0], second: n[1], counts)
      #expect(close(original, entry.original), "\(n)")
      if let expected = entry.npmi {
        #expect(close(npmi, expected), "\(n)")
      } else {
        #expect(npmi == -.infinity, "\(n)")
      }
    }
  }

  private static let corpus: [String] = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { url.deleteLastPathComponent() }
    var texts: [String] = []
    do {
      var lines = try LineReader(path: url.appendingPathComponent("data/food-corpus.txt.gz").path)
      while let text = try lines.next({ String(decoding: $0, as: UTF8.self).lowercased() }) {
        texts.append(text)
      }
    } catch {
      Issue.record("\(error)")
    }
    return texts
  }()

  @Test(arguments: 0..<4)
  func findsAndJoinsAsGensimDoes(number: Int) throws {
    let golden = try Golden.load().corpus[number]
    let texts = try PhraseTexts(Self.corpus)
    for passes in 1...golden.passes.count {
      var settings = PhraseSettings(
        try #require(PhraseScore(rawValue: golden.score)), threshold: golden.threshold)
      settings.minCount = golden.minCount
      settings.connectors = golden.connectors
      settings.passes = passes
      settings.punctuation = true
      let found = texts.detect(settings, pieces: 4096)
      let expected = golden.passes[passes - 1]
      let phrases = found.passes[passes - 1]
      #expect(phrases.count == expected.phrases)
      #expect(
        abs(phrases.reduce(0) { $0 + $1.score } - expected.scoreSum) <= 1e-9 * expected.scoreSum)
      #expect(phrases.reduce(0) { $0 + $1.count } == expected.joined)
      #expect(found.words.after == expected.words)
      let best = phrases.map { (found.vocabulary.word($0.id), $0.score, $0.count) }
        .sorted { ($1.1, $0.0) < ($0.1, $1.0) }.prefix(12)
      #expect(best.map(\.0) == expected.best.map(\.phrase))
      #expect(zip(best, expected.best).allSatisfy { close($0.1, $1.score) })
      #expect(best.map(\.2) == expected.best.map(\.count))
      let text = Array(texts.joined(found).map { $0 + "\n" }.joined().utf8)
      #expect(text.withUnsafeBytes { Checksum.of($0) } == expected.fingerprint)
    }
  }
}
