import Testing
import Tokenizing

/// Whatever the bytes: no crash, sound ranges, the same tokens on every way, time linear in the
/// text.
struct RobustnessTests {
  @Test func fastLanesMakeTheSameTokens() {
    var maker = TextMaker(seed: 2)
    for round in 0..<4000 {
      let settings = maker.settings()
      let bytes = maker.text(pieces: Int.random(in: 0...40, using: &maker.generator))
      let fast = buffer(bytes, settings)
      let slow = buffer(bytes, settings, fastLane: false)
      #expect(
        fast.tokens == slow.tokens && fast.bytes == slow.bytes,
        "round \(round): \(settings) \(bytes)\n\(fast.strings)\n\(slow.strings)")
    }
  }

  /// Long ASCII texts fill the lane's room and cross its stretches at every offset.
  @Test func fastLanesMakeTheSameTokensOfLongTexts() {
    var generator = SeededGenerator(seed: 4)
    let letters = Array("etaoinshrdlu ETA'.,:;-_!?019@/\n\t  ".utf8)
    for round in 0..<60 {
      let longest = Int.random(in: 1...700, using: &generator)
      var bytes: [UInt8] = []
      while bytes.count < 12_000 {
        let byte = letters.randomElement(using: &generator)!
        let count = Int.random(in: 0..<30, using: &generator) == 0 ? longest : 1
        bytes += [UInt8](repeating: byte, count: count)
      }
      for mode in TokenizerSettings.Mode.allCases {
        let settings = TokenizerSettings(mode: mode)
        let fast = buffer(bytes, settings)
        let slow = buffer(bytes, settings, fastLane: false)
        #expect(fast.tokens == slow.tokens && fast.bytes == slow.bytes, "round \(round), \(mode)")
      }
    }
  }

  @Test func rangesAreSound() {
    var maker = TextMaker(seed: 5)
    for round in 0..<1000 {
      let settings = maker.settings()
      let bytes = maker.text(pieces: 30)
      let buffer = buffer(bytes, settings)
      var bytesEnd = 0
      var last = 0..<0
      for token in buffer.tokens {
        #expect(token.bytes.lowerBound == bytesEnd && !token.bytes.isEmpty, "round \(round)")
        #expect(!token.source.isEmpty && token.source.upperBound <= bytes.count, "round \(round)")
        #expect(
          token.source.lowerBound >= last.upperBound || token.source == last, "round \(round)")
        #expect(isBoundary(bytes, token.source.lowerBound), "round \(round): \(bytes)")
        #expect(isBoundary(bytes, token.source.upperBound), "round \(round): \(bytes)")
        bytesEnd = token.bytes.upperBound
        last = token.source
      }
      #expect(bytesEnd == buffer.bytes.count, "round \(round)")
      // Valid UTF-8: nothing is repaired when it is read.
      #expect(Array(String(decoding: buffer.bytes, as: UTF8.self).utf8) == buffer.bytes)
    }
  }

  @Test func readsBrokenBytesAsSwiftDoes() {
    var generator = SeededGenerator(seed: 6)
    let settings = TokenizerSettings(mode: .whitespace, lowercase: false)
    let heads: [UInt8] = [
      0x41, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEE, 0xEF,
      0xF0, 0xF1,
      0xF4, 0xF5, 0xFF,
    ]
    for _ in 0..<4000 {
      let bytes = [0x2E] + (0..<8).map { _ in heads.randomElement(using: &generator)! } + [0x2E]
      let expected = Array(String(decoding: bytes, as: UTF8.self).utf8)
      let found = buffer(bytes, settings).bytes
      // White space beyond ASCII (U+2000 and its like) is cut out of both.
      let blank = String(decoding: bytes, as: UTF8.self).unicodeScalars.contains {
        $0.properties.isWhitespace
      }
      #expect(blank || found == expected, "\(bytes)")
    }
  }

  @Test(
    arguments: [
      ([], []), ([0x20, 0x09, 0x0A], []), ([0x00], []), ([0x00, 0x61, 0x00], ["a"]),
      ([0xEF, 0xBB, 0xBF], []), ([0xEF, 0xBB, 0xBF, 0x41], ["a"]),
      ([0xEF, 0xBB, 0xBF, 0xCC, 0x81, 0x41], ["a"]),
      ([0x61, 0xFF, 0x62], ["a", "\u{FFFD}", "b"]),
      ([0xED, 0xA0, 0x80], ["\u{FFFD}", "\u{FFFD}", "\u{FFFD}"]),
      ([0xE2, 0x80], ["\u{FFFD}"]), ([0xC3], ["\u{FFFD}"]), ([0xCC, 0x81], []),
    ] as [([UInt8], [String])])
  func definesOddTexts(_ bytes: [UInt8], _ expected: [String]) {
    #expect(buffer(bytes).strings == expected)
  }

  @Test func takesATextWithoutAddress() {
    var buffer = TokenBuffer()
    for settings in [TokenizerSettings(), TokenizerSettings(mode: .whitespace, html: true)] {
      Tokenizer(settings).tokenize(UnsafeBufferPointer(start: nil, count: 0), into: &buffer)
      #expect(buffer.tokens.isEmpty)
    }
  }

  /// What a careless rule would look at again and again: quadratic work would take hours.
  @Test(
    .serialized, .timeLimit(.minutes(5)),
    arguments: [
      "a'\u{301}", "👩\u{200D}", "<a", "<a '\"", "<a='\"", "<!--", "<script>", "&a", "&#", "@", "a@",
      "a@b.",
      "'", "'s", "’d", "n't", "a'd", ".", "1.", "Σ", "Σ\u{301}", "Σ'", "1\u{20E3}", "www.",
      "www.a)",
      "http://", "http://a(", "_", " ", "\u{202F}", "\0", "é", "日", "a\u{202F}",
    ])
  func isLinear(_ unit: String) {
    tokenizeLongText(of: unit, count: 100_000)
  }

  @Test(.serialized, .timeLimit(.minutes(5)), arguments: ["a", "\u{301}", "🇩", "<", "&"])
  func takesAMegabyteOfOneCharacter(_ unit: String) {
    tokenizeLongText(of: unit, count: 1_000_000)
  }

  private func tokenizeLongText(of unit: String, count: Int) {
    let unit = Array(unit.utf8)
    var bytes: [UInt8] = []
    while bytes.count < count { bytes += unit }
    for mode in TokenizerSettings.Mode.allCases {
      let settings = TokenizerSettings(mode: mode, foldAccents: true, html: true, urls: .replace)
      let buffer = buffer(bytes, settings)
      #expect(buffer.tokens.count <= bytes.count)
    }
  }

  /// Whether no scalar lies across `position`: the halves decode to what the whole does.
  private func isBoundary(_ bytes: [UInt8], _ position: Int) -> Bool {
    let whole = String(decoding: bytes, as: UTF8.self).unicodeScalars
    let left = String(decoding: bytes[..<position], as: UTF8.self).unicodeScalars
    let right = String(decoding: bytes[position...], as: UTF8.self).unicodeScalars
    return Array(left) + Array(right) == Array(whole)
  }
}
