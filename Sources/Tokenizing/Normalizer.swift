/// Writes the bytes of a token: lower case, folding, nothing invalid.
struct Normalizer: Sendable {
  let lowercase: Bool
  let foldAccents: Bool
  let foldDigits: Bool
  /// Writes the typographic apostrophe U+2019 inside a word as `'`.
  let straightensApostrophes: Bool

  /// What a stretch of text is, as far as its bytes depend on it.
  enum Content { case word, symbol, emoji }

  init(_ settings: TokenizerSettings) {
    lowercase = settings.lowercase
    foldAccents = settings.foldAccents
    foldDigits = settings.foldDigits
    straightensApostrophes = settings.contractions && settings.mode == .unicode
  }

  /// Appends the bytes of `text[range]`.
  ///
  /// Order: each scalar is lower-cased, then its accents are taken off, then digits are folded; an
  /// emoji is left alone (its keycap digit is no number). A final sigma looks no further than
  /// `range`.
  func append(
    _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, as content: Content,
    to bytes: inout [UInt8]
  ) {
    let changes = content != .emoji
    // Whether a cased letter stands before, case-ignorable scalars skipped (Final_Sigma).
    var followsCased = false
    var position = range.lowerBound
    while position < range.upperBound {
      var (scalar, length) = Utf8.decode(text, at: position)
      position += length
      guard changes else {
        Utf8.append(scalar, to: &bytes)
        continue
      }
      let properties = ScalarProperties(scalar)
      if properties.isDigit && foldDigits {
        scalar = 0x30
      } else if scalar == 0x2019 && straightensApostrophes && content == .word {
        scalar = 0x27
      } else if lowercase && properties.hasLowerCase {
        switch scalar {
        case 0x41...0x5A:
          scalar |= 0x20
        case 0x130:
          // İ, the one scalar whose lower case is two everywhere: i and a combining dot.
          bytes.append(0x69)
          scalar = 0x307
        case 0x3A3 where followsCased && !casedFollows(text, position..<range.upperBound):
          scalar = 0x3C2
        default:
          scalar = ScalarProperties.lowerCase(scalar)
        }
      }
      if properties.isCased {
        followsCased = true
      } else if !properties.isCaseIgnorable {
        followsCased = false
      }
      if foldAccents && scalar >= 0x80 {
        scalar = ScalarProperties.withoutAccents(scalar)
        if scalar == 0 { continue }
      }
      Utf8.append(scalar, to: &bytes)
    }
  }

  /// Whether the next scalar that is not case-ignorable is a cased letter.
  private func casedFollows(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
    var position = range.lowerBound
    while position < range.upperBound {
      let (scalar, length) = Utf8.decode(text, at: position)
      let properties = ScalarProperties(scalar)
      if properties.isCased { return true }
      if !properties.isCaseIgnorable { return false }
      position += length
    }
    return false
  }
}
