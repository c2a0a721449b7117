import Classifying
import Foundation
import Pipelines
import StrictJSON
import Testing

/// What is fitted on the validation part after training, from the key to the scores.
@Suite struct TuningRunTests {
  private static let tuning = ["classifier.calibrate=true", "classifier.thresholds=f1"]

  @Test func temperatureAndThresholdTravelFromTrainingToScores() throws {
    let tiny = try TinyRun()
    let plain = try tiny.run(out: "plain")
    let tuned = try tiny.run(TinyRun.pipeline, Self.tuning)
    let model = try TextClassifier(contentsOf: tiny.folder() + "/classifier.model.gz")
    let untuned = try TextClassifier(contentsOf: tiny.folder("plain") + "/classifier.model.gz")
    let training = try #require(tuned["classifier"]?.figures)
    let scores = try #require(tuned["scores"]?.figures)

    let temperature = try #require(training["calibration"]?["temperature"]?.double)
    #expect(Float(temperature) == model.classifier.temperature)
    #expect(model.classifier.temperature != 1)
    #expect(untuned.classifier.temperature == 1)
    // Tuning comes after training and leaves the weights alone.
    #expect(untuned.classifier.outputBias == model.classifier.outputBias)
    let before = try #require(training["calibration"]?["logLossBefore"]?.double)
    let after = try #require(training["calibration"]?["logLossAfter"]?.double)
    #expect(after < before)
    // The loss before is that of the epoch that was kept.
    let best = try #require(training["bestEpoch"]?.integer)
    #expect(training["epochs"]?.elements?[best - 1]["validationLoss"]?.double == before)

    let threshold = try #require(training["thresholds"]?["good"]?.double)
    #expect(model.thresholds == [Float(threshold)])
    #expect(untuned.thresholds == nil)
    #expect(scores["thresholds"] == training["thresholds"])
    #expect(plain["scores"]?.figures["thresholds"] == nil)
    #expect(scores["logLoss"] != plain["scores"]?.figures["logLoss"])
    #expect(scores["calibrationError"]?.double != nil)
    #expect(scores["weightedF1"]?.double != nil)

    let report = try String(contentsOfFile: tiny.folder() + "/report.html", encoding: .utf8)
    #expect(report.contains("calibrationError"))
    #expect(report.contains("good \(NumberText.fixed(threshold, 4))"))
  }

  @Test(arguments: ["calibrate=true", "thresholds=accuracy"])
  func withoutValidationRowsNothingIsTrained(key: String) throws {
    let tiny = try TinyRun()
    let rows = TinyRun.reviews.replacingOccurrences(of: "\tvalidation\n", with: "\ttrain\n")
    try tiny.write(rows, to: "reviews.tsv")
    let name = String(key.prefix { $0 != "=" })
    #expect(
      try tiny.failure(TinyRun.pipeline, ["classifier.\(key)"])
        == #"stage "classifier": "\#(name)" is fitted on validation rows and there are none; "#
        + #"set a validation split or leave "\#(name)" out"#)
  }

  @Test func aThresholdNeedsTwoLabels() throws {
    let tiny = try TinyRun()
    let rows = TinyRun.reviews + "So so.\tmeh\ttrain\n"
    try tiny.write(rows, to: "reviews.tsv")
    #expect(
      try tiny.failure(TinyRun.pipeline, ["classifier.thresholds=f1"])
        == #"stage "classifier": the classifier picks one of 3 labels, the likeliest, and has no "#
        + "threshold to tune; expected two labels or several labels a text: leave \"thresholds\" out"
    )
  }

  @Test func theKeysTakeWhatTheySay() throws {
    let tiny = try TinyRun()
    func faults(_ members: String) -> [String] {
      tiny.sandbox.faults(
        TinyRun.pipeline.replacingOccurrences(of: #""hidden": 16"#, with: members))
    }
    #expect(faults(#""calibrate": true, "thresholds": "accuracy""#).isEmpty)
    #expect(
      faults(#""calibrate": 1, "thresholds": "f2""#).map { String($0.drop { $0 != "\"" }) } == [
        #""calibrate" is 1; expected true or false"#,
        #""thresholds" is "f2"; expected one of none, f1 or accuracy; did you mean "f1"?"#,
      ])
  }
}
