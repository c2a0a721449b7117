import Reports
import Testing

@Suite struct TerminalWidthTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("ｶ", 1), ("Ａ", 2), ("한글", 4),
    ("🍜", 2), ("👩‍👩‍👧", 2), ("🇫🇷", 2), ("❤", 1), ("❤️", 2), ("\u{200B}", 0), ("שלום", 4),
  ])
  func cells(_ text: String, _ expected: Int) {
    #expect(TerminalWidth.cells(of: text) == expected)
  }

  @Test func cutsAtCells() {
    #expect(TerminalWidth.fit("abcdef", within: 6) == "abcdef")
    #expect(TerminalWidth.fit("abcdefg", within: 6) == "abcde…")
    #expect(TerminalWidth.fit("日本語", within: 4) == "日…")
    #expect(TerminalWidth.fit("abc", within: 0) == "")
  }

  @Test func nothingMovesTheCursor() {
    #expect(TerminalWidth.harmless("a\u{1B}[31mb\nc\u{202E}d\u{2028}") == "a·[31mb·cd·")
    #expect(TerminalWidth.harmless("👩‍👩‍👧") == "👩‍👩‍👧")
  }
}
