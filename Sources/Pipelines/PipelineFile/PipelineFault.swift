import Corpora
import StrictJSON

/// One thing that is wrong with a pipeline file, and where.
public struct PipelineFault: Error, Equatable, Sendable {
  public enum Problem: Equatable, Sendable {
    // The text.
    case json(JSONFault.Problem)
    case notAnObject(String, found: String)

    // Keys and values, one by one.
    case unknownKey(String, of: String, expected: [String], suggestion: String?)
    case missingKey(String, of: String, expected: String)
    case wrongValue(key: String, found: String, expected: String, suggestion: String?)
    case badName(String, of: String)
    case repeated(key: String, found: String)
    case noStages

    // Keys of one stage together.
    case conflict(String, with: String)
    case meaningless(key: String, because: String, is: String)
    case above(key: String, value: String, limitKey: String, limit: String)
    case sharesAboveOne(key: String, sum: String)
    case frozenAtRandom

    // Stages together.
    case unknownStage(key: String, name: String, expected: String, suggestion: String?)
    case ownStage(key: String, name: String)
    case wrongArtifact(
      key: String, name: String, makes: Artifact, expected: [StageKind], suggestion: String?)
    case cycle([String])
    case emptyPart(key: String, part: Part, examples: String)
    case thresholdWithoutChoice(examples: String)
    /// `vectors` is the stage that makes none; nil where there is no such stage at all.
    case noSubwords(vectors: String?)

    // Files.
    case missingInput(key: String, path: InputPath, expected: InputKind)
    case forbiddenInput(key: String, path: InputPath)
    case wrongInput(key: String, path: InputPath, isFolder: Bool, expected: InputKind)

    // Overrides.
    case malformedOverride
    case overrideOfNothing(String, suggestion: String?)
    case overrideOfNoStage(String, suggestion: String?)
    case overrideInside(String, found: String)
  }

  /// The pipeline file's path; for an override, what followed `--set`.
  public let origin: String
  public let position: JSONPosition
  public let problem: Problem

  public init(origin: String, position: JSONPosition, problem: Problem) {
    self.origin = origin
    self.position = position
    self.problem = problem
  }

  /// Whether the command line is to blame, not the file.
  public var isOverride: Bool { position.source > 0 }
}

/// Why there is no pipeline to run.
public enum PipelineError: Error, Equatable, Sendable, CustomStringConvertible {
  public enum Trouble: Equatable, Sendable {
    case missing, folder, forbidden
    /// The system's own words.
    case system(String)
  }

  /// The pipeline file itself cannot be read.
  case unreadable(path: String, Trouble)
  /// Everything that is wrong with it, in the order of the text, overrides last.
  case faults([PipelineFault])

  public var description: String {
    switch self {
    case .unreadable(let path, .missing):
      "\(path): there is no such file; expected a pipeline file"
    case .unreadable(let path, .folder):
      "\(path): this is a folder; expected a pipeline file"
    case .unreadable(let path, .forbidden):
      "\(path): this file may not be read; expected permission to read it"
    case .unreadable(let path, .system(let words)):
      "\(path): this file cannot be read (\(words)); expected a pipeline file"
    case .faults(let faults):
      faults.map(\.description).joined(separator: "\n")
    }
  }
}
