/// Takes HTML markup out of a text and remembers where every byte that stays came from.
///
/// - A tag is `<`, then a letter, `/` and a letter, `!` or `?`, up to the next `>` that is not
///   inside quotes. A `<` ends the search, so `a < b`, `<3` and a tag that is never closed are
///   text.
/// - Tags that only dress text (`<b>`, `<a href=…>`, `<span>`…, see `inlineTags`) vanish:
///   `<b>bold</b>ly` is one word. All others, `<br />` and comments included, act as a space.
/// - The contents of `<script>` and `<style>` are no text.
/// - Entities are decoded once, after which nothing is looked for again: `&lt;b&gt;` is the text
///   `<b>`.
///
/// Cost: linear; a search that failed is not begun again.
enum Markup {
  /// Whether the text has anything that could be markup.
  static func isNeeded(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    next(text, from: 0) < text.count
  }

  /// Writes the text without markup into `result`.
  static func strip(_ text: UnsafeBufferPointer<UInt8>, into result: inout MarkupResult) {
    result.clear()
    var position = 0
    var ends = EndSearch()
    while position < text.count {
      let mark = next(text, from: position)
      if mark > position { result.copy(text, position..<mark) }
      guard mark < text.count else { return }
      if text[mark] == UInt8(ascii: "&") {
        if let (scalar, end) = HtmlEntities.decode(text, at: mark) {
          result.replace(mark..<end, by: scalar)
          position = end
          continue
        }
      } else if let tag = tag(text, at: mark, &ends) {
        if tag.isSpace { result.replace(mark..<tag.end, by: 0x20) }
        position = tag.end
        continue
      }
      result.copy(text, mark..<mark + 1)
      position = mark + 1
    }
  }

  /// Where `text`, the beginning of a longer one, can be cut; nil if nowhere.
  ///
  /// A cut lies in text that stays, before everything whose meaning the rest may change: a tag, a
  /// comment or a script that has no end yet. `cut` finds the last cut within such a stretch.
  static func lastCut(
    _ text: UnsafeBufferPointer<UInt8>, _ cut: (Range<Int>) -> Int?
  ) -> Int? {
    var best: Int?
    var position = 0
    var ends = EndSearch()
    while position < text.count {
      let mark = next(text, from: position)
      best = cut(position..<mark) ?? best
      // Near the end not even the beginnings of tags and entities are whole.
      guard mark + 16 <= text.count else { break }
      position = mark + 1
      if text[mark] == UInt8(ascii: "&") {
        if let (_, end) = HtmlEntities.decode(text, at: mark) { position = end }
      } else {
        let tag = tag(text, at: mark, &ends)
        if ends.reachedEnd { break }
        if let tag { position = tag.end }
      }
    }
    return best
  }

  /// The position of the next `<` or `&`, or the text's end.
  private static func next(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    guard let input = text.baseAddress else { return start }
    var position = start
    while position < text.count {
      let bytes = Bytes8(input, position, end: text.count)
      let marks = bytes.equal(to: UInt8(ascii: "<")) | bytes.equal(to: UInt8(ascii: "&"))
      if marks != 0 { return position + marks.trailingZeroBitCount >> 3 }
      position += 8
    }
    return text.count
  }

  /// What is known to be absent from the rest of the text, so that it is looked for once.
  private struct EndSearch {
    var noComment = false
    var noScript = false
    var noStyle = false
    /// Something was looked for as far as the text's end.
    var reachedEnd = false

    /// The position after the next `pattern`, an ASCII lower-case one, in either case.
    static func find(
      _ pattern: StaticString, in text: UnsafeBufferPointer<UInt8>, from start: Int,
      isAbsent: inout Bool
    ) -> Int? {
      guard !isAbsent else { return nil }
      let count = pattern.utf8CodeUnitCount
      var position = start
      while position + count <= text.count {
        var matched = 0
        while matched < count, lower(text[position + matched]) == pattern.utf8Start[matched] {
          matched += 1
        }
        if matched == count { return position + count }
        position += 1
      }
      isAbsent = true
      return nil
    }
  }

  /// The tag at the `<` at `start`; nil when there is none.
  private static func tag(
    _ text: UnsafeBufferPointer<UInt8>, at start: Int, _ ends: inout EndSearch
  ) -> (end: Int, isSpace: Bool)? {
    guard start + 1 < text.count else { return nil }
    var nameStart = start + 1
    switch text[nameStart] {
    case UInt8(ascii: "!"), UInt8(ascii: "?"):
      let isComment = text[nameStart...].starts(with: "!--".utf8)
      if isComment {
        let end = EndSearch.find("-->", in: text, from: start + 4, isAbsent: &ends.noComment)
        if let end { return (end, true) }
        ends.reachedEnd = true
      }
      return close(text, from: nameStart, &ends).map { ($0, true) }
    case UInt8(ascii: "/"):
      nameStart += 1
    default:
      break
    }
    guard nameStart < text.count, isLetter(text[nameStart]) else { return nil }
    var nameEnd = nameStart
    var name: UInt64 = 0
    while nameEnd < text.count, nameEnd - nameStart < 9, isNameByte(text[nameEnd]) {
      name = name << 8 | UInt64(lower(text[nameEnd]))
      nameEnd += 1
    }
    guard let end = close(text, from: nameEnd, &ends) else { return nil }
    // Names of more than eight bytes are not told apart; none of them matters here.
    if nameEnd - nameStart > 8 { return (end, true) }
    if nameStart == start + 1 {
      var contentEnd: Int?
      if name == scriptTag {
        contentEnd = EndSearch.find("</script", in: text, from: end, isAbsent: &ends.noScript)
      } else if name == styleTag {
        contentEnd = EndSearch.find("</style", in: text, from: end, isAbsent: &ends.noStyle)
      }
      if let contentEnd { return (close(text, from: contentEnd, &ends) ?? contentEnd, true) }
      if name == scriptTag || name == styleTag { ends.reachedEnd = true }
    }
    return (end, !inlineTags.contains(name))
  }

  /// The position after the `>` that closes a tag; nil when the text's end or a `<` comes first.
  ///
  /// A quotation mark that is never closed hides nothing: the first `>` then counts.
  private static func close(
    _ text: UnsafeBufferPointer<UInt8>, from start: Int, _ ends: inout EndSearch
  ) -> Int? {
    var quote: UInt8 = 0
    var quoted: Int?
    var position = start
    while position < text.count {
      let byte = text[position]
      if byte == UInt8(ascii: "<") { break }
      if byte == UInt8(ascii: ">") {
        if quote == 0 { return position + 1 }
        quoted = quoted ?? position + 1
      } else if quote == byte {
        quote = 0
      } else if quote == 0, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'"),
        text[position - 1] == UInt8(ascii: "=")
      {
        quote = byte
      }
      position += 1
    }
    if position == text.count { ends.reachedEnd = true }
    return quoted
  }

  /// A tag's name as a number: its bytes, at most eight, the last the lowest.
  private static func key(_ name: String) -> UInt64 {
    name.utf8.reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static let scriptTag = key("script")
  private static let styleTag = key("style")
  private static let inlineTags = Set(
    [
      "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
      "font", "i", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike",
      "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
    ].map(key))

  private static func isLetter(_ byte: UInt8) -> Bool { lower(byte) &- UInt8(ascii: "a") < 26 }
  private static func isNameByte(_ byte: UInt8) -> Bool {
    isLetter(byte) || byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "-")
  }
  private static func lower(_ byte: UInt8) -> UInt8 {
    byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
  }
}

/// A text without markup, in pieces that remember their source.
///
/// Invariant: the pieces cover `bytes` from the first to the last without a gap, in order.
struct MarkupResult: Sendable {
  private(set) var bytes: [UInt8] = []
  private var pieces: [Piece] = []

  private struct Piece {
    var start: Int
    var source: Range<Int>
    /// The bytes are those of the source; otherwise all of them stand for all of it.
    var isCopy: Bool
  }

  mutating func clear() {
    bytes.removeAll(keepingCapacity: true)
    pieces.removeAll(keepingCapacity: true)
  }

  mutating func copy(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
    if let last = pieces.last, last.isCopy, last.source.upperBound == range.lowerBound {
      pieces[pieces.count - 1].source = last.source.lowerBound..<range.upperBound
    } else {
      pieces.append(Piece(start: bytes.count, source: range, isCopy: true))
    }
    bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[range]))
  }

  mutating func replace(_ range: Range<Int>, by scalar: UInt32) {
    pieces.append(Piece(start: bytes.count, source: range, isCopy: false))
    Utf8.append(scalar, to: &bytes)
  }

  /// Turns the source ranges of tokens of `bytes` into those of the text with its markup.
  func restoreSources(_ tokens: inout [Token]) {
    tokens.withUnsafeMutableBufferPointer { tokens in
      pieces.withUnsafeBufferPointer { pieces in
        var index = 0
        var next = pieces.count > 1 ? pieces[1].start : Int.max
        /// Goes on to the piece that has the byte at `position`.
        func advance(to position: Int) {
          while next <= position {
            index += 1
            next = index + 1 < pieces.count ? pieces[index + 1].start : Int.max
          }
        }
        for token in tokens.indices {
          let source = tokens[token].source
          advance(to: source.lowerBound)
          let first = pieces[index]
          advance(to: source.upperBound - 1)
          let last = pieces[index]
          let start = first.source.lowerBound + (first.isCopy ? source.lowerBound - first.start : 0)
          let end =
            last.isCopy
            ? last.source.lowerBound + (source.upperBound - last.start) : last.source.upperBound
          tokens[token].source = start..<end
        }
      }
    }
  }
}
