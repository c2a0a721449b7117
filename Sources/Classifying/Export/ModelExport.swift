import EmbeddingStore
import Kernels
import LSTM

/// Forms of other programs that a model can be written in.
public enum ExportFormat: String, CaseIterable, Sendable {
  /// Everything, by the names of PyTorch; `TextClassifier(importing:)` reads it back.
  case safetensors
  /// A graph from ids to probabilities.
  case onnx
  /// A Python file that answers with PyTorch, and the weights beside it in safetensors.
  case pytorchScript = "pytorch-script"

  /// How the names of such files end.
  public var suffix: String {
    switch self {
    case .safetensors: ".safetensors"
    case .onnx: ".onnx"
    case .pytorchScript: ".py"
    }
  }

  /// A name for the export of a model file, beside it.
  public func path(for model: String) -> String {
    let ending = [".model.gz", ".gz"].first { model.hasSuffix($0) } ?? ""
    return model.dropLast(ending.utf8.count) + suffix
  }
}

extension TextClassifier {
  /// Writes the model for other programs: the same model gives the same bytes.
  ///
  /// - Returns: what the files cannot hold, or hold otherwise, in sentences for a person.
  /// - Errors: weights that are not finite, a word with a line break, a graph that is too large;
  ///   whatever the disk refuses.
  @discardableResult
  public func export(
    to path: String, as format: ExportFormat
  ) throws(ClassifyingError) -> [String] {
    try checkFinite(path)
    let notes = exportNotes(format)
    switch format {
    case .safetensors: try writeSafetensors(to: path, notes: notes)
    case .onnx: try OnnxExport(self, notes: notes).write(to: path)
    case .pytorchScript:
      let weights = PytorchScript.weights(beside: path)
      try writeSafetensors(to: weights, notes: exportNotes(.safetensors))
      try PytorchScript(weights: weights, notes: notes).write(to: path)
    }
    return notes
  }

  /// What a form cannot hold, or holds otherwise.
  package func exportNotes(_ format: ExportFormat) -> [String] {
    var notes: [String] = []
    if classifier.isQuantized {
      notes.append(
        "The model is quantized: the weights here are the floats that its bytes stand for, and the "
          + "short-term memory is not rounded, so that answers differ a little from the model's.")
    }
    if format == .safetensors { return notes }
    notes.append(
      "Texts are not cut into words here: the tokenizer's settings are told in the metadata, and "
        + "words must be cut by them.")
    if !phrases.isEmpty {
      notes.append(
        "Words that make a phrase are not joined here: give a phrase as the one word that the list "
          + "of words has for it.")
    }
    if subwords != nil {
      notes.append(
        "Unknown words are read as the unknown entry (id 1) here, not by their n-grams as the model "
          + "reads them.")
    }
    if format == .onnx {
      if skipsUnknown {
        notes.append("The model skips unknown words: leave id 1 out of the ids.")
      }
      notes.append(
        "The model reads at most \(truncation.maximumTokens) words of a text "
          + "(\(truncation.keep.meaning)); cut longer ones before.")
    }
    return notes
  }

  private func checkFinite(_ path: String) throws(ClassifyingError) {
    var parts: [(String, Matrix)] = [
      ("the words' vectors", classifier.embedding), ("the dense layer", classifier.outputWeights),
    ]
    var lists: [(String, [Float])] = [("the dense layer's bias", classifier.outputBias)]
    for weights in classifier.directions {
      parts += [
        ("the LSTM's weights", weights.inputWeights),
        ("the LSTM's weights", weights.recurrentWeights),
      ]
      lists.append(("the LSTM's bias", weights.bias))
    }
    if let attention = classifier.attention { lists.append(("the attention's vector", attention)) }
    if let subwords { parts.append(("the n-grams' vectors", subwords.vectors)) }
    let broken =
      parts.first { $0.1.firstRowNotFinite != nil }?.0
      ?? lists.first { !$0.1.allSatisfy(\.isFinite) }?.0
    if let broken {
      throw .notExportable(
        path: path, found: "a number in \(broken) that is not finite", expected: "finite ones")
    }
  }
}

extension Truncation.Keep {
  fileprivate var meaning: String {
    switch self {
    case .head: "the first"
    case .tail: "the last"
    case .both: "half of them from the beginning, rounded up, and half from the end"
    }
  }
}
