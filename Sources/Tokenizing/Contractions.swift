/// English contractions, cut as the Penn Treebank cuts them: nothing is rewritten, only cut.
///
/// - A word that ends in `n't` is cut before the n: `don't` → `do` `n't`, `can't` → `ca` `n't`.
/// - A word that ends in `'s 'm 'd 're 've 'll` is cut before the apostrophe: `it's` → `it` `'s`.
/// - As often as it goes, from the right: `shouldn't've` → `should` `n't` `'ve`.
/// - Text that is cut already gives the same tokens: an apostrophe that one of those endings
///   follows as a whole word is joined with it (`it 's` → `it` `'s`), and `n't` on its own stays
///   whole. Not so when another apostrophe follows at once: `'s'` is a quoted letter.
/// - The typographic apostrophe (U+2019) is an apostrophe, and is written `'` in every word.
/// - Letters count in either case. Other apostrophes stay in their word: `o'clock`, `y'all`,
///   `rock'n'roll`.
enum Contractions {
  /// Where the last contraction of the word `text[range]` begins; nil when it has none.
  @inline(__always)
  static func lastCut(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int? {
    let end = range.upperBound
    var letters = 0
    while letters < 3, end - letters > range.lowerBound, isLetter(text[end - letters - 1]) {
      letters += 1
    }
    // The longest ending has two letters, so the apostrophe is one to two letters from the end.
    guard letters == 1 || letters == 2 else { return nil }
    let endingStart = end - letters
    guard let apostrophe = apostrophe(text, endingAt: endingStart, notBefore: range.lowerBound)
    else { return nil }
    if letters == 1, text[endingStart] | 0x20 == UInt8(ascii: "t") {
      let cut = apostrophe - 1
      guard cut > range.lowerBound, text[cut] | 0x20 == UInt8(ascii: "n") else { return nil }
      return cut
    }
    guard isEnding(text, endingStart, letters), apostrophe > range.lowerBound else { return nil }
    return apostrophe
  }

  /// The end of the contraction whose apostrophe is `text[range]`, alone in its segment; nil if
  /// there is none.
  static func standaloneEnd(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int? {
    guard
      apostrophe(text, endingAt: range.upperBound, notBefore: range.lowerBound) == range.lowerBound
    else { return nil }
    let start = range.upperBound
    var letters = 0
    while letters < 3, start + letters < text.count, isLetter(text[start + letters]) {
      letters += 1
    }
    guard letters > 0, isEnding(text, start, letters) else { return nil }
    let end = start + letters
    guard Segment(text, from: start).end == end else { return nil }
    if end < text.count, Utf8.decode(text, at: end).scalar == 0x2019 || text[end] == 0x27 {
      return nil
    }
    return end
  }

  /// Whether the letters are one of s, m, d, re, ve, ll.
  @inline(__always)
  private static func isEnding(
    _ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ letters: Int
  ) -> Bool {
    let first = text[start] | 0x20
    if letters == 1 {
      return first == UInt8(ascii: "s") || first == UInt8(ascii: "m") || first == UInt8(ascii: "d")
    }
    guard letters == 2 else { return false }
    let second = text[start + 1] | 0x20
    if second == UInt8(ascii: "e") {
      return first == UInt8(ascii: "r") || first == UInt8(ascii: "v")
    }
    return first == UInt8(ascii: "l") && second == UInt8(ascii: "l")
  }

  /// Where the apostrophe that ends at `end` starts; nil when there is none.
  @inline(__always)
  private static func apostrophe(
    _ text: UnsafeBufferPointer<UInt8>, endingAt end: Int, notBefore start: Int
  ) -> Int? {
    guard end > start else { return nil }
    if text[end - 1] == 0x27 { return end - 1 }
    guard end - start >= 3, text[end - 1] == 0x99, text[end - 2] == 0x80, text[end - 3] == 0xE2
    else {
      return nil
    }
    return end - 3
  }

  @inline(__always)
  private static func isLetter(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- UInt8(ascii: "a") < 26
  }
}
