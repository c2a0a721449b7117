import Testing
import Tokenizing

/// The compiled tables against the properties that Swift's own library knows.
///
/// Swift's Unicode is newer: scalars assigned after 15.0 are left out, and U+0295, a lower-case
/// letter until 15.0 and without case since.
struct ScalarPropertiesTests {
  @Test func agreeWithSwiftsLibrary() {
    var faults: [String] = []
    for value in UInt32(0)..<0x110000 {
      // The planes of ideographs, the empty and the private ones: every 97th scalar will do.
      let isUniform =
        value >> 16 >= 2 || (0x3400..<0x9F00).contains(value) || (0xAC00..<0xD700).contains(value)
      guard !isUniform || value % 97 == 0 else { continue }
      guard value != 0x295, let scalar = Unicode.Scalar(value) else { continue }
      let theirs = scalar.properties
      guard let age = theirs.age, age.major < 15 || (age.major == 15 && age.minor == 0) else {
        continue
      }
      let ours = ScalarProperties(value)
      var wrong = false
      if (ours.kind == .white) != theirs.isWhitespace { wrong = true }
      if ours.isDigit != (theirs.generalCategory == .decimalNumber) { wrong = true }
      if ours.isCased != theirs.isCased { wrong = true }
      if ours.kind == .word, !isWordLike(theirs) { wrong = true }
      if theirs.changesWhenLowercased, value != 0x130 {
        let lower = theirs.lowercaseMapping.unicodeScalars.map(\.value)
        if lower != [ScalarProperties.lowerCase(value)] { wrong = true }
      } else if value != 0x130, ScalarProperties.lowerCase(value) != value {
        wrong = true
      }
      if wrong { faults.append(String(value, radix: 16)) }
    }
    #expect(faults == [])
  }

  @Test func foldsAccentsOfThreeScripts() {
    let pairs: [(Unicode.Scalar, Unicode.Scalar)] = [
      ("é", "e"), ("Ǖ", "U"), ("ế", "e"), ("ϋ", "υ"), ("ᾧ", "ω"), ("й", "и"), ("ё", "е"),
      ("ç", "c"),
      ("ø", "ø"), ("ß", "ß"), ("が", "が"), ("a", "a"), ("ﬁ", "ﬁ"), ("Å", "A"),
    ]
    for (from, to) in pairs {
      #expect(ScalarProperties.withoutAccents(from.value) == to.value, "\(from)")
    }
    #expect(ScalarProperties.withoutAccents(0x301) == 0)
    #expect(ScalarProperties.withoutAccents(0x5B0) == 0x5B0, "a Hebrew point stays")
    #expect(ScalarProperties.withoutAccents(0xFE0F) == 0xFE0F, "a selector stays")
  }

  /// Letters, numbers, and what the standard's word rules treat as letters.
  private func isWordLike(_ properties: Unicode.Scalar.Properties) -> Bool {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber, .modifierSymbol, .otherSymbol,
      .otherPunctuation, .dashPunctuation, .mathSymbol, .spacingMark, .format:
      true
    default: false
    }
  }
}
