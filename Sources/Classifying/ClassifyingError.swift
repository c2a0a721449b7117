import Archive
import EmbeddingStore
import LSTM

/// What can be wrong with a model file.
public enum ClassifyingError: Error, Equatable, Sendable {
  /// The file cannot be read or is not a model.
  case file(ArchiveError)
  /// The vocabulary in it, or the vectors of n-grams, are unsound.
  case vocabulary(StoreError)
  /// The classifier in it is unsound.
  case classifier(path: String, LSTMError)
  /// A file of tensors, to be written or read, is unsound.
  case tensors(StoreError)
  /// A model that another program's form cannot hold.
  case notExportable(path: String, found: String, expected: String)
  /// What is wrong with the description of a model to be imported: all of it.
  case importFaults([ImportFault])
  /// A file of tensors without a description, which only files that lexigate exports have.
  case notDescribed(path: String)
  /// Words and vectors of a model to be imported that do not belong together.
  case mismatchedImport(origin: String, found: String, expected: String)
  /// Two parts that do not belong together.
  case mismatch(path: String, found: String, expected: String)
}

extension ClassifyingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .file(let error): "\(error)"
    case .vocabulary(let error): "\(error)"
    case .classifier(let path, let error): "\(path): \(error)"
    case .tensors(let error): "\(error)"
    case .notExportable(let path, let found, let expected):
      "\(path): not written: the model has \(found); expected \(expected)"
    case .importFaults(let faults):
      faults.map(\.description).joined(separator: "\n")
    case .notDescribed(let path):
      "\(path): there is no description of the model in the metadata; write one in JSON that names "
        + "this file as its \"weights\", and import that"
    case .mismatchedImport(let origin, let found, let expected):
      "\(origin): found \(found); expected \(expected)"
    case .mismatch(let path, let found, let expected):
      "\(path): found \(found), but \(expected) was expected; the file is damaged: make it again"
    }
  }
}
