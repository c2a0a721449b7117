import Foundation
import Pipelines
import StrictJSON
import Testing

/// The exact words of every fault that a pipeline file can have.
@Suite struct FaultTextTests {
  let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  // MARK: The file

  @Test(arguments: [
    (
      "{\"pipeline\": \"p\", }",
      ["p.json:1:17: a comma before \"}\"; expected another entry, or no comma"]
    ),
    ("[]", ["p.json:1:1: the pipeline file is an empty list; expected an object"]),
    (
      "\n {}",
      [
        "p.json:2:2: the pipeline file has no \"pipeline\"; expected a name for the pipeline",
        "p.json:2:2: the pipeline file has no \"stages\"; expected an object with the stages",
      ]
    ),
    (
      "{\"pipeline\": \"a/b\", \"stages\": {}}",
      [
        "p.json:1:14: \"a/b\" cannot name a pipeline; expected letters A to Z and a to z, digits, "
          + "\"_\" and \"-\", at most 100",
        "p.json:1:31: \"stages\" is empty; expected at least one stage",
      ]
    ),
    (
      "{\"pipeline\": 3, \"stages\": [1]}",
      [
        "p.json:1:14: \"pipeline\" is 3; expected a text that is not empty",
        "p.json:1:27: \"stages\" is a list; expected an object",
      ]
    ),
    (
      "{\"pipeline\": \"p\", \"sead\": 1, \"seed\": 1.5, \"description\": 2, \"$schema\": null,\n"
        + "\"stages\": {\"\": {\"stage\": \"word2vek\"}, \"a b\": 3, \"c\": {}}}",
      [
        "p.json:1:19: unknown key \"sead\" in the pipeline file; expected one of pipeline, seed, "
          + "stages, description or $schema; did you mean \"seed\"?",
        "p.json:1:38: \"seed\" is 1.5; expected a whole number from 0 to 9007199254740992",
        "p.json:1:58: \"description\" is 2; expected a text that is not empty",
        "p.json:1:72: \"$schema\" is null; expected a text that is not empty",
        "p.json:2:12: \"\" cannot name a stage; expected letters A to Z and a to z, digits, "
          + "\"_\" and \"-\", at most 100",
        "p.json:2:26: \"stage\" is \"word2vek\"; expected one of examples, corpus, tokenize, "
          + "phrases, word2vec, vectors, lstm, evaluate, trace or report; did you mean \"word2vec\"?",
        "p.json:2:39: \"a b\" cannot name a stage; expected letters A to Z and a to z, digits, "
          + "\"_\" and \"-\", at most 100",
        "p.json:2:46: stage \"a b\" is 3; expected an object",
        "p.json:2:49: stage \"c\" has no \"stage\"; expected one of examples, corpus, tokenize, "
          + "phrases, word2vec, vectors, lstm, evaluate, trace or report",
      ]
    ),
    (
      "{\"pipeline\": \"p\", \"pipeline\": \"q\", \"stages\": {}, !",
      [
        "p.json:1:19: the key \"pipeline\" a second time, the first is at line 1, column 2; "
          + "expected every key once",
        "p.json:1:50: found \"!\"; expected a key in double quotes",
      ]
    ),
  ])
  func ofTheFile(text: String, messages: [String]) {
    #expect(sandbox.faults(text) == messages)
  }

  // MARK: One stage

  /// Each line is the inside of a stage that begins in column 8, with its messages.
  @Test(arguments: [
    (
      #""stage": "word2vec", "tokns": "tokens", "dimensions": 0, "colour": 1"#,
      [
        "2:29: unknown key \"tokns\" in stage kind word2vec; expected one of tokens, model, "
          + "dimensions, window, negatives, subsample, subwords, epochs, learningRate, "
          + "minimumLearningRate, continue, continuable, snapshotWords, store or parallel; did you mean \"tokens\"?",
        "2:62: \"dimensions\" is 0; expected a whole number from 1 to 4096",
        "2:65: unknown key \"colour\" in stage kind word2vec; expected one of tokens, "
          + "model, dimensions, window, negatives, subsample, subwords, epochs, learningRate, "
          + "minimumLearningRate, continue, continuable, snapshotWords, store or parallel",
      ]
    ),
    (
      #""stage": "word2vec""#,
      ["2:1: stage \"it\" has no \"tokens\"; expected the name of a tokenize or phrases stage"]
    ),
    (
      #""stage": "word2vec", "tokens": null, "epochs": "5", "subsample": 2, "window": true"#,
      [
        "2:39: \"tokens\" is null; expected the name of a tokenize or phrases stage",
        "2:55: \"epochs\" is \"5\"; expected a whole number from 1 to 1000",
        "2:73: \"subsample\" is 2; expected a number from 0 to 1",
        "2:86: \"window\" is true; expected a whole number from 1 to 100",
      ]
    ),
    (
      #""stage": "word2vec", "tokens": "tokens", "learningRate": 0, "minimumLearningRate": -1"#,
      [
        "2:65: \"learningRate\" is 0; expected a number greater than 0",
        "2:91: \"minimumLearningRate\" is -1; expected a number, 0 or more",
      ]
    ),
    (
      #""stage": "word2vec", "tokens": "tokens", "learningRate": 0.00001"#,
      [
        "2:65: \"minimumLearningRate\" is 0.0001, more than \"learningRate\"; "
          + "expected at most 1e-5"
      ]
    ),
    (
      #""stage": "word2vec", "tokens": "tokens", "subwords": {"min": 0, "max": 21, "bucket": 5}"#,
      [
        "2:69: \"subwords.min\" is 0; expected a whole number from 1 to 20",
        "2:79: \"subwords.max\" is 21; expected a whole number from 1 to 20",
        "2:83: unknown key \"bucket\" in \"subwords\"; expected one of min, max or buckets; "
          + "did you mean \"buckets\"?",
      ]
    ),
    (
      #""stage": "word2vec", "tokens": "tokens", "subwords": {"max": 2}"#,
      ["2:61: \"subwords.min\" is 3, more than \"subwords.max\"; expected at most 2"]
    ),
    (
      #""stage": "word2vec", "tokens": "tokens", "subwords": {}"#,
      [
        "2:61: \"subwords\" is an empty object; expected an object with \"min\", \"max\" and "
          + "\"buckets\""
      ]
    ),
    (
      #""stage": "word2vec", "tokens": "tokens", "subwords": {"buckets": 2147483648}"#,
      [
        "2:73: \"subwords.buckets\" is 2147483648; expected a whole number from 1 to 2147483647"
      ]
    ),
    (
      #""stage": "lstm", "examples": "reviews", "tokens": "tokens", "unknown": "subwords""#,
      [
        "2:79: \"unknown\" is \"subwords\" but there are no vectors with n-grams; "
          + "expected \"vectors\" of a stage that makes them, or \"entry\""
      ]
    ),
    (
      #""stage": "lstm", "examples": "reviews", "tokens": "tokens", "unknown": "word""#,
      ["2:79: \"unknown\" is \"word\"; expected one of entry, subwords or skip"]
    ),
    (
      #""stage": "lstm", "examples": "reviews", "tokens": "tokens", "outputDropout": 1, "pooling": "Mean", "bidirectional": 0"#,
      [
        "2:85: \"outputDropout\" is 1; expected a number from 0 up to but not including 1",
        "2:99: \"pooling\" is \"Mean\"; expected one of last, mean, max or attention; "
          + "did you mean \"mean\"?",
        "2:124: \"bidirectional\" is 0; expected true or false",
      ]
    ),
    (
      #""stage": "lstm", "examples": "reviews", "tokens": "tokens", "vectors": "vectors", "dimensions": 3"#,
      ["2:104: \"dimensions\" and \"vectors\" are both given; expected one or the other"]
    ),
    (
      #""stage": "lstm", "examples": "reviews", "tokens": "tokens", "optimizer": "adamw", "momentum": 1, "warmup": 1, "averaging": 1, "vectorLearningRate": 101"#,
      [
        "2:81: \"optimizer\" is \"adamw\"; expected one of adam, adamW, sgd or adagrad; did you mean \"adamW\"?",
        "2:102: \"momentum\" is 1; expected a number from 0 up to but not including 1",
        "2:115: \"warmup\" is 1; expected a number from 0 up to but not including 1",
        "2:131: \"averaging\" is 1; expected a number from 0 up to but not including 1",
        "2:156: \"vectorLearningRate\" is 101; expected a number from 0 to 100",
      ]
    ),
    (
      #""stage": "lstm", "examples": "reviews", "tokens": "tokens", "optimizer": "adagrad", "momentum": 0.9, "plateauPatience": 3"#,
      [
        "2:104: \"momentum\" means nothing when \"optimizer\" is \"adagrad\"; expected it to be left out",
        "2:128: \"plateauPatience\" means nothing when \"schedule\" is \"constant\"; expected it to be left out",
      ]
    ),
    (
      #""stage": "lstm", "examples": "reviews", "tokens": "tokens", "vectors": "vectors", "embedding": "frozen", "vectorLearningRate": 0.5, "unfreezeAfter": 1"#,
      [
        "2:135: \"vectorLearningRate\" means nothing when \"embedding\" is \"frozen\"; expected it to be left out",
        "2:157: \"unfreezeAfter\" means nothing when \"embedding\" is \"frozen\"; expected it to be left out",
      ]
    ),
    (
      #""stage": "lstm", "examples": "reviews", "tokens": "tokens", "epochs": 2, "unfreezeAfter": 2.5"#,
      ["2:98: \"unfreezeAfter\" is 2.5, more than \"epochs\"; expected at most 2"]
    ),
    (
      #""stage": "lstm", "examples": "reviews", "tokens": "tokens", "layers": 5"#,
      ["2:78: \"layers\" is 5; expected a whole number from 1 to 4"]
    ),
    (
      #""stage": "lstm", "examples": "reviews", "tokens": "tokens", "layerDropout": 0.5"#,
      [
        "2:84: \"layerDropout\" means nothing when \"layers\" is \"1\"; "
          + "expected it to be left out"
      ]
    ),
    (
      #""stage": "lstm", "examples": "reviews", "tokens": "tokens", "embedding": "frozen""#,
      [
        "2:81: \"embedding\" is \"frozen\" but there are no vectors to keep; "
          + "expected \"vectors\", or \"fineTune\""
      ]
    ),
    (
      #""stage": "examples", "path": "../data/reviews.tsv", "label": "a", "labels": ["b"], "separator": ",""#,
      [
        "2:69: \"label\" and \"labels\" are both given; expected one or the other",
        "2:104: \"separator\" and \"labels\" are both given; expected one or the other",
      ]
    ),
    (
      #""stage": "examples", "path": "../data/reviews.tsv", "labels": ["b", "", "b", 1]"#,
      [
        "2:76: \"labels\" is \"\"; expected a text that is not empty",
        "2:80: \"labels\" has \"b\" twice; expected every entry once",
        "2:85: \"labels\" is 1; expected a text that is not empty",
      ]
    ),
    (
      #""stage": "examples", "path": "../data/reviews.tsv", "labels": [], "split": {"train": 0.9, "test": 0.2}"#,
      [
        "2:70: \"labels\" is an empty list; expected a list of texts that are not empty",
        "2:83: the shares of \"split\" add up to 1.1; expected at most 1",
      ]
    ),
    (
      #""stage": "examples", "path": "../data/reviews.tsv", "split": {"train": 0.9, "column": "part"}"#,
      ["2:70: \"split.train\" and \"split.column\" are both given; expected one or the other"]
    ),
    (
      #""stage": "examples", "path": "../data/reviews.tsv", "split": {"train": -0.1, "dev": 2, "test": "x"}"#,
      [
        "2:79: \"split.train\" is -0.1; expected a number from 0 to 1",
        "2:85: unknown key \"dev\" in \"split\"; expected one of train, validation, test or "
          + "column",
        "2:103: \"split.test\" is \"x\"; expected a number from 0 to 1",
      ]
    ),
    (
      #""stage": "examples", "path": "../data/reviews.tsv", "split": {}"#,
      [
        "2:69: \"split\" is an empty object; expected an object with \"train\", \"validation\" "
          + "and \"test\", or an object with \"column\""
      ]
    ),
    (
      #""stage": "examples", "path": "../data/reviews.tsv", "format": "fasttext", "label": "x", "split": {"column": "part"}"#,
      [
        "2:91: \"label\" means nothing when \"format\" is \"fasttext\"; "
          + "expected it to be left out",
        "2:105: \"split.column\" means nothing when \"format\" is \"fasttext\"; "
          + "expected it to be left out",
      ]
    ),
    (
      #""stage": "corpus", "path": [], "format": "text", "text": "body", "limit": 0"#,
      [
        "2:35: \"path\" is an empty list; expected a path that is not empty, or a list with "
          + "entries that are each a path that is not empty",
        "2:65: \"text\" means nothing when \"format\" is \"text\"; expected it to be left out",
        "2:82: \"limit\" is 0; expected a whole number, 1 or more",
      ]
    ),
    (
      #""stage": "trace", "classifier": "classifier", "texts": ["a", " ", "a", 3]"#,
      [
        "2:69: \"texts\" is \" \"; expected a text that is not empty",
        "2:79: \"texts\" is 3; expected a text that is not empty",
      ]
    ),
    (
      #""stage": "trace", "classifier": "classifier", "texts": "a""#,
      ["2:63: \"texts\" is \"a\"; expected a list of texts that are not empty"]
    ),
    (
      #""stage": "report", "of": "vectors""#,
      ["2:33: \"of\" is \"vectors\"; expected a list of names, each of a stage"]
    ),
    (
      #""stage": "report", "of": ["vectors", "vectors"]"#,
      ["2:45: \"of\" has \"vectors\" twice; expected every entry once"]
    ),
    (
      #""stage": "tokenize", "from": {}"#,
      [
        "2:37: \"from\" is an empty object; expected the name of an examples or corpus stage, "
          + "or a list of names, each of an examples or corpus stage"
      ]
    ),
    (
      #""stage": "evaluate", "classifier": "classifier", "on": "dev", "threshold": 1.01"#,
      [
        "2:63: \"on\" is \"dev\"; expected one of train, validation or test",
        "2:83: \"threshold\" is 1.01; expected a number from 0 to 1",
      ]
    ),
  ])
  func ofOneStage(members: String, messages: [String]) {
    #expect(sandbox.faults(inStage: members) == messages.map { "p.json:" + $0 })
  }

  // MARK: Stages together

  @Test(arguments: [
    (
      #""stage": "lstm", "examples": "tokens", "tokens": "tokns", "vectors": "reviews""#,
      [
        "2:37: \"examples\" names stage \"tokens\", which makes tokens; expected examples; "
          + "did you mean \"reviews\"?",
        "2:57: \"tokens\" names stage \"tokns\", which does not exist; "
          + "expected the name of a tokenize or phrases stage; did you mean \"tokens\"?",
        "2:77: \"vectors\" names stage \"reviews\", which makes examples; "
          + "expected word2vec or vectors; did you mean \"vectors\"?",
      ]
    ),
    (
      #""stage": "report", "of": ["it", "nobody"]"#,
      [
        "2:34: \"of\" names its own stage \"it\"; expected another stage",
        "2:40: \"of\" names stage \"nobody\", which does not exist; "
          + "expected the name of a stage",
      ]
    ),
    (
      #""stage": "evaluate", "classifier": "classifier", "threshold": 0.4"#,
      [
        "2:70: \"threshold\" means nothing when a text has one label, as in stage \"reviews\"; "
          + "expected it to be left out"
      ]
    ),
  ])
  func ofReferences(members: String, messages: [String]) {
    #expect(sandbox.faults(inStage: members) == messages.map { "p.json:" + $0 })
  }

  @Test func ofCircles() {
    let faults = sandbox.faults(
      """
      {"pipeline": "p", "stages": {
      "end": {"stage": "report", "of": ["a"]},
      "a": {"stage": "report", "of": ["end2", "b"]},
      "b": {"stage": "report", "of": ["c", "corpus"]},
      "c": {"stage": "report", "of": ["a"]},
      "x": {"stage": "report", "of": ["y"]},
      "y": {"stage": "report", "of": ["x"]},
      "end2": {"stage": "report", "of": ["corpus"]},
      "corpus": {"stage": "corpus", "path": "../data/corpus.txt.gz"}}}
      """)
    let expected =
      "need each other in a circle; expected every stage to need only stages that can be made "
      + "before it"
    #expect(
      faults == [
        "p.json:3:41: the stages a → b → c → a \(expected)",
        "p.json:6:33: the stages x → y → x \(expected)",
      ])
  }

  @Test func ofACircleThroughAStageOfTheWrongKind() {
    let faults = sandbox.faults(
      soundPipeline.replacing("[\"corpus\", \"reviews\"]", with: "\"vectors\""))
    #expect(
      faults == [
        "p.json:8:50: \"from\" names stage \"vectors\", which makes vectors; "
          + "expected examples or corpus",
        "p.json:8:50: the stages tokens → vectors → tokens need each other in a circle; "
          + "expected every stage to need only stages that can be made before it",
      ])
  }

  @Test func ofPartsThatAreEmpty() {
    let faults = sandbox.faults(
      """
      {"pipeline": "p", "stages": {
      "reviews": {"stage": "examples", "path": "../data/reviews.tsv", "split": {"test": 1}},
      "tokens": {"stage": "tokenize", "from": "reviews"},
      "classifier": {"stage": "lstm", "examples": "reviews", "tokens": "tokens"},
      "a": {"stage": "evaluate", "classifier": "classifier"},
      "b": {"stage": "evaluate", "classifier": "classifier", "on": "validation"}}}
      """)
    #expect(
      faults == [
        "p.json:4:45: \"examples\" needs the train part of stage \"reviews\", whose split leaves "
          + "it empty; expected \"split\" to give \"train\" a share",
        "p.json:6:62: \"on\" needs the validation part of stage \"reviews\", whose split leaves "
          + "it empty; expected \"split\" to give \"validation\" a share",
      ])
  }

  // MARK: Inputs

  @Test func ofInputs() {
    let faults = sandbox.faults(
      """
      {"pipeline": "p", "stages": {
      "a": {"stage": "examples", "path": "../data/review.tsv"},
      "b": {"stage": "examples", "path": "../data", "format": "csv"},
      "c": {"stage": "examples", "path": "../data/reviews.tsv", "format": "folder"},
      "d": {"stage": "vectors", "path": "../data"},
      "e": {"stage": "corpus", "path": ["../data", "/no/such", "", "a\\u0000b"]},
      "f": {"stage": "corpus", "path": ["../data", "../data"]}}}
      """)
    #expect(
      faults == [
        "p.json:2:36: \"path\" names \"../data/review.tsv\" (DIR/Pipelines/../data/review.tsv), "
          + "which does not exist; expected a file or folder",
        "p.json:3:36: \"path\" names \"../data\" (DIR/Pipelines/../data), which is a folder; "
          + "expected a file",
        "p.json:4:36: \"path\" names \"../data/reviews.tsv\" "
          + "(DIR/Pipelines/../data/reviews.tsv), which is a file; expected a folder",
        "p.json:5:35: \"path\" names \"../data\" (DIR/Pipelines/../data), which is a folder; "
          + "expected a file",
        "p.json:6:46: \"path\" names \"/no/such\", which does not exist; "
          + "expected a file or folder",
        "p.json:6:58: \"path\" is \"\"; expected a path that is not empty",
        "p.json:6:62: \"path\" is \"a\\u0000b\"; expected a path that is not empty",
        "p.json:7:46: \"path\" has \"../data\" twice; expected every entry once",
      ])
  }

  @Test func ofInputsThatMayNotBeRead() {
    let fault = PipelineFault(
      origin: "p.json", position: JSONPosition(line: 2, column: 3),
      problem: .forbiddenInput(key: "path", path: InputPath(written: "a", resolved: "a")))
    #expect(
      fault.description
        == "p.json:2:3: \"path\" names \"a\", which may not be read; "
        + "expected permission to read it")
  }

  /// A stage that is not understood is no reason to complain about those that name it.
  @Test func doNotMultiply() {
    let faults = sandbox.faults(
      soundPipeline.replacing("\"stage\": \"word2vec\"", with: "\"stage\": \"glove\""))
    #expect(faults.count == 1)
    #expect(faults.first?.contains("\"stage\" is \"glove\"") == true)
  }

  @Test func longValuesAreCut() {
    let long = String(repeating: "x", count: 1000)
    #expect(
      sandbox.faults(soundPipeline, ["seed=\(long)"]) == [
        "--set seed=\(long): \"seed\" is \"\(long.prefix(59))…\"; "
          + "expected a whole number from 0 to 9007199254740992"
      ])
  }
}
