import Pipelines
import StrictJSON
import Testing

@Suite struct FoldsRunTests {
  @Test func everyFoldIsJudgedAndTheClassifierStaysTheSame() throws {
    let tiny = try TinyRun()
    let plain = try tiny.run(out: "plain")
    let record = try tiny.run(TinyRun.pipeline, ["classifier.folds=3"])
    let training = try #require(record["classifier"]).figures
    let found = try #require(training["crossValidation"])
    let folds = try #require(found["perFold"]?.elements)
    #expect(found["folds"]?.integer == 3)
    #expect(folds.count == 3)
    // 240 rows for training and 30 for validation, equal texts in one fold; none for testing.
    let rows = folds.map { $0["rows"]?.integer ?? 0 }
    #expect(rows.reduce(0, +) == 270)
    #expect(rows.allSatisfy { $0 >= 80 && $0 <= 100 })
    for key in ["loss", "accuracy", "f1"] {
      let values = folds.map { $0.number(key) }
      let mean = values.reduce(0, +) / 3
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      #expect(abs((found["\(key)Mean"]?.double ?? .nan) - mean) < 1e-12)
      #expect(
        abs((found["\(key)Deviation"]?.double ?? .nan) - (squares / 2).squareRoot()) < 1e-12)
    }
    #expect(Set(folds.map { $0.number("loss") }).count == 3)
    // The final classifier knows nothing of them.
    #expect(tiny.hashes(record)["classifier.model.gz"] == tiny.hashes(plain)["classifier.model.gz"])
    #expect(plain["classifier"]?.figures["crossValidation"] == nil)

    let again = try tiny.run(TinyRun.pipeline, ["classifier.folds=3"], out: "again", threads: 1)
    #expect(again["classifier"]?.figures["crossValidation"] == found)
  }

  @Test func oneFoldIsNone() throws {
    let tiny = try TinyRun()
    let faults = tiny.sandbox.faults(TinyRun.pipeline, ["classifier.folds=1"])
    #expect(
      faults == [#"--set classifier.folds=1: "folds" is 1; expected a whole number from 2 to 100"#])
  }
}

extension JSONText {
  fileprivate func number(_ key: String) -> Double { self[key]?.double ?? .nan }
}
