import Corpora

/// What can stop a run after the pipeline file was found sound.
public enum RunError: Error, Equatable, Sendable {
  /// A stage's work failed; `reason` is the whole story as the module tells it.
  case stage(StageName, reason: String)
  /// The folder for the results cannot be made or written to.
  case folder(path: String, reason: String)
  /// An input could not be read while planning.
  case input(reason: String)
  /// A part of the examples that a stage needs has no rows.
  case emptyPart(examples: StageName, part: Part)
  /// A text source gives no word at all.
  case noWords(sources: [StageName])
}

extension RunError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .stage(let name, let reason):
      return "stage \"\(name)\": \(reason)"
    case .folder(let path, let reason):
      return "\(path): the folder for the results cannot be used: \(reason); "
        + "choose another one with --out"
    case .input(let reason):
      return reason
    case .emptyPart(let examples, let part):
      return "\"\(examples)\" has no rows for \(part.rawValue); "
        + "give that part a share in its \"split\""
    case .noWords(let sources):
      let names = sources.map { "\"\($0)\"" }.joined(separator: ", ")
      return "the texts of \(names) hold no words after tokenizing; "
        + "check the files and the tokenizer's settings"
    }
  }
}
