import Pipelines
import StrictJSON
import Testing

@Suite struct RunSummaryTests {
  private static let basis =
    #""basis": {"program": "", "seed": 7, "configuration": {}, "inputs": {}, "stages": {}}"#

  private static func stage(
    _ name: String, _ kind: String, seconds: Double = 0, outputs: String = "", _ figures: String
  ) -> String {
    """
    {"name": "\(name)", "kind": "\(kind)", "key": "", "seconds": \(seconds), \(basis),
     "outputs": [\(outputs)], "figures": {\(figures)}}
    """
  }

  private static func record(_ stages: [String]) throws -> RunRecord {
    let text = """
      {"pipeline": "tiny", "seed": 7, "threads": 2, "instructionSet": "x",
       "stages": [\(stages.joined(separator: ",\n"))]}
      """
    return try #require(RunRecord(Array(text.utf8)))
  }

  @Test func tellsARun() throws {
    var record = try Self.record([
      Self.stage(
        "reviews", "examples", seconds: 0.5,
        #"""
        "rows": 1200, "skipped": 2, "train": 1000, "validation": 100, "test": 100,
        "labels": {"bad": 700, "good": 500}
        """#),
      Self.stage("corpus", "corpus", ""),
      Self.stage(
        "tokens", "tokenize", seconds: 1.26,
        outputs: #"{"file": "tokens.tokens.gz", "bytes": 2048, "sha256": ""}"#,
        #"""
        "texts": 1000, "words": 12345, "distinct": 900, "vocabulary": 600, "unknownShare": 0.0243
        """#),
      Self.stage(
        "vectors", "word2vec", seconds: 2,
        outputs: #"{"file": "vectors.vectors.gz", "bytes": 1572864, "sha256": ""}"#,
        #"""
        "words": 24690, "seconds": 2, "wordsPerSecond": 1234567, "lossPerEpoch": [2.5, 1.98765]
        """#),
      Self.stage("given", "vectors", #""rows": 3000, "dimensions": 50"#),
      Self.stage(
        "classifier", "lstm", seconds: 61,
        #"""
        "parameters": 54321, "tokensPerSecond": 98765, "bestEpoch": 2, "epochs": [
          {"epoch": 1, "loss": 0.7, "validationLoss": 0.65, "accuracy": 0.6, "f1": 0.58,
           "seconds": 30.04},
          {"epoch": 2, "loss": 0.5, "validationLoss": 0.45, "accuracy": 0.81, "f1": 0.8,
           "seconds": 30.5}]
        """#),
      Self.stage(
        "scores", "evaluate",
        #"""
        "on": "test", "rows": 100, "multiLabel": false, "accuracy": 0.79, "macroF1": 0.78,
        "microF1": 0.79, "logLoss": 0.4567, "calibrationError": 0.0312, "rocAUC": 0.8125,
        "perLabel": [
          {"label": "bad", "precision": 0.8, "recall": 0.75, "f1": 0.774, "support": 60},
          {"label": "good", "precision": 0.78, "recall": 0.85, "f1": 0.8135, "support": 40}],
        "confusion": [[45, 15], [6, 34]]
        """#),
      Self.stage(
        "report", "report",
        outputs: #"{"file": "report.html", "bytes": 900, "sha256": ""}"#, #""sections": 3"#),
    ])
    record.stages[0].isCached = true
    #expect(
      RunSummary(record, folder: "runs/tiny", width: 100).text == """
        tiny: 8 stages in 1 min 04 s, 1 kept from the last run

        reviews (examples)
          1,200 rows: 1,000 train, 100 validation, 100 test; 2 bad rows skipped
          bad 700, good 500

        tokens (tokenize)
          1,000 texts, 12,345 words, 900 different; 600 in the vocabulary (2.4 % of the words are left out)

        vectors (word2vec)
          24,690 words read in 2.0 s: 1.23 M words/s
          epoch    loss
              1  2.5000
              2  1.9876

        given (vectors)
          3,000 vectors of 50 dimensions

        classifier (lstm)
          54,321 parameters, 99 k words/s
          epoch    loss  validation loss  accuracy      F1  seconds
              1  0.7000           0.6500    60.0 %  58.0 %     30.0
              2  0.5000           0.4500    81.0 %  80.0 %     30.5  ← kept

        scores (evaluate)
          100 rows (test): accuracy 79.0 %, macro F1 78.0 %, log loss 0.4567
          ROC-AUC 0.8125, calibration error 0.0312
          label  precision  recall      F1  rows
          bad       80.0 %  75.0 %  77.4 %    60
          good      78.0 %  85.0 %  81.4 %    40
          confusion matrix (rows: truth, columns: answer)
                bad  good
          bad    45    15
          good    6    34

        files in runs/tiny/
          tokens.tokens.gz    2.0 KiB
          vectors.vectors.gz  1.5 MiB
          report.html           900 B
          run.json

        """)
  }

  @Test func tellsScoresOfSeveralLabels() throws {
    let record = try Self.record([
      Self.stage(
        "scores", "evaluate",
        #"""
        "rows": 10, "multiLabel": true, "accuracy": 0.5, "macroF1": 0.7, "microF1": 0.75,
        "logLoss": 0.3, "perLabel": [
          {"label": "good", "precision": 1, "recall": 0.5, "f1": 0.667, "support": 6}],
        "decisions": [{"label": "good", "trueNegatives": 4, "falsePositives": 0,
          "falseNegatives": 3, "truePositives": 3}], "thresholds": {"good": 0.25}
        """#)
    ])
    #expect(
      RunSummary.scores(record.stages[0].figures) == """
          10 rows: accuracy 50.0 % (all labels right)
          micro F1 75.0 %, macro F1 70.0 %, log loss 0.3000
          label  precision  recall      F1  rows
          good     100.0 %  50.0 %  66.7 %     6
          thresholds good 0.2500
          label  rightly given  wrongly given  missed  rightly not
          good               3              0       3            4

        """)
  }

  @Test func tellsWhatWasTuned() throws {
    func text(_ figures: String) throws -> String {
      let stage = Self.stage("classifier", "lstm", figures)
      return RunSummary(try Self.record([stage]), folder: "x", width: 100).text
    }
    let scores =
      #""tuning": {"accuracyBefore": 0.8, "accuracyAfter": 0.825, "f1Before": 0.79, "#
      + #""f1After": 0.81}"#
    let told = try text(
      #"""
      "calibration": {"temperature": 1.5, "logLossBefore": 0.7, "logLossAfter": 0.5,
        "calibrationErrorBefore": 0.125, "calibrationErrorAfter": 0.0625},
      "thresholds": {"good": 0.43755}, \#(scores)
      """#)
    #expect(
      told.contains(
        """
          temperature 1.500: log loss 0.7000 → 0.5000, calibration error 0.1250 → 0.0625
          thresholds good 0.4376: accuracy 80.0 % → 82.5 %, macro F1 79.0 % → 81.0 %

        """))
    #expect(try text(scores).contains("\n  no threshold: accuracy 80.0 %"))
    #expect(try !text("").contains("temperature"))
    let bytes = try text(
      #"""
      "quantization": {"accuracyBefore": 0.9, "accuracyAfter": 0.8985, "logLossBefore": 0.25,
        "logLossAfter": 0.2512}
      """#)
    #expect(
      bytes.contains(
        "\n  weights as bytes: accuracy 90.00 % → 89.85 %, log loss 0.2500 → 0.2512\n"))
    #expect(
      try text(
        #"""
        "storage": {"precision": "float16", "accuracyBefore": 0.9, "accuracyAfter": 0.9,
          "logLossBefore": 0.25, "logLossAfter": 0.25}
        """#
      ).contains(
        "\n  vectors kept as float16: accuracy 90.00 % → 90.00 %, log loss 0.2500 → 0.2500\n"))
    #expect(try text(#""quantization": {}"#).contains("\n  weights as bytes\n"))
    let folds = try text(
      #"""
      "crossValidation": {"folds": 5, "lossMean": 0.5, "lossDeviation": 0.0625,
        "accuracyMean": 0.9, "accuracyDeviation": 0.0123, "f1Mean": 0.89, "f1Deviation": 0.02}
      """#)
    #expect(
      folds.contains(
        "\n  5 folds: loss 0.5000 ± 0.0625, accuracy 90.0 % ± 1.2 %, F1 89.0 % ± 2.0 %\n"))
  }

  /// What is undefined is said to be so, and why.
  @Test(arguments: [(0, #" (no row is "good")"#), (10, #" (every row is "good")"#), (5, "")])
  func tellsWhyThereIsNoArea(support: Int, reason: String) throws {
    let record = try Self.record([
      Self.stage(
        "scores", "evaluate",
        #"""
        "rows": 10, "accuracy": 1, "macroF1": 1, "logLoss": 0.1, "calibrationError": 0.25,
        "rocAUC": null, "perLabel": [
          {"label": "good", "precision": 1, "recall": 1, "f1": 1, "support": \#(support),
           "rocAUC": null}]
        """#)
    ])
    let text = RunSummary.scores(record.stages[0].figures)
    #expect(text.contains("\n  ROC-AUC undefined\(reason), calibration error 0.2500\n"))
  }

  /// Without a validation part there are no figures of it.
  @Test func leavesOutWhatWasNotMeasured() throws {
    let record = try Self.record([
      Self.stage(
        "classifier", "lstm",
        #"""
        "parameters": 10, "tokensPerSecond": 5, "bestEpoch": 1, "epochs": [
          {"epoch": 1, "loss": 0.7, "validationLoss": null, "accuracy": null, "f1": null,
           "seconds": 1}]
        """#)
    ])
    let text = RunSummary(record, folder: "x", width: 100).text
    #expect(
      text.contains(
        """
          epoch    loss  validation loss  accuracy  F1  seconds
              1  0.7000                –         –   –      1.0  ← kept

        """))
  }

  /// A trace is shown from its file.
  @Test func showsTraces() throws {
    let tiny = try TinyRun()
    let text = RunSummary(try tiny.run(), folder: tiny.folder(), width: 100).text
    #expect(text.contains("\nstory (trace)\nword"))
    #expect(text.contains("\n(before)"))
    #expect(text.contains("\nsoup"))
  }
}
