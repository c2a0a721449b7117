/// Text from outside made safe to stand in HTML and SVG.
package enum Markup {
  /// The text with everything escaped that means something to HTML or XML, for element content and for
  /// attributes in double or single quotes.
  ///
  /// Edge cases: characters that XML 1.0 forbids (control characters but tab and line ends, U+FFFE,
  /// U+FFFF) become U+FFFD, so that a drawing stays a well-formed file.
  package static func escape(_ text: String) -> String {
    var escaped = ""
    escaped.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      case "\t", "\n", "\r": escaped.unicodeScalars.append(scalar)
      case "\u{0}"..<" ", "\u{7F}"..<"\u{A0}", "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
