import Archive
import EmbeddingStore
import Kernels
import LSTM
import StrictJSON

extension TextClassifier {
  /// A model from weights that another program trained, or from our own export.
  ///
  /// - Parameter path: a description (see ImportDescription.swift) of weights in safetensors, or a
  ///   safetensors file that carries its own, as `export` writes it.
  /// - Errors: all that is wrong with the description, with line and column; tensors that are missing
  ///   or have other shapes than what is described; words that do not match the vectors.
  public init(importing path: String) throws(ClassifyingError) {
    let isWhole = try ModelAssembly.asked { () throws(StoreError) in
      try SafetensorsFile.isOne(path)
    }
    let description: ImportDescription
    if isWhole {
      let file = try ModelAssembly.asked { () throws(StoreError) in
        try SafetensorsFile(contentsOf: path)
      }
      guard let text = file.metadata[ModelDescription.key] else {
        throw .notDescribed(path: path)
      }
      description = try ImportDescription(
        Array(text.utf8), origin: "\(path): \"\(ModelDescription.key)\" in the metadata",
        folder: nil)
      try self.init(ModelAssembly(description, file))
    } else {
      let text: [UInt8]
      do throws(ArchiveError) {
        text = try ByteReader.contents(of: path, limit: JSONParser.maximumBytes + 1)
      } catch {
        throw .file(error)
      }
      description = try ImportDescription(
        text, origin: path, folder: path.lastIndex(of: "/").map { String(path[...$0]) } ?? "")
      guard let weights = description.weights else { preconditionFailure("they are required") }
      let file = try ModelAssembly.asked { () throws(StoreError) in
        try SafetensorsFile(contentsOf: weights)
      }
      try self.init(ModelAssembly(description, file))
    }
  }

  private init(_ assembly: ModelAssembly) throws(ClassifyingError) {
    let description = assembly.description
    let (vocabulary, vectors) = try assembly.table()
    self.init(
      tokenizer: description.tokenizer, vocabulary: vocabulary,
      phrases: try assembly.phrases(vocabulary), classifier: try assembly.classifier(vectors),
      truncation: description.truncation, thresholds: description.thresholds,
      subwords: try assembly.subwords(dimensions: vectors.columns),
      skipsUnknown: description.skipsUnknown)
  }
}
