/// A row that cannot be used: where it stands and why.
public struct BadRow: Equatable, Sendable, CustomStringConvertible {
  public let file: String
  /// The line in the file, from 1, where the fault lies; for a row of several lines, its first line
  /// unless the fault is known to lie in a later one.
  public let line: Int
  public let fault: RowFault

  public init(file: String, line: Int, fault: RowFault) {
    self.file = file
    self.line = line
    self.fault = fault
  }

  public var description: String { "\(file):\(line)\(fault.position): \(fault)" }
}

/// What to do with a row that cannot be used.
public enum BadRowPolicy: String, Codable, CaseIterable, Hashable, Sendable {
  /// Stop with the first one as an error.
  case stop
  /// Leave it out, count it, and keep the first reports.
  case skip
}

/// Why a row cannot be used.
public enum RowFault: Error, Equatable, Sendable {
  case fieldCount(found: Int, expected: Int)
  /// A quoted field that is still open at the end of the file, which ends at `lastLine`.
  case openQuote(lastLine: Int)
  /// Something else than a comma after a closing quote; `column` counts characters, from 1.
  case afterQuote(column: Int, found: String)
  /// `offset` counts bytes in the line, from 0.
  case notUTF8(offset: Int, byte: UInt8)
  /// Not the JSON that was expected; `column` counts characters, from 1.
  case json(column: Int, found: String, expected: String)
  case repeatedKey(column: Int, key: String)
  case missingKey(String, found: [String])
  /// A JSON value of a kind that the column cannot hold.
  case wrongKind(column: String, found: String, expected: String)
  case missingLabel(column: String)
  /// A line of fastText's form without a label.
  case unlabelledLine
  case severalLabels([String])
  case unknownLabel(String, known: [String])
  case notFlag(column: String, found: String)
  /// A `__label__` with nothing after it.
  case emptyLabelMark
  /// A `__label__` between the words of a text.
  case labelInsideText(String)
  case unknownPart(column: String, found: String)
}

extension RowFault: CustomStringConvertible {
  /// The part of the place that follows the line's number.
  var position: String {
    switch self {
    case .afterQuote(let column, _), .json(let column, _, _), .repeatedKey(let column, _):
      return ":\(column)"
    default: return ""
    }
  }

  public var description: String {
    switch self {
    case .fieldCount(let found, let expected):
      return "\(counted(found, "field")) in this row, but the file has "
        + counted(expected, "column")
    case .openQuote(let lastLine):
      return "a quoted field opened in this row is never closed: it swallowed everything up to the "
        + "end of the file, line \(lastLine); close the quote, or double it where it is content"
    case .afterQuote(_, let found):
      return "found \(found) after the closing quote of a field, but a comma or the end of the row "
        + "was expected; double a quote that is part of the text"
    case .notUTF8(let offset, let byte):
      return "byte \(offset) of the line, 0x\(hexadecimal(byte)), is not valid UTF-8; "
        + "convert the file to UTF-8"
    case .json(_, let found, let expected):
      return "found \(found), but \(expected) was expected"
    case .repeatedKey(_, let key):
      return "the key \"\(key)\" stands twice in the object"
    case .missingKey(let key, let found):
      return "the object has no key \"\(key)\"; it has \(listed(found))"
        + suggestion(key, among: found)
    case .wrongKind(let column, let found, let expected):
      return "\"\(column)\" is \(found), but \(expected) was expected"
    case .missingLabel(let column):
      return "the label in column \"\(column)\" is empty"
    case .unlabelledLine:
      return "no label; a line begins with __label__ and the label's name"
    case .severalLabels(let labels):
      return "several labels, \(listed(labels)), but one label a row was asked for"
    case .unknownLabel(let label, let known):
      return "the label \"\(label)\" is not one of \(listed(known))"
        + suggestion(label, among: known)
    case .notFlag(let column, let found):
      return "\"\(found)\" in column \"\(column)\", but 0 or 1 was expected"
    case .emptyLabelMark:
      return "__label__ with no name after it"
    case .labelInsideText(let mark):
      return "\(mark) stands inside the text; labels stand before or after it"
    case .unknownPart(let column, let found):
      return "\"\(found)\" in column \"\(column)\", but train, validation or test was expected"
    }
  }
}
