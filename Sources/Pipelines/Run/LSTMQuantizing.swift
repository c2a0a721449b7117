import LSTM
import StrictJSON

/// From a trained classifier to the one that is kept, where its weights become bytes.
extension LSTMStage {
  /// The classifier to keep, with what quantizing it cost on the validation rows, if there are any:
  /// accuracy and log loss before and after. The same classifier and nil without `quantize`.
  func quantized(
    _ classifier: Classifier, on validation: LSTM.Examples, threads: Int
  ) throws(LSTMError) -> (Classifier, JSONObject?) {
    guard quantize == .int8 else { return (classifier, nil) }
    let result = try classifier.quantized()
    guard validation.count > 0 else { return (result, [:]) }
    func metrics(_ classifier: Classifier) throws(LSTMError) -> Metrics {
      Metrics(
        probabilities: try Predictor(classifier, threads: threads).probabilities(validation.texts),
        targets: validation.targets, settings: classifier.settings)
    }
    let (before, after) = (try metrics(classifier), try metrics(result))
    return (
      result,
      [
        "accuracyBefore": .number(before.accuracy), "accuracyAfter": .number(after.accuracy),
        "logLossBefore": .number(before.logLoss), "logLossAfter": .number(after.logLoss),
      ]
    )
  }
}
