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

  /// As it is printed: faults of a pipeline file stand a line each, beginning with their place.
  var message: String {
    description.contains("\n") ? description + "\n" : "error: \(description)\n"
  }

  init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
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
