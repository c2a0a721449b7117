import Foundation
import Pipelines
import Testing

/// Which stages run again, and the reasons given.
@Suite struct RunPlanTests {
  let tiny: TinyRun

  init() throws {
    tiny = try TinyRun()
    try tiny.run()
  }

  @Test func theFirstRunRunsAll() throws {
    #expect(
      try tiny.reasons(out: "elsewhere")
        == Dictionary(uniqueKeysWithValues: TinyRun.stages.map { ($0, ["first run"]) }))
  }

  @Test func nothingChangedKeepsAll() throws {
    #expect(try tiny.reasons().isEmpty)
    let record = try tiny.run()
    #expect(tiny.events == TinyRun.stages.map { "keep \($0)" })
    #expect(record.stages.filter(\.isCached).count == TinyRun.stages.count)
    #expect(try tiny.run().stages.map(\.key) == record.stages.map(\.key))
  }

  /// The order of keys, spacing and spelled-out defaults are no change; nor is the description.
  @Test func anotherSpellingKeepsAll() throws {
    let text = TinyRun.pipeline
      .replacingOccurrences(of: #""seed": 7,"#, with: #""description": "x", "seed":7.0, "#)
      .replacingOccurrences(of: #""minCount": 2"#, with: #""lowercase": true"#)
    #expect(try tiny.runner(text).plan().steps.filter { !$0.isCached }.isEmpty)
  }

  @Test func aChangedKeyRunsWhatDependsOnIt() throws {
    #expect(
      try tiny.reasons(["scores.on=validation"]) == [
        "scores": ["changed: on"], "report": ["\"scores\" runs again"],
      ])
    #expect(
      try tiny.reasons(["story.texts=[\"Good.\"]"]) == [
        "story": ["changed: texts"], "report": ["\"story\" runs again"],
      ])
    #expect(
      try tiny.reasons(["classifier.hidden=8", "classifier.epochs=1"]) == [
        "classifier": ["changed: epochs, hidden"], "scores": ["\"classifier\" runs again"],
        "story": ["\"classifier\" runs again"],
        "report": [
          "\"classifier\" runs again", "\"scores\" runs again", "\"story\" runs again",
        ],
      ])
    #expect(
      try tiny.reasons(["tokens.lowercase=false"]) == [
        "tokens": ["changed: lowercase"], "vectors": ["\"tokens\" runs again"],
        "classifier": ["\"tokens\" runs again", "\"vectors\" runs again"],
        "scores": ["\"classifier\" runs again"], "story": ["\"classifier\" runs again"],
        "report": [
          "\"vectors\" runs again", "\"classifier\" runs again", "\"scores\" runs again",
          "\"story\" runs again",
        ],
      ])
    try tiny.run(TinyRun.pipeline, ["scores.on=validation"])
    #expect(
      tiny.events
        == TinyRun.stages.map {
          (["scores", "report"].contains($0) ? "run " : "keep ") + $0
        })
  }

  @Test func aChangedSeedRunsAll() throws {
    let reasons = try tiny.reasons(["seed=8"])
    #expect(reasons.count == TinyRun.stages.count)
    #expect(reasons["corpus"] == ["the seed changed"])
    #expect(reasons["scores"] == ["the seed changed", "\"classifier\" runs again"])
  }

  @Test func aChangedInputRunsWhatDependsOnIt() throws {
    try tiny.write(TinyRun.corpus + "One more.\n", to: "corpus.txt")
    let reasons = try tiny.reasons()
    #expect(reasons["reviews"] == nil)
    #expect(reasons["corpus"] == ["../data/corpus.txt changed"])
    #expect(reasons["tokens"] == ["\"corpus\" runs again"])
    #expect(reasons["classifier"] == ["\"tokens\" runs again", "\"vectors\" runs again"])
    #expect(reasons.count == TinyRun.stages.count - 1)
  }

  @Test func aLostOrAlteredOutputRunsItsStageAlone() throws {
    try FileManager.default.removeItem(atPath: tiny.folder() + "/vectors.vectors.gz")
    #expect(try tiny.reasons() == ["vectors": ["vectors.vectors.gz is missing"]])

    let path = tiny.folder() + "/classifier.model.gz"
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: URL(fileURLWithPath: path))
    #expect(
      try tiny.reasons() == [
        "vectors": ["vectors.vectors.gz is missing"],
        "classifier": ["classifier.model.gz was changed"],
      ])
    try tiny.run()
    #expect(try tiny.reasons().isEmpty)
  }

  @Test func afreshRunsAll() throws {
    #expect(
      try tiny.reasons(fresh: true)
        == Dictionary(uniqueKeysWithValues: TinyRun.stages.map { ($0, ["asked to run afresh"]) }))
    try tiny.run(fresh: true)
    #expect(tiny.events == TinyRun.stages.map { "run \($0)" })
  }

  @Test func anotherBuildRunsAll() throws {
    let program = Fingerprint.program
    try edit { $0.replacingOccurrences(of: program, with: String(repeating: "0", count: 64)) }
    try edit { $0.replacingOccurrences(of: #""key": ""#, with: #""key": "x"#) }
    let reasons = try tiny.reasons()
    #expect(reasons["reviews"] == ["the program is another build"])
    #expect(reasons["vectors"] == ["the program is another build", "\"tokens\" runs again"])
    #expect(reasons.count == TinyRun.stages.count)
  }

  /// Such as after a run that ended between a stage and those that build on it.
  @Test func anotherKeyAloneRunsTheStage() throws {
    try edit { $0.replacingOccurrences(of: #""key": ""#, with: #""key": "x"#) }
    let reasons = try tiny.reasons()
    #expect(reasons["corpus"] == ["what it builds on changed"])
    #expect(reasons["tokens"] == ["\"reviews\" runs again", "\"corpus\" runs again"].reversed())
  }

  @Test func aRecordThatCannotBeReadCountsForNothing() throws {
    for damage in ["", "{", "[]", "{\"pipeline\": 3}"] {
      try edit { _ in damage }
      #expect(try tiny.reasons()["reviews"] == ["first run"])
    }
    try tiny.run()
    #expect(tiny.events == TinyRun.stages.map { "run \($0)" })
    #expect(try tiny.reasons().isEmpty)
  }

  /// Changes the record, which then is as one of a version that had no checksum.
  private func edit(_ change: (String) -> String) throws {
    let path = tiny.folder() + "/" + RunRecord.fileName
    var text = try String(contentsOfFile: path, encoding: .utf8)
    text.replace(/,\s*"checksum": "[0-9a-f]*"/, with: "")
    try Data(change(text).utf8).write(to: URL(fileURLWithPath: path))
  }
}
