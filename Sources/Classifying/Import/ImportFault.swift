import StrictJSON

/// One thing that is wrong with the description of a model to be imported, and where.
public struct ImportFault: Error, Equatable, Sendable {
  public enum Problem: Equatable, Sendable {
    case json(JSONFault.Problem)
    case unknownKey(String, of: String, expected: [String])
    case missingKey(String, of: String, expected: String)
    case wrong(key: String, found: String, expected: String)
    /// A key that names a file where only the file itself may be read.
    case otherFile(key: String)
  }

  /// The file, or the part of it, that the description is.
  public let origin: String
  public let position: JSONPosition
  public let problem: Problem
}

extension ImportFault: CustomStringConvertible {
  /// `file:line:column: what is wrong; what was expected`.
  public var description: String {
    "\(origin):\(position.line):\(position.column): \(problem)"
  }
}

extension ImportFault.Problem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .json(let problem):
      return "\(problem)"
    case .unknownKey(let key, let owner, let expected):
      return "unknown key \(quoted(key)) in \(owner); expected one of "
        + expected.joined(separator: ", ")
    case .missingKey(let key, let owner, let expected):
      return "\(owner) has no \"\(key)\"; expected \(expected)"
    case .wrong(let key, let found, let expected):
      return "\"\(key)\" is \(found); expected \(expected)"
    case .otherFile(let key):
      return "\"\(key)\" names another file; expected none, all is read from this one"
    }
  }
}
