/// A JSON value that is written with its keys in the order given.
///
/// ```swift
/// JSONText.object([("chosen", .strings(["good"])), ("words", .integer(7))]).text
/// // {"chosen":["good"],"words":7}
/// ```
///
/// Source: RFC 8259. Edge cases: numbers that are not finite are written as null, which JSON has for
/// what it cannot say; control characters are escaped, all else is plain UTF-8.
public enum JSONText: Sendable {
  case string(String)
  case integer(Int)
  case number(Float)
  case bool(Bool)
  case array([JSONText])
  case object([(String, JSONText)])

  public static func strings(_ values: [String]) -> JSONText { .array(values.map { .string($0) }) }
  public static func numbers(_ values: [Float]) -> JSONText { .array(values.map { .number($0) }) }

  /// The value on one line, without a line feed at its end.
  public var text: String {
    var text = ""
    write(to: &text)
    return text
  }

  private func write(to text: inout String) {
    switch self {
    case .string(let value): Self.quote(value, into: &text)
    case .integer(let value): text += String(value)
    case .number(let value): text += value.isFinite ? "\(value)" : "null"
    case .bool(let value): text += value ? "true" : "false"
    case .array(let values):
      text += "["
      for (index, value) in values.enumerated() {
        if index > 0 { text += "," }
        value.write(to: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (index, member) in members.enumerated() {
        if index > 0 { text += "," }
        Self.quote(member.0, into: &text)
        text += ":"
        member.1.write(to: &text)
      }
      text += "}"
    }
  }

  private static func quote(_ value: String, into text: inout String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{0}"..<" ":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
