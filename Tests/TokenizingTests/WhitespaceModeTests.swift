import Testing
import Tokenizing

struct WhitespaceModeTests {
  private let settings = TokenizerSettings(mode: .whitespace)

  @Test(arguments: [
    ("", []), (" \t\r\n\u{A0}\u{2003}\u{3000}\u{85}", []),
    ("It's  GOOD, isn't_it?", ["it's", "good,", "isn't_it?"]),
    ("a\u{A0}b\u{2028}c\u{202F}d\u{200B}e", ["a", "b", "c", "d\u{200B}e"]),
    ("a\0b \u{7F} ÄÖ👍!", ["a\0b", "\u{7F}", "äö👍!"]),
    ("ΟΔΟΣ Don’t", ["οδος", "don’t"]),
    ("\u{FEFF}word", ["word"]),
  ])
  func cutsAtWhiteSpaceOnly(_ text: String, _ expected: [String]) {
    #expect(tokens(text, settings) == expected)
  }

  @Test func foldsAndIgnoresTheUnicodeModesSettings() {
    let settings = TokenizerSettings(
      mode: .whitespace, lowercase: false, foldAccents: true, foldDigits: true,
      contractions: true, punctuation: false, emoji: false)
    #expect(tokens("Été 1984, don't 👍 \u{301}", settings) == ["Ete", "0000,", "don't", "👍"])
  }
}
