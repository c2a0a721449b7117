import EmbeddingStore
import Testing
import Word2Vec

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Figures on published vectors, equal to gensim's (`Benchmarks/word2vec/golden_evaluation.py`).
///
/// The vectors are the first 50,000 of GloVe's 6B.50d; skipped where they are not at hand.
@Suite struct EvaluationGoldenTests {
  static let data: String = {
    if let path = ProcessInfo.processInfo.environment["LEXIGATE_DATA"] { return path }
    var root = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    root.removeLast(4)
    return root.joined(separator: "/") + "/../shared/data"
  }()
  static let hasData = FileManager.default.fileExists(atPath: data + "/vector-tests")

  static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: "\(data)/\(name)")))
  }

  struct Golden {
    let restrict: Int
    let foldsCase: Bool
    let sections: [(right: Int, asked: Int)]
    let spearman: [Double]
    let pearson: [Double]
    let unknown: [Double]
  }
  static let goldens = [
    Golden(
      restrict: 30_000, foldsCase: true,
      sections: [
        (403, 506), (2006, 2715), (31, 236), (354, 2203), (259, 342), (127, 870), (45, 380),
        (699, 1332), (202, 600), (397, 930), (1362, 1445), (586, 1560), (680, 1056), (242, 702),
      ],
      spearman: [0.538271183, 0.269749904], pearson: [0.561969197, 0.298956592],
      unknown: [3.6827195467422094, 2.1021021021021022]),
    Golden(
      restrict: 300_000, foldsCase: false,
      sections: [
        (0, 0), (0, 0), (0, 0), (0, 0), (321, 420), (158, 992), (79, 702), (693, 1332), (304, 930),
        (404, 992), (0, 0), (586, 1560), (797, 1260), (286, 812),
      ],
      spearman: [0.517869266, 0.265186863], pearson: [0.545955326, 0.294437227],
      unknown: [6.515580736543909, 0.40040040040040037]),
    Golden(
      restrict: 5000, foldsCase: true,
      sections: [
        (148, 182), (101, 127), (1, 28), (29, 162), (110, 132), (26, 156), (2, 12), (119, 210),
        (50, 90), (91, 182), (766, 791), (240, 462), (127, 182), (56, 156),
      ],
      spearman: [0.543969366, 0.241011168], pearson: [0.564633485, 0.282357433],
      unknown: [43.342776203966004, 62.06206206206206]),
  ]

  @Test(.enabled(if: hasData)) func figuresEqualThoseOfGensim() throws {
    let table = try EmbeddingTable.read("\(Self.data)/formats/glove.50k.50d.txt.gz")
    let analogies = try AnalogyTest(
      Self.bytes("vector-tests/questions-words.txt"), file: "questions-words.txt")
    let pairs = try ["wordsim353.tsv", "simlex999.txt"].map {
      try WordPairTest(Self.bytes("vector-tests/\($0)"), file: $0)
    }
    for golden in Self.goldens {
      let score = try analogies.evaluate(
        table, restrict: golden.restrict, foldsCase: golden.foldsCase, threads: 2)
      #expect(score.sections.map(\.right) == golden.sections.map(\.right))
      #expect(score.sections.map(\.asked) == golden.sections.map(\.asked))
      for (index, test) in pairs.enumerated() {
        let score = try test.evaluate(
          table, restrict: golden.restrict, foldsCase: golden.foldsCase)
        #expect(abs(score.spearman! - golden.spearman[index]) <= 1e-6)
        #expect(abs(score.pearson! - golden.pearson[index]) <= 1e-6)
        #expect(abs(100 * score.unknownShare - golden.unknown[index]) <= 1e-9)
      }
    }
  }
}
