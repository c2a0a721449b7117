import Foundation
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

  /// A run that is stopped in a fold goes on with it, and ends as one that was never stopped.
  @Test func aStoppedRunGoesOnWithTheFold() throws {
    let tiny = try TinyRun()
    let folds = ["classifier.folds=3"]
    let whole = try tiny.run(TinyRun.pipeline, folds, out: "whole")
    // All but the classifier is made, so that it alone asks whether to stop.
    try tiny.run()
    let snapshot = tiny.folder() + "/classifier.folds.snapshot.gz"
    func resumed(stopAfter batches: Int = .max) throws -> (record: RunRecord?, notes: [String]) {
      var notes: [String] = []
      let runner = try tiny.runner(
        TinyRun.pipeline, folds, resume: true, stopAfter: batches
      ) { event in
        if case .progress(_, let text, isMilestone: true) = event { notes.append(text) }
      }
      do {
        return (try runner.run(), notes)
      } catch {
        return (nil, notes)
      }
    }
    // A fold takes two epochs of six batches.
    let first = try resumed(stopAfter: 17)
    #expect(first.record == nil)
    #expect(first.notes.contains { $0.hasPrefix("fold 1 of 3: ") })
    #expect(!first.notes.contains { $0.hasPrefix("fold 2 of 3: ") })
    #expect(FileManager.default.fileExists(atPath: snapshot))
    let second = try resumed()
    #expect(second.notes.contains("resumed from the end of fold 1 of 3"))
    #expect(!second.notes.contains { $0.hasPrefix("fold 1 of 3: ") })
    #expect(second.notes.contains { $0.hasPrefix("fold 2 of 3: ") })
    let figures = try #require(second.record?["classifier"]?.figures)
    #expect(figures["crossValidation"] == whole["classifier"]?.figures["crossValidation"])
    #expect(
      tiny.hashes(try #require(second.record))["classifier.model.gz"]
        == tiny.hashes(whole)["classifier.model.gz"])
    #expect(!FileManager.default.fileExists(atPath: snapshot))
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
