/// A string as messages show it: in quotes, escaped, and cut where it is long.
package func quoted(_ string: String) -> String {
  JSONText.string(shortened(string)).compact
}

/// A text of at most 60 scalars; a longer one ends in an ellipsis.
package func shortened(_ string: String) -> String {
  let limit = 60
  guard string.unicodeScalars.dropFirst(limit).first != nil else { return string }
  return String(String.UnicodeScalarView(string.unicodeScalars.prefix(limit - 1))) + "…"
}

/// A value as a message shows it: itself where it is short, its kind where it is not.
package func found(_ node: JSONNode) -> String {
  switch node.value {
  case .null: "null"
  case .bool(let bool): bool ? "true" : "false"
  case .number(_, let text): shortened(text)
  case .string(let string): quoted(string)
  case .array(let elements): elements.isEmpty ? "an empty list" : "a list"
  case .object(let members): members.isEmpty ? "an empty object" : "an object"
  }
}
