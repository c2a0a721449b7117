/// Addresses of the web and of mail, found from a mark that gives them away.
///
/// - Web: `http://`, `https://`, `ftp://` (any case) or `www.` where a segment starts, then
///   everything up to white space, a quotation mark, an angle bracket or another byte that no
///   address has; letters of all scripts belong to it. Full stops, commas and the like at its end
///   are the sentence's, and so is a closing bracket that no bracket inside opened.
/// - Mail: `@` between a name of letters, digits and `._%+-` (at most 64) and a domain with a dot.
/// - A bare `example.com` is left to the word boundaries, which keep it whole.
enum WebAddresses {
  /// The end of the web address that begins with `www.` at `start`; nil if there is none.
  static func bareEnd(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    guard matches(text, start, "www.") else { return nil }
    return end(text, from: start, afterPrefix: start + 4)
  }

  /// The web address whose scheme ends at the `:` at `colon`; nil if there is none.
  static func withScheme(
    _ text: UnsafeBufferPointer<UInt8>, colon: Int, scheme: Range<Int>?
  ) -> Range<Int>? {
    guard let scheme, scheme.upperBound == colon, matches(text, colon, "://"),
      ["http", "https", "ftp"].contains(where: {
        $0.utf8CodeUnitCount == scheme.count && matches(text, scheme.lowerBound, $0)
      }),
      let end = end(text, from: scheme.lowerBound, afterPrefix: colon + 3)
    else { return nil }
    return scheme.lowerBound..<end
  }

  /// The end of the web address, with scheme or `www.`, that starts at `start`; nil if there is
  /// none.
  static func webEnd(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    if let end = bareEnd(text, from: start) { return end }
    var colon = start
    while colon < text.count, colon - start < 5, isLetterOrDigit(text[colon]) { colon += 1 }
    return withScheme(text, colon: colon, scheme: start..<colon)?.upperBound
  }

  /// The mail address around the `@` at `at`, which begins no earlier than `floor`; nil if there is
  /// none.
  static func mail(
    _ text: UnsafeBufferPointer<UInt8>, at: Int, notBefore floor: Int
  ) -> Range<Int>? {
    var start = at
    while start > floor, at - start < 64, isNameByte(text[start - 1]) { start -= 1 }
    while start < at, !isLetterOrDigit(text[start]) { start += 1 }
    guard start < at else { return nil }

    var end = at + 1
    while end < text.count, end - at <= 255, isDomainByte(text[end]) { end += 1 }
    // The domain must not end inside a word.
    if end < text.count {
      let kind = ScalarProperties(Utf8.decode(text, at: end).scalar)
      if kind.kind == .word || kind.wordBreak == .extend || kind.wordBreak == .extendNumLet {
        return nil
      }
    }
    while end > at + 1, !isLetterOrDigit(text[end - 1]) { end -= 1 }
    return isDomain(text, at + 1..<end) ? start..<end : nil
  }

  /// Whether the bytes are labels with dots between, at least two, the last of two or more letters.
  private static func isDomain(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
    var labels = 0
    var length = 0
    var onlyLetters = true
    for position in range {
      if text[position] == UInt8(ascii: ".") {
        guard length > 0 else { return false }
        labels += 1
        length = 0
        onlyLetters = true
      } else {
        length += 1
        if !isLetter(text[position]) { onlyLetters = false }
      }
    }
    return labels > 0 && length >= 2 && onlyLetters
  }

  /// The end of an address that has begun; nil when no letter or digit follows its prefix.
  private static func end(
    _ text: UnsafeBufferPointer<UInt8>, from start: Int, afterPrefix: Int
  ) -> Int? {
    var position = afterPrefix
    guard position < text.count, text[position] >= 0x80 || isLetterOrDigit(text[position]) else {
      return nil
    }
    var openBrackets = 0
    while position < text.count {
      let byte = text[position]
      if byte >= 0x80 {
        let (scalar, length) = Utf8.decode(text, at: position)
        let properties = ScalarProperties(scalar)
        guard properties.kind == .word || properties.wordBreak == .extend else { break }
        position += length
        continue
      }
      guard isAddressByte(byte) else { break }
      if byte == UInt8(ascii: "(") || byte == UInt8(ascii: "[") { openBrackets += 1 }
      if byte == UInt8(ascii: ")") || byte == UInt8(ascii: "]") { openBrackets -= 1 }
      position += 1
    }
    trimming: while position > afterPrefix {
      switch text[position - 1] {
      case UInt8(ascii: ")"), UInt8(ascii: "]"):
        guard openBrackets < 0 else { break trimming }
        openBrackets += 1
      case UInt8(ascii: "("), UInt8(ascii: "["):
        openBrackets -= 1
      case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"),
        UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: "'"), UInt8(ascii: "*"),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        break
      default:
        break trimming
      }
      position -= 1
    }
    return position > afterPrefix ? position : nil
  }

  /// Whether the ASCII lower-case `word` stands at `position`, in either case.
  private static func matches(
    _ text: UnsafeBufferPointer<UInt8>, _ position: Int, _ word: StaticString
  ) -> Bool {
    let count = word.utf8CodeUnitCount
    guard position + count <= text.count else { return false }
    for offset in 0..<count {
      let byte = text[position + offset]
      let lower = isLetter(byte) ? byte | 0x20 : byte
      if lower != word.utf8Start[offset] { return false }
    }
    return true
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    isLetter(byte) || byte &- UInt8(ascii: "0") < 10
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "%"), UInt8(ascii: "+"),
      UInt8(ascii: "-"):
      true
    default: isLetterOrDigit(byte)
    }
  }

  private static func isDomainByte(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || isLetterOrDigit(byte)
  }

  /// The printable bytes that RFC 3986 lets stand in an address.
  private static func isAddressByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0...0x20, 0x7F, UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"),
      UInt8(ascii: "\\"), UInt8(ascii: "^"), UInt8(ascii: "`"), UInt8(ascii: "{"),
      UInt8(ascii: "|"), UInt8(ascii: "}"):
      false
    default: true
    }
  }
}
