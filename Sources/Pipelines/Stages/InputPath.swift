/// A file or folder that a pipeline reads.
///
/// Equality: by what was written, so that a configuration hashes the same wherever the pipeline's
/// folder lies.
public struct InputPath: Hashable, Sendable {
  /// As the pipeline file or the command line has it.
  public let written: String
  /// What to open: relative to the current directory, or absolute.
  public let resolved: String

  public init(written: String, resolved: String) {
    self.written = written
    self.resolved = resolved
  }

  public static func == (a: InputPath, b: InputPath) -> Bool { a.written == b.written }

  public func hash(into hasher: inout Hasher) { hasher.combine(written) }

  /// A path of a pipeline file, which is relative to the folder of that file.
  ///
  /// Edge cases: an absolute path stays as it is; `..` is left for the system to follow, since
  /// taking it out of the text would be wrong behind a symbolic link.
  static func inFile(_ written: String, _ file: String) -> InputPath {
    guard !written.hasPrefix("/"), let slash = file.lastIndex(of: "/") else {
      return InputPath(written: written, resolved: written)
    }
    return InputPath(written: written, resolved: file[...slash] + written)
  }
}

/// Whether a stage reads a file, a folder, or takes both.
public enum InputKind: Sendable {
  case file, folder, either

  var noun: String {
    switch self {
    case .file: "file"
    case .folder: "folder"
    case .either: "file or folder"
    }
  }
}
