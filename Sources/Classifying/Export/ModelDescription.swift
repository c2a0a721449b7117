import EmbeddingStore
import LSTM
import StrictJSON
import Tokenizing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What is to be said of a model besides its weights: the JSON that stands in the metadata of an
/// exported file under `ModelDescription.key`, in the same keys that `lexigate import` reads.
struct ModelDescription {
  static let key = "lexigate"

  let json: JSONObject

  /// - Parameter readsBack: whether the tensors of the file are named too, so that it can be imported.
  init(_ model: TextClassifier, tensors: SafetensorsNames?) {
    let settings = model.classifier.settings
    var json: JSONObject = [
      "framework": "pytorch",
      "labels": .array(settings.labels.map(JSONText.string)),
      "multiLabel": .bool(settings.multiLabel), "layers": .integer(settings.layers),
      "bidirectional": .bool(settings.bidirectional),
      "pooling": .string(settings.pooling.rawValue),
      "temperature": .float(model.classifier.temperature),
    ]
    if let thresholds = model.thresholds {
      json["thresholds"] = .array(thresholds.map(JSONText.float))
    }
    json["maximumTokens"] = .integer(model.truncation.maximumTokens)
    json["keep"] = .string(model.truncation.keep.rawValue)
    json["paddingRow"] = .integer(Int(Vocabulary.paddingID))
    json["unknownRow"] = .integer(Int(Vocabulary.unknownID))
    json["unknown"] = model.skipsUnknown ? "skip" : "entry"
    json["tokenizer"] = Self.tokenizer(model.tokenizer)
    if let tensors {
      json["words"] = ["tensor": .string(tensors.words)]
      if !model.phrases.isEmpty { json["phrases"] = ["tensor": .string(tensors.phrases)] }
      if let subwords = model.exportedSubwords {
        json["subwords"] = [
          "min": .integer(subwords.settings.min), "max": .integer(subwords.settings.max),
          "buckets": .integer(subwords.settings.buckets),
          "numbers": .string(tensors.subwordNumbers), "vectors": .string(tensors.subwordVectors),
        ]
      }
    }
    self.json = json
  }

  /// The settings in the order of their keys' names.
  private static func tokenizer(_ settings: TokenizerSettings) -> JSONText {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    guard let data = try? encoder.encode(settings), let node = try? JSONParser.parse(Array(data))
    else { preconditionFailure("settings are strings and flags") }
    return node.text
  }
}

extension TextClassifier {
  /// Vectors of n-grams, where there is any: none at all say as much as an empty list of them.
  var exportedSubwords: SubwordVectors? {
    subwords.flatMap { $0.numbers.isEmpty ? nil : $0 }
  }
}
