/// How many cells of a terminal a text fills.
///
/// Source: Unicode Standard Annex #11 (East Asian Width), wide and full-width ranges, joined where
/// only unassigned characters stand between them.
package enum TerminalWidth {
  /// Cells that the text fills: two for wide characters and emoji, none for combining marks.
  package static func cells(of text: String) -> Int {
    var cells = 0
    for character in text { cells += self.cells(of: character) }
    return cells
  }

  /// Cells that one character, as people count them, fills: 0, 1 or 2.
  package static func cells(of character: Character) -> Int {
    var cells = 0
    for scalar in character.unicodeScalars {
      if scalar == "\u{FE0F}" { return 2 }
      cells = max(cells, self.cells(of: scalar))
    }
    return cells
  }

  /// The text with nothing in it that moves the cursor, changes colours or turns the direction of
  /// what follows: control and format characters become "·" or vanish.
  package static func harmless(_ text: String) -> String {
    var safe = ""
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: safe += "·"
      case .format where scalar != "\u{200D}": break
      default: safe.unicodeScalars.append(scalar)
      }
    }
    return safe
  }

  /// The text cut to so many cells, the cut marked by an ellipsis.
  package static func fit(_ text: String, within limit: Int) -> String {
    if cells(of: text) <= limit { return text }
    var kept = ""
    var used = 0
    for character in text {
      used += cells(of: character)
      if used > limit - 1 { break }
      kept.append(character)
    }
    return limit > 0 ? kept + "…" : ""
  }

  private static func cells(of scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x300 { return scalar.value < 0x20 ? 0 : 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: break
    }
    if scalar.properties.isEmojiPresentation { return 2 }
    for range in wide where range.contains(scalar.value) { return 2 }
    return 1
  }

  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
    0xA000...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19,
    0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF,
    0x1F200...0x1F265, 0x20000...0x2FFFD, 0x30000...0x3FFFD,
  ]
}
