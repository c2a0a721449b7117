import Pipelines
import StrictJSON
import Testing

@Suite struct StageTests {
  /// The tables themselves: names that are JSON-like and different, sentences that are sentences.
  @Test(arguments: StageKind.allCases)
  func tablesAreInOrder(kind: StageKind) {
    let names = kind.keys.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(!names.contains("stage"))
    for key in kind.keys {
      #expect(key.documentation.last == ".")
      #expect(key.isRequired == (key.defaultValue == nil))
    }
  }

  @Test func everyKindMakesItsArtifact() {
    #expect(
      StageKind.allCases.map(\.artifact) == [
        .examples, .corpus, .tokens, .tokens, .vectors, .vectors, .classifier, .scores, .story,
        .report,
      ])
  }

  @Test func canonicalTextHidesOrderSpacingAndSpelledOutDefaults() throws {
    let sandbox = try Sandbox()
    func canonical(_ members: String) throws -> String {
      let pipeline = try sandbox.load(
        """
        {"pipeline": "p", "stages": {
         "c": {"stage": "corpus", "path": "../data/corpus.txt.gz"},
         "t": {"stage": "tokenize", "from": "c"},
         "v": {\(members)}}}
        """)
      return pipeline.stages[2].stage.canonical
    }
    let plain = try canonical(#""stage": "word2vec", "tokens": "t""#)
    #expect(
      plain
        == #"{"continuable":false,"continue":null,"dimensions":100,"epochs":5,"#
        + #""learningRate":0.025,"minimumLearningRate":0.0001,"model":"skipGram","negatives":5,"#
        + #""parallel":"exact","snapshotWords":0,"stage":"word2vec","store":"float32","subsample":0.001,"#
        + #""subwords":null,"tokens":"t","window":5}"#)
    #expect(
      try canonical(#""window": 5.0,"subsample":1e-3,  "tokens": "t", "stage": "word2vec""#)
        == plain)
    #expect(try canonical(#""stage": "word2vec", "tokens": "t", "window": 6"#) != plain)
  }

  @Test func stageNames() throws {
    let sandbox = try Sandbox()
    func faults(_ name: String) -> [String] {
      sandbox.faults(
        """
        {"pipeline": "p", "stages":
        {\(JSONText.string(name).compact): {"stage": "vectors", "path": "../data/vectors.gz"}}}
        """)
    }
    for name in ["a", "A-1_b", "0", String(repeating: "n", count: 100)] {
      #expect(faults(name) == [])
    }
    for name in ["", "a.b", "a b", "é", "../x", "\u{212A}", String(repeating: "n", count: 101)] {
      #expect(faults(name).count == 1)
      #expect(faults(name).first?.hasPrefix("p.json:2:2: \"") == true)
    }
  }
}
