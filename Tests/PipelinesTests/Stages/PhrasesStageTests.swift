import Pipelines
import StrictJSON
import Testing

@Suite struct PhrasesStageTests {
  let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  /// Each line is the inside of a stage that begins in column 8, with its messages.
  @Test(
    arguments: [
      (#""stage": "phrases", "tokens": "tokens""#, []),
      (
        #""stage": "phrases", "tokens": "tokens", "score": "npmi", "threshold": -1, "passes": 8, "#
          + #""delimiter": " ", "connectors": ["of", "the"], "maximumVocabulary": 5"#, []
      ),
      (
        #""stage": "phrases""#,
        ["2:1: stage \"it\" has no \"tokens\"; expected the name of a tokenize or phrases stage"]
      ),
      (
        #""stage": "phrases", "tokens": "vectors""#,
        [
          "2:38: \"tokens\" names stage \"vectors\", which makes vectors; expected tokenize or "
            + "phrases; did you mean \"tokens\"?"
        ]
      ),
      (
        #""stage": "phrases", "tokens": "it""#,
        ["2:38: \"tokens\" names its own stage \"it\"; expected another stage"]
      ),
      (
        #""stage": "phrases", "tokens": "tokens", "score": "npm", "passes": 0, "minCount": 0"#,
        [
          "2:57: \"score\" is \"npm\"; expected one of original or npmi; did you mean \"npmi\"?",
          "2:74: \"passes\" is 0; expected a whole number from 1 to 8",
          "2:89: \"minCount\" is 0; expected a whole number, 1 or more",
        ]
      ),
      (
        #""stage": "phrases", "tokens": "tokens", "score": "npmi", "threshold": 10"#,
        [
          "2:78: \"threshold\" is 10; expected a number from -1 to 1 where \"score\" is \"npmi\""
        ]
      ),
      (
        #""stage": "phrases", "tokens": "tokens", "threshold": 0"#,
        [
          "2:61: \"threshold\" is 0; expected a number greater than 0 where \"score\" is "
            + "\"original\""
        ]
      ),
      (
        #""stage": "phrases", "tokens": "tokens", "threshold": -2, "delimiter": "", "#
          + #""connectors": "of""#,
        [
          "2:61: \"threshold\" is -2; expected a number, -1 or more",
          "2:78: \"delimiter\" is \"\"; expected a text that is not empty",
          "2:96: \"connectors\" is \"of\"; expected a list of texts that are not empty",
        ]
      ),
      (
        #""stage": "phrases", "tokens": "tokens", "connectors": ["of", "of"], "treshold": 1"#,
        [
          "2:69: \"connectors\" has \"of\" twice; expected every entry once",
          "2:76: unknown key \"treshold\" in stage kind phrases; expected one of tokens, score, "
            + "threshold, minCount, passes, delimiter, connectors, punctuation, maximumVocabulary or "
            + "maximumPairs; did you mean \"threshold\"?",
        ]
      ),
    ] as [(String, [String])])
  func faults(members: String, messages: [String]) {
    #expect(sandbox.faults(inStage: members) == messages.map { "p.json:" + $0 })
  }

  @Test func stagesInACircleAreTold() {
    #expect(
      sandbox.faults(
        """
        {"pipeline": "p", "stages": {
        "a": {"stage": "phrases", "tokens": "b"},
        "b": {"stage": "phrases", "tokens": "a"}}}
        """) == [
          "p.json:2:37: the stages a → b → a need each other in a circle; "
            + "expected every stage to need only stages that can be made before it"
        ])
  }

  @Test func theScoreDecidesTheThreshold() throws {
    func resolved(_ members: String) throws -> JSONText? {
      let pipeline = try sandbox.load(
        """
        {"pipeline": "p", "stages": {
         "c": {"stage": "corpus", "path": "../data/corpus.txt.gz"},
         "t": {"stage": "tokenize", "from": "c"},
         "p": {"stage": "phrases", "tokens": "t"\(members)}}}
        """)
      return pipeline.stages[2].stage.resolved["threshold"]
    }
    #expect(try resolved("") == .number(10))
    #expect(try resolved(#", "score": "npmi""#) == .number(0.5))
    #expect(try resolved(#", "score": "npmi", "threshold": null"#) == .number(0.5))
    #expect(try resolved(#", "score": "npmi", "threshold": 0.25"#) == .number(0.25))
  }
}
