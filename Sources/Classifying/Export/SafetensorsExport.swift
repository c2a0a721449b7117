import EmbeddingStore
import Kernels
import LSTM
import StrictJSON

/// The names of an exported model's tensors: those that PyTorch gives the parts of a module with an
/// `embedding`, an `lstm`, an `attention` and an `output`.
struct SafetensorsNames {
  let embedding = "embedding.weight"
  let attention = "attention"
  let outputWeights = "output.weight"
  let outputBias = "output.bias"
  /// Bytes: the words of row 2 and on, with line feeds between them.
  let words = "words"
  /// Whole numbers: the number of passes; of each pass the number of phrases, and of each phrase the
  /// id that it becomes, the number of its parts and their ids.
  let phrases = "phrases"
  let subwordNumbers = "subword.numbers"
  let subwordVectors = "subword.vectors"

  /// The four tensors of one direction of one layer, as `nn.LSTM` names them.
  static func cell(_ layer: Int, backward: Bool, prefix: String = "lstm.") -> PytorchCell {
    let ending = "_l\(layer)" + (backward ? "_reverse" : "")
    return PytorchCell(
      inputWeights: "\(prefix)weight_ih\(ending)", recurrentWeights: "\(prefix)weight_hh\(ending)",
      inputBias: "\(prefix)bias_ih\(ending)", recurrentBias: "\(prefix)bias_hh\(ending)")
  }

  struct PytorchCell {
    var inputWeights, recurrentWeights, inputBias, recurrentBias: String
  }
}

extension TextClassifier {
  /// The whole model as tensors by PyTorch's names, everything else as JSON in the metadata.
  ///
  /// Gates stand as here and in PyTorch; of PyTorch's two biases the second is zeros.
  func writeSafetensors(to path: String, notes: [String]) throws(ClassifyingError) {
    let names = SafetensorsNames()
    var metadata = [
      ("format", "pt"),
      ("gates", Gate.allCases.map(\.word).joined(separator: ", ")),
      (
        ModelDescription.key, JSONText.object(ModelDescription(self, tensors: names).json).compact
      ),
    ]
    if !notes.isEmpty { metadata.append(("notes", notes.joined(separator: "\n"))) }
    var writer = SafetensorsWriter(metadata: metadata)
    writer.add(names.embedding, classifier.embedding)
    let settings = classifier.settings
    for (number, weights) in classifier.directions.enumerated() {
      let cell = SafetensorsNames.cell(
        number / settings.directionCount, backward: number % settings.directionCount == 1)
      writer.add(cell.inputWeights, weights.inputWeights)
      writer.add(cell.recurrentWeights, weights.recurrentWeights)
      writer.add(cell.inputBias, weights.bias)
      writer.add(cell.recurrentBias, [Float](repeating: 0, count: weights.bias.count))
    }
    if let attention = classifier.attention { writer.add(names.attention, attention) }
    writer.add(names.outputWeights, classifier.outputWeights)
    writer.add(names.outputBias, classifier.outputBias)
    if !phrases.isEmpty { writer.add(names.phrases, phrases.numbers) }
    if let subwords = exportedSubwords {
      writer.add(names.subwordNumbers, subwords.numbers.map(Int64.init))
      writer.add(names.subwordVectors, subwords.vectors)
    }
    do throws(StoreError) {
      writer.add(names.words, try vocabulary.lines(path))
      try writer.write(to: path)
    } catch {
      throw .tensors(error)
    }
  }
}

extension Gate {
  /// The gate's name in files.
  var word: String {
    switch self {
    case .input: "input"
    case .forget: "forget"
    case .candidate: "candidate"
    case .output: "output"
    }
  }
}
