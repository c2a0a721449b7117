import Foundation
import Pipelines
import StrictJSON
import Testing

/// `run.json`, read with a parser that is not ours.
@Suite struct RunRecordTests {
  private struct Record: Decodable {
    var lexigate: String
    var pipeline: String
    var seed: Int
    var threads: Int
    var instructionSet: String
    var status: String
    var failure: String?
    var stages: [Stage]
    var pending: [Stage]

    struct Stage: Decodable {
      var name: String
      var kind: String
      var key: String
      var cached: Bool
      var seconds: Double
      var basis: Basis
      var outputs: [Output]
    }

    struct Basis: Decodable {
      var program: String
      var seed: Int
      var inputs: [String: String]
      var stages: [String: String]
    }

    struct Output: Decodable, Equatable {
      var file: String
      var bytes: Int
      var sha256: String
    }
  }

  @Test func hasItsMembers() throws {
    let tiny = try TinyRun()
    try tiny.run()
    let text = try Data(contentsOf: URL(fileURLWithPath: tiny.folder() + "/run.json"))
    let record = try JSONDecoder().decode(Record.self, from: text)
    #expect(record.lexigate == version)
    #expect(record.pipeline == "tiny")
    #expect(record.seed == 7)
    #expect(record.threads == 2)
    #expect(!record.instructionSet.isEmpty)
    #expect(record.status == "done")
    #expect(record.failure == nil)
    #expect(record.stages.map(\.name) == TinyRun.stages)
    #expect(record.pending.isEmpty)
    #expect(
      record.stages.map(\.kind) == [
        "examples", "corpus", "tokenize", "word2vec", "lstm", "evaluate", "trace", "report",
      ])
    #expect(Set(record.stages.map(\.key)).count == TinyRun.stages.count)
    for stage in record.stages {
      #expect(stage.basis.program == Fingerprint.program)
      #expect(stage.basis.seed == 7)
      #expect(!stage.cached)
      #expect(stage.seconds >= 0)
    }
    let data = tiny.sandbox.folder + "/data/"
    #expect(
      record.stages[0].basis.inputs
        == ["../data/reviews.tsv": try Fingerprint.of(path: data + "reviews.tsv")])
    #expect(
      record.stages[2].basis.stages
        == ["reviews": record.stages[0].key, "corpus": record.stages[1].key])
    #expect(record.stages.map { $0.outputs.map(\.file) }[4] == ["classifier.model.gz"])

    let again = try tiny.run()
    #expect(again.stagesAsRecorded == RunRecord.load(from: tiny.folder())?.stagesAsRecorded)
  }

  /// The figures of each kind of stage, which scripts may rely on.
  @Test func hasTheFiguresOfEveryStage() throws {
    let tiny = try TinyRun()
    let record = try tiny.run()
    func keys(_ stage: StageName) -> [String]? { record[stage]?.figures.members.map(\.key) }
    #expect(
      keys("reviews") == [
        "rows", "skipped", "emptyTexts", "multiLabel", "train", "validation", "test", "labels",
      ])
    #expect(keys("corpus") == [])
    #expect(
      keys("tokens") == ["texts", "words", "distinct", "vocabulary", "unknownShare", "seconds"])
    #expect(
      keys("vectors") == [
        "rows", "words", "dimensions", "wordsPerSecond", "seconds", "lossPerEpoch",
      ])
    #expect(
      keys("classifier") == [
        "trainRows", "validationRows", "parameters", "vocabulary", "knownVectors",
        "tokensPerSecond", "bestEpoch", "stoppedEarly", "epochs",
      ])
    #expect(
      keys("scores") == [
        "on", "rows", "multiLabel", "accuracy", "macroPrecision", "macroRecall", "macroF1",
        "microPrecision", "microRecall", "microF1", "weightedPrecision", "weightedRecall",
        "weightedF1", "logLoss", "calibrationError", "rocAUC", "perLabel", "confusion",
      ])
    #expect(keys("story") == ["texts"])
    #expect(keys("report") == ["sections"])
    let reviews = try #require(record["reviews"]).figures
    #expect(reviews["rows"] == 300)
    #expect(reviews["train"] == 240)
    let classifier = try #require(record["classifier"]).figures
    #expect(classifier["epochs"]?.elements?.count == 2)
    #expect(classifier["knownVectors"] == classifier["vocabulary"])
  }

  /// What was read back is written as it was.
  @Test func readsBackWhatItWrites() throws {
    let tiny = try TinyRun()
    let record = try tiny.run(TinyRun.pipeline, ["story.texts=[\"\\u0001 \\\"é\\\" 😀\"]"])
    let copy = try #require(RunRecord(Array(record.json.pretty.utf8)))
    #expect(copy.stagesAsRecorded == record.stagesAsRecorded)
    #expect(copy.seed == record.seed)
    #expect(copy.threads == record.threads)
  }
}

extension RunRecord {
  /// The stages as `run.json` has them, but for whether they were kept.
  fileprivate var stagesAsRecorded: String? {
    var record = self
    for index in record.stages.indices { record.stages[index].isCached = false }
    return record.json["stages"]?.pretty
  }
}
