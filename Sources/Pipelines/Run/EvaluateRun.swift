import Archive
import Classifying
import Corpora
import Kernels
import LSTM
import Reports
import StrictJSON

extension EvaluateStage: RunnableStage {
  static func fileName(_ name: StageName) -> String { "\(name).metrics.json" }

  func run(_ name: StageName, in workshop: Workshop) throws -> StageOutcome {
    let model = try workshop.classifier(classifier)
    let source = workshop.lstm(classifier).examples
    let set = try workshop.examples(source)
    let rows = try set.rows(on, of: source)
    var figures: JSONObject = ["on": .string(on.rawValue)]
    let scores = model.evaluate(
      set.examples, rows: rows, threads: workshop.threads, threshold: threshold.map { Float($0) })
    for member in scores.members { figures[member.key] = member.value }
    let file = Self.fileName(name)
    let text = JSONText.object(figures).pretty
    try SafeFile.write(workshop.path(file)) { writer throws(ArchiveError) in
      try writer.write(Array(text.utf8))
    }
    return StageOutcome(files: [file], figures: figures)
  }
}

extension TextClassifier {
  /// Judges labelled texts and compares; the labels must be the model's, in its order.
  ///
  /// - Parameter threshold: of every label where a text has several, of the second where it has one
  ///   of two, in place of the model's own thresholds.
  /// - Returns: rows, accuracy, macro, micro and weighted figures, log loss, calibration error,
  ///   ROC-AUC, a table per label, and the confusion matrix (rows: truth, columns: answer, in the
  ///   order of `perLabel`) or, with several labels a text, the decisions on each label.
  public func evaluate(
    _ examples: Corpora.Examples, rows: [Int], threads: Int, threshold: Float? = nil
  ) -> JSONObject {
    precondition(examples.labelNames == labels && examples.isMultiLabel == multiLabel)
    let answers = TextPredictor(self, threads: threads).predict(
      rows.map { Array(examples.text($0)) })
    let probabilities = Matrix(rows: rows.count, columns: labels.count)
    for (row, answer) in answers.enumerated() {
      for label in labels.indices { probabilities[row, label] = answer.probabilities[label] }
    }
    let targets: Targets =
      multiLabel
      ? .flags(rows.flatMap { examples.targets($0).map { UInt8($0) } })
      : .classes(rows.map { examples.label($0) })
    let count = DecisionRule.thresholdCount(classifier.settings)
    var thresholds = self.thresholds
    if let threshold, count > 0 { thresholds = [Float](repeating: threshold, count: count) }
    var figures = Metrics(
      probabilities: probabilities, targets: targets, settings: classifier.settings,
      thresholds: thresholds
    ).json(multiLabel: multiLabel)
    if let thresholds { figures["thresholds"] = AnswerJSON.thresholds(thresholds, labels: labels) }
    return figures
  }
}

extension Metrics {
  fileprivate func json(multiLabel: Bool) -> JSONObject {
    func number(_ value: Double?) -> JSONText { value.map(JSONText.number) ?? .null }
    var object: JSONObject = [
      "rows": .integer(rows), "multiLabel": .bool(multiLabel), "accuracy": .number(accuracy),
      "macroPrecision": .number(macro.precision), "macroRecall": .number(macro.recall),
      "macroF1": .number(macro.f1), "microPrecision": .number(micro.precision),
      "microRecall": .number(micro.recall), "microF1": .number(micro.f1),
      "weightedPrecision": .number(weighted.precision),
      "weightedRecall": .number(weighted.recall), "weightedF1": .number(weighted.f1),
      "logLoss": .number(logLoss), "calibrationError": .number(calibrationError),
      "rocAUC": number(rocAUC),
    ]
    object["perLabel"] = .array(
      labels.map { label in
        [
          "label": .string(label.name), "precision": .number(label.score.precision),
          "recall": .number(label.score.recall), "f1": .number(label.score.f1),
          "support": .integer(label.support), "rocAUC": number(label.rocAUC),
        ]
      })
    if multiLabel {
      object["decisions"] = .array(
        zip(labels, confusion).map { label, row in
          [
            "label": .string(label.name), "trueNegatives": .integer(row[0]),
            "falsePositives": .integer(row[1]), "falseNegatives": .integer(row[2]),
            "truePositives": .integer(row[3]),
          ]
        })
    } else {
      object["confusion"] = .array(confusion.map { .array($0.map(JSONText.integer)) })
    }
    return object
  }
}
