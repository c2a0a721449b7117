import EmbeddingStore
import LSTM
import StrictJSON

/// From a trained classifier to the one that is kept, where its weights or vectors are rounded.
extension LSTMStage {
  /// The classifier to keep, with what rounding it cost on the validation rows, if there are any:
  /// accuracy and log loss before and after, as the figure `quantization` or `storage`. The same
  /// classifier and nil where nothing is rounded.
  func rounded(
    _ classifier: Classifier, on validation: LSTM.Examples, threads: Int
  ) throws(LSTMError) -> (Classifier, (name: String, cost: JSONObject)?) {
    let isQuantized = quantize == .int8
    guard isQuantized || store != .float32 else { return (classifier, nil) }
    let result = isQuantized ? try classifier.quantized() : try classifier.storing(store)
    let name = isQuantized ? "quantization" : "storage"
    var cost: JSONObject = isQuantized ? [:] : ["precision": .string(store.rawValue)]
    guard validation.count > 0 else { return (result, (name, cost)) }
    func metrics(_ classifier: Classifier) throws(LSTMError) -> Metrics {
      Metrics(
        probabilities: try Predictor(classifier, threads: threads).probabilities(validation.texts),
        targets: validation.targets, settings: classifier.settings)
    }
    let (before, after) = (try metrics(classifier), try metrics(result))
    cost["accuracyBefore"] = .number(before.accuracy)
    cost["accuracyAfter"] = .number(after.accuracy)
    cost["logLossBefore"] = .number(before.logLoss)
    cost["logLossAfter"] = .number(after.logLoss)
    return (result, (name, cost))
  }
}
