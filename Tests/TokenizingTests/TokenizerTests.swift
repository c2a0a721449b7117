import Testing
import Tokenizing

/// What becomes of texts in `.unicode` mode, setting by setting.
struct TokenizerTests {
  @Test(arguments: [
    (
      "Tasty and crispy, but not good!", ["tasty", "and", "crispy", ",", "but", "not", "good", "!"]
    ),
    ("I don't mind 👍🏽!", ["i", "do", "n't", "mind", "👍🏽", "!"]),
    ("It's 3.50 €, isn't it?", ["it", "'s", "3.50", "€", ",", "is", "n't", "it", "?"]),
    ("Wait... what?!", ["wait", ".", ".", ".", "what", "?", "!"]),
    ("well-known (1,000)", ["well", "-", "known", "(", "1,000", ")"]),
    ("snake_case _ __x", ["snake_case", "_", "__x"]),
    ("日本ガイド", ["日", "本", "ガイド"]),
    ("a\tb\r\nc\u{A0}d\u{3000}e\u{2028}f", ["a", "b", "c", "d", "e", "f"]),
    ("a\0b\u{1}", ["a", "b"]),
    ("zero\u{200B}width", ["zero", "width"]),
    ("soft\u{AD}hyphen", ["soft\u{AD}hyphen"]),
    ("10\u{202F}000\u{202F}!", ["10\u{202F}000", "!"]),
    ("\u{202F}a", ["a"]),
    ("½ x² №", ["½", "x", "²", "№"]),
    ("“Quoted” — ‘so’", ["“", "quoted", "”", "—", "‘", "so", "’"]),
  ])
  func keepsWordsNumbersAndPunctuation(_ text: String, _ expected: [String]) {
    #expect(tokens(text) == expected)
  }

  @Test func keepsEmojiWhole() {
    let text = "Yum 😀😀 👩‍👩‍👧 🇩🇪🇫🇷 1️⃣0️⃣ #️⃣ ❤️♥ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 a1️⃣b"
    #expect(
      tokens(text) == [
        "yum", "😀", "😀", "👩‍👩‍👧", "🇩🇪", "🇫🇷", "1️⃣", "0️⃣", "#️⃣", "❤️", "♥", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "a", "1️⃣", "b",
      ])
    #expect(tokens(text, TokenizerSettings(emoji: false)) == ["yum", "a", "b"])
    #expect(tokens("👍 ok.", TokenizerSettings(punctuation: false)) == ["👍", "ok"])
    #expect(tokens("1️⃣", TokenizerSettings(foldDigits: true)) == ["1️⃣"])
  }

  @Test func tellsEmojiFromSymbols() {
    let noEmoji = TokenizerSettings(emoji: false)
    #expect(tokens("© ™ ©\u{FE0F} ♥ ♥\u{FE0E} ‼", noEmoji) == ["©", "™", "♥\u{FE0E}", "‼"])
    let noPunctuation = TokenizerSettings(punctuation: false)
    #expect(tokens("© ©\u{FE0F} ♥ ♥\u{FE0E}", noPunctuation) == ["©\u{FE0F}", "♥"])
  }

  @Test func dropsPunctuationWhenAsked() {
    let settings = TokenizerSettings(punctuation: false)
    #expect(
      tokens("Well, (it's) 3.5 - \"fine\"… :)", settings) == ["well", "it", "'s", "3.5", "fine"])
    #expect(tokens("... !!! _ ’", settings) == [])
  }

  @Test func lowerCasesAllOfUnicode() {
    #expect(tokens("ÄÖÜ ЖЁ ΑΒΓ ǅ Ⅷ") == ["äöü", "жё", "αβγ", "ǆ", "ⅷ"])
    #expect(tokens("İ").map { Array($0.unicodeScalars) } == [["i", "\u{307}"]])
    #expect(tokens("ΟΔΟΣ ΣΑΣ Σ ΑΣ\u{301} ΑΣ'Α") == ["οδος", "σας", "σ", "ας\u{301}", "ασ'α"])
    #expect(tokens("ẞ K Å") == ["ß", "k", "å"])
    #expect(tokens("It's ÄB", TokenizerSettings(lowercase: false)) == ["It", "'s", "ÄB"])
  }

  @Test func foldsAccents() {
    let settings = TokenizerSettings(foldAccents: true)
    #expect(
      tokens("Crème brûlée cafe\u{301} Ёлка Άλφα İ ø", settings) == [
        "creme", "brulee", "cafe", "елка", "αλφα", "i", "ø",
      ])
    #expect(tokens("É", TokenizerSettings(lowercase: false, foldAccents: true)) == ["E"])
    #expect(tokens("नमस्ते ❤️", settings) == ["नमस्ते", "❤️"], "marks of other scripts stay")
  }

  @Test func foldsDigits() {
    let settings = TokenizerSettings(foldDigits: true)
    #expect(
      tokens("In 1984: 3.14, v2 ٣٤ ½", settings)
        == ["in", "0000", ":", "0.00", ",", "v0", "00", "½"])
  }

  @Test func givesTheSourceOfEveryToken() {
    #expect(sources("Don’t STOP, İ!") == ["Do", "n’t", "STOP", ",", "İ", "!"])
    let bytes = Array("ab é".utf8)
    #expect(buffer(bytes).tokens.map(\.source) == [0..<2, 3..<5])
    #expect(buffer(bytes).tokens.map(\.bytes) == [0..<2, 2..<4])
  }

  @Test func replacesWhatTheBufferHeld() {
    let tokenizer = Tokenizer()
    var buffer = TokenBuffer()
    for text in ["one two", "", "three"] {
      Array(text.utf8).withUnsafeBufferPointer { tokenizer.tokenize($0, into: &buffer) }
      #expect(buffer.strings == text.split(separator: " ").map(String.init))
    }
    buffer.clear(keepingCapacity: false)
    #expect(buffer.tokens.isEmpty && buffer.bytes.isEmpty)
  }

  @Test func givesTheSameTokensForItsOwnTokens() {
    let text = "It's 3.50 €, isn't she'll've 👍🏽 www.x.org ΟΔΟΣ? o'clock e.g. foo@bar.com"
    let once = tokens(text)
    #expect(tokens(once.joined(separator: " ")) == once)
  }
}
