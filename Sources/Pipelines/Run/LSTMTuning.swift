import Kernels
import LSTM
import Reports
import StrictJSON

/// From a trained classifier to its answers: temperature, then thresholds, both on validation rows.
extension LSTMStage {
  /// Refuses, before training, what could not be tuned after it.
  func checkTuning(_ settings: ClassifierSettings, validationRows: Int) throws(LSTMError) {
    if thresholds != .none { try DecisionRule.checkTuning(settings) }
    if validationRows > 0 { return }
    if calibrate { throw .noTuningRows(setting: "calibrate") }
    if thresholds != .none { throw .noTuningRows(setting: "thresholds") }
  }

  /// Fits what the stage asks for; the classifier keeps its temperature.
  ///
  /// The thresholds are those of the calibrated probabilities. `validation` is read as the model
  /// will read: truncated.
  func tune(
    _ classifier: Classifier, on validation: LSTM.Examples, threads: Int
  ) throws(LSTMError) -> (thresholds: [Float]?, figures: JSONObject) {
    var figures: JSONObject = [:]
    if calibrate {
      let fit = try classifier.calibrate(on: validation, threads: threads)
      figures["calibration"] = [
        "temperature": .float(fit.temperature), "logLossBefore": .number(fit.logLossBefore),
        "logLossAfter": .number(fit.logLossAfter),
        "calibrationErrorBefore": .number(fit.calibrationErrorBefore),
        "calibrationErrorAfter": .number(fit.calibrationErrorAfter),
      ]
    }
    guard let goal = thresholds.goal else { return (nil, figures) }
    let settings = classifier.settings
    let probabilities = try Predictor(classifier, threads: threads).probabilities(validation.texts)
    let tuned = try DecisionRule.tunedThresholds(
      for: goal, probabilities: probabilities, targets: validation.targets, settings: settings)
    func metrics(_ thresholds: [Float]?) -> Metrics {
      Metrics(
        probabilities: probabilities, targets: validation.targets, settings: settings,
        thresholds: thresholds)
    }
    let (before, after) = (metrics(nil), metrics(tuned))
    if let tuned {
      figures["thresholds"] = AnswerJSON.thresholds(tuned, labels: settings.labels)
    }
    figures["tuning"] = [
      "accuracyBefore": .number(before.accuracy), "accuracyAfter": .number(after.accuracy),
      "f1Before": .number(before.macro.f1), "f1After": .number(after.macro.f1),
    ]
    return (tuned, figures)
  }
}
