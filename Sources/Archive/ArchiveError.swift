/// What can go wrong with a file, told to the person who named it.
///
/// Each case carries where it happened, what was found, what was expected; `description` is the only
/// place that turns a case into prose. Offsets count bytes of the file as it lies on the disk
/// (compressed bytes for a gzip file), from 0.
public enum ArchiveError: Error, Equatable, Sendable {
  /// Nothing of that name exists.
  case missing(path: String)
  /// A folder stands where a file was expected.
  case isDirectory(path: String)
  /// The system refused to open or read the file; `reason` is the system's own word.
  case notReadable(path: String, reason: String)
  /// The file ends before its content does.
  case cutOff(path: String, offset: Int, expected: String)
  /// The content is not what its format demands.
  case damaged(path: String, offset: Int, found: String, expected: String)
}

extension ArchiveError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missing(let path):
      return "\(path): there is no such file; check the name and the folder"
    case .isDirectory(let path):
      return "\(path): this is a folder, but a file was expected; name a file inside it"
    case .notReadable(let path, let reason):
      return "\(path): cannot be read: \(reason)"
    case .cutOff(let path, let offset, let expected):
      return "\(path): byte \(offset): the file ends here, but \(expected) was expected; "
        + "it was cut off: copy or make it again"
    case .damaged(let path, let offset, let found, let expected):
      return "\(path): byte \(offset): found \(found), but \(expected) was expected; "
        + "the file is damaged: copy or make it again"
    }
  }
}
