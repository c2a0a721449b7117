import Testing
import Tokenizing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Tokens of a text as strings.
func tokens(_ text: String, _ settings: TokenizerSettings = TokenizerSettings()) -> [String] {
  Tokenizer(settings).tokenize(text)
}

/// Tokens of bytes that need not be UTF-8.
func buffer(
  _ bytes: [UInt8], _ settings: TokenizerSettings = TokenizerSettings(), fastLane: Bool = true
) -> TokenBuffer {
  var buffer = TokenBuffer()
  bytes.withUnsafeBufferPointer {
    Tokenizer(settings, fastLane: fastLane).tokenize($0, into: &buffer)
  }
  return buffer
}

/// The source text of every token.
func sources(_ text: String, _ settings: TokenizerSettings = TokenizerSettings()) -> [String] {
  let bytes = Array(text.utf8)
  return buffer(bytes, settings).tokens.map { String(decoding: bytes[$0.source], as: UTF8.self) }
}

/// Numbers from a seed (splitmix64), so that a failure can be seen again.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}

/// Texts that mix what the rules tell apart: letters, marks, flags, joiners, quotes, bytes that are
/// no text.
struct TextMaker {
  var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  private static let words: [String] = [
    "a", "word", "DON'T", "it's", "we’ll", "n't", "'s", "’d", "can't've", "o'clock", "x_y", "_",
    "www.",
    "www.a.org/b(c)", "http://x.y/z?q=1.", "HTTPS://É.fr", "foo@bar.com", "a.b+c@d-e.co.uk", "@",
    "://",
    "3.14", "1,000", "10:30", "e.g.", "U.S.", "supercalifragilisticexpialidocious", "¾", "²",
    "Ünïcödé", "ΟΔΟΣ", "Σ", "ЙОД", "İstanbul", "ﬁ", "ǅ", "日本", "カタカナ", "ひらがな", "ไทย",
    "שלום", "א\"ב", "א'", "العربية", "٣٤", "नमस्ते", "👍🏽", "👩‍👩‍👧", "🇩🇪", "🇫🇷🇮", "1️⃣2️⃣", "#️⃣",
    "❤️", "♥", "©", "©️", "☎︎", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "…", "“", "”", "—", "€", "<br />", "<b>", "</i>", "<", ">",
    "&amp;", "&eacute;", "&#8217;", "&#x27;", "&", "&nbsp;", "<!-- x -->", "<a href=\"x>y\">", "<3",
  ]
  private static let marks: [String] = [
    "\u{301}", "\u{308}", "\u{200D}", "\u{AD}", "\u{FEFF}", "\u{FE0F}", "\u{20E3}", "\u{200B}",
    "\u{202F}", "\u{A0}", "\u{3000}", "\u{85}", "\u{2028}", "\r\n", "\n", "\t", "\0", "\u{7F}",
    "'", "’", "\"", ".", ":", ",", ";", "!", "?", "-", "(", ")", "1", "s", "\u{1F1E6}",
  ]
  private static let broken: [[UInt8]] = [
    [0x80], [0xC3], [0xE2, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x9F, 0x98], [0xFF], [0xC0, 0xAF],
    [0xF4, 0x90, 0x80, 0x80], [0xF5],
  ]

  mutating func text(pieces: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    let spaces = Int.random(in: 0...3, using: &generator)
    for _ in 0..<pieces {
      switch Int.random(in: 0..<20, using: &generator) {
      case 0..<6: bytes += Self.words.randomElement(using: &generator)!.utf8
      case 6..<9: bytes += Self.marks.randomElement(using: &generator)!.utf8
      case 9..<14:
        let letter = UInt8.random(in: 0x61...0x7A, using: &generator)
        bytes += [UInt8](repeating: letter, count: Int.random(in: 1...9, using: &generator))
      case 14: bytes.append(UInt8.random(in: 0...0x7F, using: &generator))
      case 15: bytes += Self.broken.randomElement(using: &generator)!
      case 16:
        let scalar = Unicode.Scalar(UInt32.random(in: 0..<0x20000, using: &generator))
        bytes += String(Character(scalar ?? "?")).utf8
      default: break
      }
      if Int.random(in: 0..<4, using: &generator) < spaces { bytes.append(0x20) }
    }
    return bytes
  }

  mutating func settings() -> TokenizerSettings {
    func flip(_ usual: Bool) -> Bool {
      Int.random(in: 0..<3, using: &generator) == 0 ? !usual : usual
    }
    return TokenizerSettings(
      mode: Int.random(in: 0..<4, using: &generator) == 0 ? .whitespace : .unicode,
      lowercase: flip(true), foldAccents: flip(false), foldDigits: flip(false),
      contractions: flip(true), punctuation: flip(true), emoji: flip(true), html: flip(false),
      urls: TokenizerSettings.Addresses.allCases.randomElement(using: &generator)!)
  }
}

/// The folder with the real data, nil when it is not there.
func dataFile(_ path: String) -> String? {
  let folder: String
  if let named = ProcessInfo.processInfo.environment["LEXIGATE_DATA"] {
    folder = named
  } else {
    // Tests/TokenizingTests/Support.swift is three steps below the package's root.
    folder =
      URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared/data")
      .path
  }
  let file = folder + "/" + path
  return FileManager.default.fileExists(atPath: file) ? file : nil
}
