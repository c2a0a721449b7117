// Where a long text can be cut so that its parts have the tokens of the whole.

extension Tokenizer {
  /// A place near the end of `text` where it can be cut without changing a token; nil if there is none.
  ///
  /// `text` is the beginning of a longer one, whatever follows. The tokens of the bytes before the
  /// cut and then those of the bytes after it are the tokens of the whole.
  ///
  /// A cut lies behind white space; in `unicode` mode also behind a mark outside ASCII (`。` for
  /// instance), since not every script puts spaces between words. Before it no rule of the tokenizer
  /// looks further, and behind it none looks back. With `html` on, a cut lies in no tag, comment or
  /// script.
  ///
  /// Edge cases: never 0, never the whole text. Bytes that are not UTF-8 are never next to a cut.
  public func cut(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
    guard settings.html else { return lastCut(text, in: 0..<text.count) }
    return Markup.lastCut(text) { lastCut(text, in: $0) }
  }

  /// Hands `text` to `body` in parts that together have its tokens, each of `length` bytes or little
  /// less; a part is longer where there is no place to cut.
  ///
  /// The tokens of a long text take much more room than the text: in parts they need not all be there.
  public func forEachPart<Failure: Error>(
    of text: UnsafeBufferPointer<UInt8>, length: Int = 1 << 20,
    _ body: (_ part: UnsafeBufferPointer<UInt8>, _ isLast: Bool) throws(Failure) -> Void
  ) throws(Failure) {
    var start = 0
    var window = max(length, 1)
    while text.count - start > window {
      let rest = UnsafeBufferPointer(rebasing: text[start..<(start + window)])
      if let end = cut(rest) {
        try body(UnsafeBufferPointer(rebasing: rest[..<end]), false)
        start += end
        window = max(length, 1)
      } else {
        window *= 2
      }
    }
    try body(UnsafeBufferPointer(rebasing: text[start...]), true)
  }

  /// The last cut with the scalars on both of its sides in `range`.
  private func lastCut(_ text: UnsafeBufferPointer<UInt8>, in range: Range<Int>) -> Int? {
    let part = UnsafeBufferPointer(rebasing: text[range])
    for position in stride(from: part.count - 1, to: 0, by: -1) {
      if endsTokens(part, before: position), startsAfresh(part, at: position) {
        return range.lowerBound + position
      }
    }
    return nil
  }

  /// Whether a scalar ends at `position` that no token and no rule reaches beyond.
  private func endsTokens(_ text: UnsafeBufferPointer<UInt8>, before position: Int) -> Bool {
    let last = text[position - 1]
    if last < 0x80 { return ScalarProperties(UInt32(last)).kind == .white }
    var start = position - 1
    while start > 0, position - start < 4, text[start] & 0xC0 == 0x80 { start -= 1 }
    let (scalar, length) = Utf8.decode(text, at: start)
    guard start + length == position, scalar != Utf8.replacement else { return false }
    let properties = ScalarProperties(scalar)
    if settings.mode == .whitespace { return properties.kind == .white }
    guard properties.kind == .white || properties.kind == .symbol else { return false }
    switch properties.wordBreak {
    case .other, .wSegSpace, .newline: return true
    default: return false
    }
  }

  /// Whether a whole scalar begins at `position` that never belongs to what stands before it.
  private func startsAfresh(_ text: UnsafeBufferPointer<UInt8>, at position: Int) -> Bool {
    let (scalar, length) = Utf8.decode(text, at: position)
    guard scalar != Utf8.replacement, position + length <= text.count else { return false }
    let properties = ScalarProperties(scalar)
    guard !properties.wordBreak.isMark else { return false }
    return properties.kind == .word || properties.kind == .symbol
  }
}
