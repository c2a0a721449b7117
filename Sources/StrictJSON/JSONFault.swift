/// What keeps a text from being JSON, and where.
public struct JSONFault: Error, Equatable, Sendable, CustomStringConvertible {
  public enum Problem: Equatable, Sendable {
    case tooBig(bytes: Int)
    case byteOrderMark
    case notUTF8(UInt8)
    /// A character (nil: the text ended) where something else is called for.
    case unexpected(Unicode.Scalar?, expected: String)
    /// A word that is not a JSON literal, such as `NaN`, `True` or a key without quotes.
    case word(String, expected: String)
    case comment(String)
    case trailingComma(before: String)
    case textAfterValue(Unicode.Scalar)
    case duplicateKey(String, first: JSONPosition)
    case unclosedString
    case controlCharacter(UInt8)
    case badEscape(String)
    case badUnicodeEscape(String)
    case loneSurrogate(String)
    case leadingZero(String)
    case numberTooLarge(String)
    case tooDeep
  }

  public let position: JSONPosition
  public let problem: Problem

  public init(at position: JSONPosition, _ problem: Problem) {
    self.position = position
    self.problem = problem
  }

  /// `line:column: what was found; what was expected`.
  public var description: String {
    "\(position.line):\(position.column): \(problem)"
  }
}

extension JSONFault.Problem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tooBig(let bytes):
      "the text has \(bytes) bytes; expected at most \(JSONParser.maximumBytes)"
    case .byteOrderMark:
      "a byte order mark; expected UTF-8 text without one"
    case .notUTF8(let byte):
      "the byte 0x\(hexadecimal(UInt32(byte), digits: 2)), which is not UTF-8 here; "
        + "expected UTF-8 text"
    case .unexpected(let scalar, let expected):
      "found \(named(scalar)); expected \(expected)"
    case .word(let word, let expected):
      "found the word \(word); expected \(expected)"
    case .comment(let opening):
      "found a comment (\(opening)); expected none, JSON has no comments"
    case .trailingComma(let closing):
      "a comma before \"\(closing)\"; expected another entry, or no comma"
    case .textAfterValue(let scalar):
      "found \(named(scalar)) after the end of the value; expected nothing more"
    case .duplicateKey(let key, let first):
      "the key \(quoted(key)) a second time, the first is at line \(first.line), "
        + "column \(first.column); expected every key once"
    case .unclosedString:
      "a string that is not closed on its line; expected a double quote at its end"
    case .controlCharacter(let byte):
      "the control character \(named(Unicode.Scalar(byte))) in a string; "
        + "expected the escape \(JSONText.escape(of: byte))"
    case .badEscape(let escape):
      "the escape \(escape); expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX"
    case .badUnicodeEscape(let escape):
      "the escape \(escape); expected four hexadecimal digits after \\u"
    case .loneSurrogate(let escape):
      "the lone surrogate \(escape); expected a high one (\\uD800 to \\uDBFF) followed at once by "
        + "a low one (\\uDC00 to \\uDFFF)"
    case .leadingZero(let number):
      "the number \(number) begins with a needless zero; expected no leading zeros"
    case .numberTooLarge(let number):
      "the number \(number) is too large; expected less than 1.8e308 in size"
    case .tooDeep:
      "nesting deeper than \(JSONParser.maximumDepth) levels; "
        + "expected at most \(JSONParser.maximumDepth)"
    }
  }
}

/// A character as a message names it: quoted when it can be seen, by number when it cannot.
private func named(_ scalar: Unicode.Scalar?) -> String {
  guard let scalar else { return "the end of the text" }
  switch scalar {
  case "\"": return "a double quote"
  case "'": return "a single quote"
  case "\n": return "the end of the line"
  default: break
  }
  switch scalar.properties.generalCategory {
  case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator, .surrogate,
    .unassigned, .privateUse, .nonspacingMark, .enclosingMark, .spacingMark:
    return "U+\(hexadecimal(scalar.value, digits: 4))"
  default:
    return "\"\(scalar)\""
  }
}

private func hexadecimal(_ value: UInt32, digits: Int) -> String {
  let text = String(value, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(0, digits - text.count)) + text
}
