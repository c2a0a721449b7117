import Testing
import Tokenizing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Segmentation against the standard's own file, hand-picked cases and the reference rules.
struct WordBreaksTests {
  static let conformanceFile = dataFile("unicode/WordBreakTest.txt")

  @Test(.enabled(if: conformanceFile != nil, "Unicode's WordBreakTest.txt is not here"))
  func passesTheConformanceFile() throws {
    let file = try String(
      decoding: Data(contentsOf: URL(fileURLWithPath: #require(Self.conformanceFile))),
      as: UTF8.self)
    var cases = 0
    for line in file.split(separator: "\n") where line.hasPrefix("÷") {
      let fields = line.prefix { $0 != "#" }.split(whereSeparator: { $0 == " " || $0 == "\t" })
      let scalars = stride(from: 1, to: fields.count, by: 2).map { UInt32(fields[$0], radix: 16)! }
      let expected = stride(from: 0, to: fields.count, by: 2).map { fields[$0] == "÷" }
      #expect(breaks(scalars) == expected, "\(line)")
      #expect(ReferenceWordBreaks.boundaries(scalars) == expected, "reference: \(line)")
      cases += 1
    }
    #expect(cases == 1823)
  }

  @Test(arguments: [
    ("", []),
    (" ", [" "]),
    ("   \t ", ["   ", "\t", " "]),
    ("can't stop", ["can't", " ", "stop"]),
    ("'twas 'it' it's' ", ["'", "twas", " ", "'", "it", "'", " ", "it's", "'", " "]),
    ("we’ll", ["we’ll"]),
    ("3.14 1,000 1, 3:30", ["3.14", " ", "1,000", " ", "1", ",", " ", "3", ":", "30"]),
    ("e.g. U.S. a:b a,b", ["e.g", ".", " ", "U.S", ".", " ", "a:b", " ", "a", ",", "b"]),
    ("x_y __1 _", ["x_y", " ", "__1", " ", "_"]),
    ("a1 1a 90's", ["a1", " ", "1a", " ", "90", "'", "s"]),
    ("...!!", [".", ".", ".", "!", "!"]),
    ("well-known", ["well", "-", "known"]),
    ("a\r\nb\rc\n\n", ["a", "\r\n", "b", "\r", "c", "\n", "\n"]),
    ("e\u{301}t\u{301}", ["e\u{301}t\u{301}"]),
    ("\u{301}a", ["\u{301}", "a"]),
    ("\n\u{301}\u{301}a", ["\n", "\u{301}\u{301}", "a"]),
    ("a'\u{301}b", ["a'\u{301}b"]),
    ("a'\u{301}1", ["a", "'\u{301}", "1"]),
    (" \u{308} ", [" \u{308}", " "]),
    ("co\u{AD}op", ["co\u{AD}op"]),
    ("א\"ב א\" א'", ["א\"ב", " ", "א", "\"", " ", "א'"]),
    ("カタカナ_ ひら", ["カタカナ_", " ", "ひ", "ら"]),
    ("日本", ["日", "本"]),
    ("🇩🇪🇫🇷🇮", ["🇩🇪", "🇫🇷", "🇮"]),
    ("🇩\u{308}🇪🇫", ["🇩\u{308}🇪", "🇫"]),
    ("👍🏽👍", ["👍🏽", "👍"]),
    ("👩‍👩‍👧", ["👩‍👩‍👧"]),
    ("a\u{200D}👍", ["a\u{200D}👍"]),
    ("1️⃣2️⃣#️⃣", ["1️⃣2️⃣", "#️⃣"]),
    ("10\u{202F}000\u{202F}!", ["10\u{202F}000\u{202F}", "!"]),
    ("٣٫٤", ["٣٫٤"]),
    ("Ⓜ️x", ["Ⓜ️x"]),
  ])
  func cutsHandPickedTexts(_ text: String, _ expected: [String]) {
    let bytes = Array(text.utf8)
    let segments = bytes.withUnsafeBufferPointer { text in
      WordBreaks(text).map { String(decoding: text[$0], as: UTF8.self) }
    }
    // Compared as scalars: two strings may be equal and hold different scalars.
    #expect(segments.map { Array($0.unicodeScalars) } == expected.map { Array($0.unicodeScalars) })
  }

  @Test func boundariesOfAString() {
    #expect(WordBreaks.boundaries(of: "") == [])
    #expect(WordBreaks.boundaries(of: "can't stop") == [0, 5, 6, 10])
    #expect(WordBreaks.boundaries(of: "é!") == [0, 2, 3])
  }

  /// One scalar for each class, and for the pictographs that are letters.
  private static let alphabet: [UInt32] = [
    0x21, 0x0D, 0x0A, 0x85, 0x308, 0x200D, 0xAD, 0x30A2, 0x5D0, 0x41, 0x27, 0x22, 0x2E, 0x3A, 0x2C,
    0x31, 0x5F, 0x1F1E6, 0x20, 0x1F44D, 0x24C2,
  ]

  @Test func agreesWithTheReferenceOnAllShortSequences() {
    for first in Self.alphabet {
      for second in Self.alphabet {
        for third in Self.alphabet {
          let scalars = [first, second, third]
          if breaks(scalars) != ReferenceWordBreaks.boundaries(scalars) {
            Issue.record("\(scalars.map { String($0, radix: 16) })")
          }
        }
      }
    }
  }

  @Test func agreesWithTheReferenceOnRandomSequences() {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<20_000 {
      let length = Int.random(in: 4...12, using: &generator)
      let scalars = (0..<length).map { _ in Self.alphabet.randomElement(using: &generator)! }
      if breaks(scalars) != ReferenceWordBreaks.boundaries(scalars) {
        Issue.record("\(scalars.map { String($0, radix: 16) })")
      }
    }
  }

  @Test func agreesWithTheReferenceOnRandomBytes() {
    var maker = TextMaker(seed: 1)
    for round in 0..<1500 {
      let bytes = maker.text(pieces: 25)
      let string = String(decoding: bytes, as: UTF8.self)
      let scalars = string.unicodeScalars.map(\.value)
      let expected = ReferenceWordBreaks.boundaries(scalars)
      // Segments as lengths in scalars: what is not UTF-8 has another length in bytes than U+FFFD.
      let found = bytes.withUnsafeBufferPointer { text in
        WordBreaks(text).map { String(decoding: text[$0], as: UTF8.self).unicodeScalars.count }
      }
      var position = 0
      var flags = [Bool](repeating: false, count: scalars.count + 1)
      if !scalars.isEmpty { flags[0] = true }
      for length in found {
        position += length
        if position < flags.count { flags[position] = true }
      }
      #expect(scalars.isEmpty || flags == expected, "round \(round): \(bytes)")
      #expect(position == scalars.count, "round \(round): \(bytes)")
    }
  }

  /// Whether there is a boundary before each scalar and at the end.
  private func breaks(_ scalars: [UInt32]) -> [Bool] {
    var bytes: [UInt8] = []
    var starts: [Int] = []
    for scalar in scalars {
      starts.append(bytes.count)
      bytes += String(Character(Unicode.Scalar(scalar)!)).utf8
    }
    let boundaries = bytes.withUnsafeBufferPointer { text in
      Set([0] + WordBreaks(text).map(\.upperBound))
    }
    return scalars.isEmpty ? [] : (starts + [bytes.count]).map(boundaries.contains)
  }
}
