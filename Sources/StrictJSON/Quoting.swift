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
