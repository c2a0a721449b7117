import Foundation
import Pipelines
import StrictJSON
import Testing

@Suite struct OverrideTests {
  let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  private func resolved(_ overrides: String...) throws -> JSONNode {
    let text = try sandbox.load(soundPipeline, overrides).resolved.compact
    return try JSONParser.parse(Array(text.utf8))
  }

  @Test func setsKeysOfStagesAndOfTheTop() throws {
    let tree = try resolved(
      "seed=11", "pipeline=other", "vectors.dimensions=32", "reviews.format=tsv",
      "reviews.label=\"5\"", "tokens.from=reviews", "classifier.bidirectional=true",
      "vectors.epochs=1", "vectors.epochs=2", "story.texts=[\"a=b\"]", "reviews.separator=,")
    let stages = try #require(tree["stages"])
    #expect(tree["seed"]?.integer == 11)
    #expect(tree["pipeline"]?.string == "other")
    #expect(stages["vectors"]?["dimensions"]?.integer == 32)
    #expect(stages["vectors"]?["epochs"]?.integer == 2)
    #expect(stages["reviews"]?["format"]?.string == "tsv")
    #expect(stages["reviews"]?["label"]?.string == "5")
    #expect(stages["reviews"]?["separator"]?.string == ",")
    #expect(stages["tokens"]?["from"]?.elements?.map(\.string) == ["reviews"])
    #expect(stages["classifier"]?["bidirectional"]?.bool == true)
    #expect(stages["story"]?["texts"]?.elements?.map(\.string) == ["a=b"])
  }

  @Test func whatIsNotJSONIsAText() throws {
    for title in ["{\"a\": 1, \"a\": 2", "01", "a b", "[x]", "NaN", "'q'", "=", "\"open"] {
      let tree = try resolved("report.title=\(title)")
      #expect(tree["stages"]?["report"]?["title"]?.string == title)
    }
  }

  @Test func nullTakesAnOptionalKeyBack() throws {
    let tree = try resolved("classifier.vectors=null")
    #expect(tree["stages"]?["classifier"]?["dimensions"]?.integer == 100)
  }

  @Test func setsPartsOfAKey() throws {
    let tree = try resolved("reviews.split.train=0.7")
    let split = tree["stages"]?["reviews"]?["split"]
    #expect(split?["train"]?.double == 0.7)
    #expect(split?["validation"]?.double == 0.1)
  }

  @Test func partsOfAKeyThatIsLeftOutBeginAsItsDefault() throws {
    let text = """
      {"pipeline": "p", "stages": {"e": {"stage": "examples", "path": "../data/reviews.tsv"}}}
      """
    let pipeline = try sandbox.load(text, ["e.split.test=0"])
    guard case .examples(let examples) = pipeline.stages[0].stage else {
      Issue.record("not examples")
      return
    }
    #expect(examples.split == .fractions(train: 0.8, validation: 0.1, test: 0))
    #expect(
      sandbox.faults(text, ["e.split.train=0.9"]) == [
        "--set e.split.train=0.9: the shares of \"split\" add up to 1.1; expected at most 1"
      ])
  }

  @Test func pathsAreRelativeToTheCurrentFolder() throws {
    #expect(
      sandbox.faults(soundPipeline, ["reviews.path=no/such.tsv"]) == [
        "--set reviews.path=no/such.tsv: \"path\" names \"no/such.tsv\", which does not exist; "
          + "expected a file or folder"
      ])
    let path = sandbox.folder + "/data/reviews.tsv"
    #expect(sandbox.faults(soundPipeline, ["reviews.path=\(path)"]) == [])
  }

  @Test(arguments: [
    (
      "seed",
      "not of the form stage.key=value; expected for example reviews.limit=1000 or seed=3"
    ),
    (
      "=3",
      "not of the form stage.key=value; expected for example reviews.limit=1000 or seed=3"
    ),
    (
      "vectors..epochs=3",
      "not of the form stage.key=value; expected for example reviews.limit=1000 or seed=3"
    ),
    (
      "sed=3",
      "\"sed\" is no key of a pipeline that can be set; expected stage.key, seed or pipeline; "
        + "did you mean \"seed\"?"
    ),
    (
      "stages={}",
      "\"stages\" is no key of a pipeline that can be set; expected stage.key, seed or pipeline"
    ),
    (
      "vector.epochs=3",
      "there is no stage \"vector\"; expected the name of a stage of the file; "
        + "did you mean \"vectors\"?"
    ),
    (
      "vectors.epoch=3",
      "unknown key \"epoch\" in stage kind word2vec; expected one of tokens, model, dimensions, "
        + "window, negatives, subsample, subwords, epochs, learningRate, minimumLearningRate, "
        + "continue, continuable, snapshotWords, store or parallel; did you mean \"epochs\"?"
    ),
    (
      "vectors.epochs.first=3",
      "\"epochs\" is 5, which has no keys inside; expected a value for \"epochs\" itself"
    ),
    (
      "vectors.epochs=many",
      "\"epochs\" is \"many\"; expected a whole number from 1 to 1000"
    ),
    (
      "vectors.epochs=",
      "\"epochs\" is \"\"; expected a whole number from 1 to 1000"
    ),
    ("seed=-1", "\"seed\" is -1; expected a whole number from 0 to 9007199254740992"),
    (
      "seed=9007199254740993",
      "\"seed\" is 9007199254740993; expected a whole number from 0 to 9007199254740992"
    ),
    (
      "reviews.split={\"train\": 0.5, \"train\": 1, \"test\": 0.5}",
      "the key \"train\" a second time, the first is at line 1, column 2; "
        + "expected every key once"
    ),
    (
      "reviews.split.trian=1",
      "unknown key \"trian\" in \"split\"; expected one of train, validation, test or column; "
        + "did you mean \"train\"?"
    ),
    ("reviews.limit=1.5", "\"limit\" is 1.5; expected a whole number, 1 or more"),
  ])
  func faultsNameTheOverride(override: String, message: String) {
    #expect(sandbox.faults(soundPipeline, [override]) == ["--set \(override): \(message)"])
  }

  @Test func faultsOfOverridesComeAfterThoseOfTheFile() {
    let text = soundPipeline.replacing("\"hidden\": 64", with: "\"hidden\": 0")
    #expect(
      sandbox.faults(text, ["seed=x", "reviews.limit=0", "vectors.window=0"]) == [
        "p.json:11:56: \"hidden\" is 0; expected a whole number from 1 to 4096",
        "--set seed=x: \"seed\" is \"x\"; expected a whole number from 0 to 9007199254740992",
        "--set reviews.limit=0: \"limit\" is 0; expected a whole number, 1 or more",
        "--set vectors.window=0: \"window\" is 0; expected a whole number from 1 to 100",
      ])
  }

  @Test func mendsAFaultOfTheFile() {
    let text = soundPipeline.replacing("\"hidden\": 64", with: "\"hidden\": 0")
    #expect(sandbox.faults(text, ["classifier.hidden=8"]) == [])
  }
}
