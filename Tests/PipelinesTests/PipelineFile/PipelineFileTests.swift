import Foundation
import Pipelines
import Testing

@Suite struct PipelineFileTests {
  @Test func readsThePipelineOfTheDesign() throws {
    let sandbox = try Sandbox()
    let pipeline = try sandbox.load(soundPipeline)
    #expect(pipeline.name == "food-reviews")
    #expect(pipeline.seed == 7)
    #expect(
      pipeline.stages.map(\.name.rawValue) == [
        "reviews", "corpus", "tokens", "vectors", "classifier", "scores", "story", "report",
      ])

    guard case .examples(let examples) = pipeline.stages[0].stage else {
      Issue.record("not examples")
      return
    }
    #expect(examples.path.written == "../data/reviews.tsv")
    #expect(examples.path.resolved == sandbox.folder + "/Pipelines/../data/reviews.tsv")
    #expect(examples.split == .fractions(train: 0.8, validation: 0.1, test: 0.1))
    #expect(examples.labelling == .single(column: "label"))

    guard case .lstm(let lstm) = pipeline.stages[4].stage else {
      Issue.record("not an LSTM")
      return
    }
    #expect(lstm.vectors == "vectors")
    #expect(lstm.dimensions == nil)
    #expect(lstm.hidden == 64)
    #expect(lstm.epochs == 8)
    #expect(lstm.batchSize == 32)
    #expect(lstm.embedding == .fineTune)
    #expect(pipeline.stages[4].stage.inputs == ["reviews", "tokens", "vectors"])
    #expect(pipeline.stages[1].stage.paths.map(\.written) == ["../data/corpus.txt.gz"])
  }

  @Test func fillsInDefaults() throws {
    let sandbox = try Sandbox()
    let pipeline = try sandbox.load(
      """
      {"pipeline": "p", "$schema": "x", "description": "about", "stages": {
       "reviews": {"stage": "examples", "path": "../data/reviews.tsv"},
       "tokens": {"stage": "tokenize", "from": "reviews"},
       "classifier": {"stage": "lstm", "examples": "reviews", "tokens": "tokens"}}}
      """)
    #expect(pipeline.seed == 1)
    #expect(pipeline.description == "about")
    guard case .lstm(let lstm) = pipeline.stages[2].stage else {
      Issue.record("not an LSTM")
      return
    }
    #expect(lstm.dimensions == 100)
    #expect(lstm.vectors == nil)
    var expected = LSTMStage()
    expected.examples = "reviews"
    expected.tokens = "tokens"
    expected.dimensions = 100
    #expect(lstm == expected)
  }

  @Test func knowsHowExamplesAreLabelled() throws {
    let sandbox = try Sandbox()
    func examples(_ members: String) throws -> ExamplesStage? {
      let pipeline = try sandbox.load(
        """
        {"pipeline": "p", "stages":
         {"e": {"stage": "examples", "path": "../data/reviews.tsv"\(members)}}}
        """)
      guard case .examples(let examples) = pipeline.stages[0].stage else { return nil }
      return examples
    }
    let single = try examples("")
    #expect(single?.labelling == .single(column: "label"))
    #expect(single?.hasSeveralLabels == false)
    let several = try examples(#", "labels": ["good", "bad"], "label": null"#)
    #expect(several?.labelling == .columns(["good", "bad"]))
    #expect(several?.hasSeveralLabels == true)
    #expect(several?.label == nil)
    let separated = try examples(#", "label": "tags", "separator": " ""#)
    #expect(separated?.labelling == .separated(column: "tags", separator: " "))
    let fasttext = try examples(#", "format": "fasttext""#)
    #expect(fasttext?.hasSeveralLabels == nil)
    #expect(try examples(#", "split": {"column": "part"}"#)?.split == .column("part"))
    #expect(
      try examples(#", "split": {"train": 0.9, "test": 0.1}"#)?.split
        == .fractions(train: 0.9, validation: 0, test: 0.1))
    // In binary these add up to a little more than 1.
    #expect(try examples(#", "split": {"train": 0.6, "validation": 0.3, "test": 0.1}"#) != nil)
  }

  @Test func ordersStagesByWhatTheyNeedThenByTheFile() throws {
    let sandbox = try Sandbox()
    let pipeline = try sandbox.load(
      """
      {"stages": {
       "r": {"stage": "report", "of": ["v2", "t"]},
       "v2": {"stage": "word2vec", "tokens": "t"},
       "c2": {"stage": "corpus", "path": "../data/corpus.txt.gz"},
       "v1": {"stage": "word2vec", "tokens": "t"},
       "t": {"stage": "tokenize", "from": ["c1", "c2"]},
       "old": {"stage": "vectors", "path": "../data/vectors.gz"},
       "c1": {"stage": "corpus", "path": ["../data/corpus.txt.gz"]}},
       "pipeline": "p"}
      """)
    #expect(pipeline.stages.map(\.name.rawValue) == ["c2", "old", "c1", "t", "v2", "r", "v1"])
  }

  @Test func resolvesToAFileThatMeansTheSame() throws {
    let sandbox = try Sandbox()
    let pipeline = try sandbox.load(soundPipeline)
    let again = try sandbox.load(pipeline.resolved.pretty)
    #expect(again == pipeline)
    #expect(again.resolved == pipeline.resolved)
  }

  @Test func loadsFromDisk() throws {
    let sandbox = try Sandbox()
    try soundPipeline.write(toFile: sandbox.path, atomically: true, encoding: .utf8)
    #expect(try PipelineFile.load(sandbox.path) == sandbox.load(soundPipeline))
  }

  @Test func saysWhyAFileCannotBeRead() throws {
    let sandbox = try Sandbox()
    func message(_ path: String) -> String? {
      do {
        _ = try PipelineFile.load(path)
        return nil
      } catch {
        return error.description
      }
    }
    #expect(
      message("no/such.json") == "no/such.json: there is no such file; expected a pipeline file")
    #expect(message("") == ": there is no such file; expected a pipeline file")
    #expect(
      message(sandbox.folder)
        == "\(sandbox.folder): this is a folder; expected a pipeline file")
    #expect(
      message("/dev/zero")
        == "/dev/zero:1:1: the text has \((16 << 20) + 65536) bytes; expected at most 16777216"
        || !FileManager.default.fileExists(atPath: "/dev/zero"))
  }
}
