import Testing
import Tokenizing

/// A text that is cut has the tokens of the whole, whatever stands around the cut.
@Suite struct TextCutTests {
  private func cut(_ text: String, _ settings: TokenizerSettings = TokenizerSettings()) -> Int? {
    var text = text
    return text.withUTF8 { Tokenizer(settings).cut($0) }
  }

  /// The tokens of a text in parts, and how many parts there were.
  private func parts(
    _ bytes: [UInt8], _ settings: TokenizerSettings, length: Int
  ) -> (tokens: [String], parts: [[UInt8]]) {
    let tokenizer = Tokenizer(settings)
    var tokens: [String] = []
    var parts: [[UInt8]] = []
    var buffer = TokenBuffer()
    var ended = false
    bytes.withUnsafeBufferPointer { bytes in
      tokenizer.forEachPart(of: bytes, length: length) { part, isLast in
        #expect(!ended)
        ended = isLast
        tokenizer.tokenize(part, into: &buffer)
        tokens += buffer.strings
        parts.append(Array(part))
      }
    }
    #expect(ended)
    return (tokens, parts)
  }

  /// Random texts of all that the rules tell apart, with every setting, in very short parts.
  @Test func partsHaveTheTokensOfTheWhole() {
    var maker = TextMaker(seed: 11)
    var cuts = 0
    for round in 0..<6000 {
      let settings = maker.settings()
      let bytes = maker.text(pieces: Int.random(in: 0...60, using: &maker.generator))
      let length = Int.random(in: 1...60, using: &maker.generator)
      let found = parts(bytes, settings, length: length)
      let whole = buffer(bytes, settings).strings
      #expect(found.tokens == whole, "round \(round): \(settings) \(found.parts)")
      #expect(found.parts.flatMap { $0 } == bytes)
      cuts += found.parts.count - 1
    }
    #expect(cuts > 5000)
  }

  /// What is cut must not depend on what follows: the beginnings of a text, cut and gone on with.
  @Test func cutsHoldWhateverFollows() {
    var maker = TextMaker(seed: 12)
    var cuts = 0
    for round in 0..<6000 {
      let settings = maker.settings()
      let bytes = maker.text(pieces: 30)
      let known = Int.random(in: 0...bytes.count, using: &maker.generator)
      let cut = bytes[..<known].withUnsafeBufferPointer { Tokenizer(settings).cut($0) }
      guard let cut else { continue }
      cuts += 1
      #expect(cut > 0 && cut < known)
      let two =
        buffer(Array(bytes[..<cut]), settings).strings
        + buffer(Array(bytes[cut...]), settings).strings
      #expect(two == buffer(bytes, settings).strings, "round \(round): \(settings) \(bytes) \(cut)")
    }
    #expect(cuts > 1000)
  }

  @Test func cutsLieBehindWhiteSpace() {
    #expect(cut("one two") == 4)
    #expect(cut("one two three") == 8)
    #expect(cut("one\ntwo ") == 4)
    #expect(cut("one  (") == 5)
    #expect(cut("") == nil)
    #expect(cut("one") == nil)
    #expect(cut(" ") == nil)
    // What follows may be a mark on the white space.
    #expect(cut("one two \u{301}") == 4)
    #expect(cut("a.b@c.d-e") == nil)
  }

  @Test func scriptsWithoutSpaces() {
    let text = "日本語。次の文"
    #expect(cut(text) == 12)
    var settings = TokenizerSettings()
    settings.mode = .whitespace
    #expect(cut(text, settings) == nil)
    #expect(cut("日本\u{3000}語", settings) == 9)
  }

  @Test func markupIsNotCut() {
    var settings = TokenizerSettings()
    settings.html = true
    let tail = " and so on to the end"
    #expect(cut("one two <a href='x y'", settings) == 4)
    #expect(cut("one two <!-- a b c d e f g h i j k l", settings) == 4)
    #expect(cut("one two <script> a b c d e f g h i j k", settings) == 4)
    #expect(cut("one two <b class='x y'>three</b> four five six seven", settings) == 47)
    #expect(cut("one &am", settings) == nil)
    #expect(cut("<!-- a b -->" + tail, settings) == 30)
    #expect(cut("<!-- a b" + tail, settings) == nil)
  }

  /// Real text, and text with few places to cut, in parts of the usual size.
  @Test func longTexts() throws {
    var generator = SeededGenerator(seed: 13)
    var bytes: [UInt8] = []
    while bytes.count < 3_000_000 {
      let length = Int.random(in: 0..<1000, using: &generator) == 0 ? 60_000 : 7
      bytes += [UInt8](repeating: UInt8.random(in: 0x61...0x7a, using: &generator), count: length)
      bytes.append(0x20)
    }
    let found = parts(bytes, TokenizerSettings(), length: 1 << 20)
    #expect(found.parts.count == 3)
    #expect(found.tokens == buffer(bytes, TokenizerSettings()).strings)
    let solid = [UInt8](repeating: 0x78, count: 100_000)
    #expect(parts(solid, TokenizerSettings(), length: 1000).parts.count == 1)
  }
}
