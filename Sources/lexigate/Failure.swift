import Archive
import ArgumentParser
import Classifying
import Corpora
import EmbeddingStore
import Pipelines
import Serving
import Word2Vec

/// An error on its way out of the program, with the exit code that scripts depend on.
struct Failure: Error, CustomStringConvertible {
  /// What a command's exit code says.
  enum Kind: Int32 {
    /// The work failed.
    case work = 1
    /// Bad usage or a bad file; nothing was written.
    case usage = 2
  }

  let kind: Kind
  let description: String

  /// Whether the text begins with the place of the fault, so that an editor can go there.
  private let isPlaced: Bool

  /// As it is printed.
  var message: String { (isPlaced ? "" : "error: ") + description + "\n" }

  init(_ kind: Kind, _ description: String, isPlaced: Bool = false) {
    self.kind = kind
    self.description = description
    self.isPlaced = isPlaced
  }

  /// The error as this program reports it; what the argument parser itself raises stays as it is.
  init?(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as RunError:
      switch error {
      case .input, .folder: self.init(.usage, "\(error)")
      default: self.init(.work, "\(error)")
      }
    case PipelineError.faults: self.init(.usage, "\(error)", isPlaced: true)
    case ClassifyingError.importFaults: self.init(.usage, "\(error)", isPlaced: true)
    case ClassifyingError.notExportable: self.init(.work, "\(error)")
    case is PipelineError, is ArchiveError, is StoreError, is CorpusError, is ClassifyingError,
      is Word2VecError:
      self.init(.usage, "\(error)")
    case let error as ServingError:
      switch error {
      case .badHost, .badPort: self.init(.usage, "\(error)")
      default: self.init(.work, "\(error)")
      }
    default: return nil
    }
  }
}
