/// How wide a proportional sans-serif font sets a text, near enough to lay words out.
///
/// A drawing is made before anyone knows the reader's font, so this errs on the wide side: the
/// figures are those of a wide common face, in thousandths of the font size.
enum GlyphWidth {
  /// The estimated width of a text at a font size.
  static func of(_ text: String, size: Double, bold: Bool = false) -> Double {
    var thousandths = 0
    for character in text { thousandths += width(of: character) }
    return Double(thousandths) * size / 1000 * (bold ? 1.06 : 1)
  }

  /// The text, or as much of its beginning as fits, with an ellipsis.
  static func fit(_ text: String, within width: Double, size: Double, bold: Bool = false) -> String
  {
    if of(text, size: size, bold: bold) <= width { return text }
    var kept = ""
    let room = width - of("…", size: size, bold: bold)
    var used = 0.0
    for character in text {
      used += of(String(character), size: size, bold: bold)
      if used > room { break }
      kept.append(character)
    }
    return kept + "…"
  }

  private static func width(of character: Character) -> Int {
    if let ascii = character.asciiValue {
      switch ascii {
      case UInt8(ascii: "i"), UInt8(ascii: "j"), UInt8(ascii: "l"), UInt8(ascii: "I"),
        UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: ";"),
        UInt8(ascii: "'"), UInt8(ascii: "|"), UInt8(ascii: "!"):
        return 300
      case UInt8(ascii: "f"), UInt8(ascii: "r"), UInt8(ascii: "t"), UInt8(ascii: " "),
        UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "-"), UInt8(ascii: "\""):
        return 400
      case UInt8(ascii: "m"), UInt8(ascii: "w"), UInt8(ascii: "M"), UInt8(ascii: "W"),
        UInt8(ascii: "%"), UInt8(ascii: "@"):
        return 900
      case UInt8(ascii: "A")...UInt8(ascii: "Z"):
        return 690
      default:
        return 590
      }
    }
    switch TerminalWidth.cells(of: character) {
    case 0: return 0
    case 1: return 640
    default: return 1250
    }
  }
}
