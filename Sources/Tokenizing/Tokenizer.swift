/// Cuts texts into tokens as its settings say.
///
///     let tokenizer = Tokenizer(TokenizerSettings())
///     tokenizer.tokenize("It's 3.50 €, isn't it?")
///     // ["it", "'s", "3.50", "€", ",", "is", "n't", "it", "?"]
///
/// In `.unicode` mode the segments of `WordBreaks` become tokens by what they hold: words (letters
/// or numbers of any script), emoji, symbols (everything else that can be seen). White space,
/// controls and marks without a letter are dropped. Contractions, addresses and keycaps cut or join
/// segments first. A segment that starts or ends with white space (a narrow no-break space may) is
/// trimmed.
///
/// Edge cases: an empty or blank text has no tokens; a byte order mark at the start is skipped;
/// bytes that are not UTF-8 are read as U+FFFD, which is a symbol; NUL is a control. No text makes
/// it fail. Cost: linear in the text.
public struct Tokenizer: Sendable {
  public let settings: TokenizerSettings
  private let normalizer: Normalizer
  private let asciiLane: AsciiLane
  private let whitespaceLane: WhitespaceLane
  private let usesLane: Bool

  public init(_ settings: TokenizerSettings = TokenizerSettings()) {
    self.init(settings, fastLane: true)
  }

  /// With `fastLane` off every segment takes the general way: the oracle for the fast lanes.
  package init(_ settings: TokenizerSettings, fastLane: Bool) {
    self.settings = settings
    normalizer = Normalizer(settings)
    asciiLane = AsciiLane(settings)
    whitespaceLane = WhitespaceLane(settings)
    // The whitespace lane does not look for addresses; keeping them asks for nothing.
    usesLane = fastLane && (settings.mode == .unicode || settings.urls == .keep)
  }

  /// Replaces the tokens in `buffer` by those of `text`.
  public func tokenize(_ text: UnsafeBufferPointer<UInt8>, into buffer: inout TokenBuffer) {
    buffer.clear()
    guard settings.html, Markup.isNeeded(text) else {
      split(text, into: &buffer)
      return
    }
    var markup = MarkupResult()
    swap(&markup, &buffer.markup)
    Markup.strip(text, into: &markup)
    markup.bytes.withUnsafeBufferPointer { split($0, into: &buffer) }
    markup.restoreSources(&buffer.tokens)
    swap(&markup, &buffer.markup)
  }

  /// The tokens of `text` as strings.
  public func tokenize(_ text: String) -> [String] {
    var text = text
    var buffer = TokenBuffer()
    text.withUTF8 { tokenize($0, into: &buffer) }
    return buffer.strings
  }

  /// Goes through a text without markup, by the fast lane where it can.
  private func split(_ text: UnsafeBufferPointer<UInt8>, into buffer: inout TokenBuffer) {
    var room = LaneRoom()
    swap(&room, &buffer.laneRoom)
    defer { swap(&room, &buffer.laneRoom) }

    let hasByteOrderMark =
      text.count >= 3 && text[0] == 0xEF && text[1] == 0xBB && text[2] == 0xBF
    var position = hasByteOrderMark ? 3 : 0
    // The end of the last address: none begins before it.
    var floor = position
    while position < text.count {
      if usesLane, text[position] < 0x80, position + 1 == text.count || text[position + 1] < 0x80 {
        let base = buffer.bytes.count
        let stop =
          settings.mode == .unicode
          ? asciiLane.run(text, from: position, base: base, room: &room)
          : whitespaceLane.run(text, from: position, base: base, room: &room)
        if stop > position {
          room.flush(to: &buffer.bytes, &buffer.tokens)
          position = stop
          continue
        }
      }
      switch settings.mode {
      case .unicode: position = takeSegment(text, at: position, floor: &floor, into: &buffer)
      case .whitespace: position = takePiece(text, at: position, into: &buffer)
      }
    }
  }

  /// Makes tokens of the segment at `start`, and of what an address or a contraction joins to it;
  /// returns where it ends.
  private func takeSegment(
    _ text: UnsafeBufferPointer<UInt8>, at start: Int, floor: inout Int,
    into buffer: inout TokenBuffer
  ) -> Int {
    let segment = Segment(text, from: start)
    let content = segment.content
    var range = start..<segment.end
    if content.kind == .neutral || content.kind == .white { return segment.end }

    if let address = address(text, at: start, floor: floor, buffer) {
      while let last = buffer.tokens.last, last.source.lowerBound >= address.lowerBound {
        buffer.bytes.removeSubrange(last.bytes.lowerBound...)
        buffer.tokens.removeLast()
      }
      floor = address.upperBound
      appendAddress(text, address, to: &buffer)
      return address.upperBound
    }

    if content.hasWhite { range = trimmed(text, range) }
    if content.kind == .word {
      appendWord(text, range, content, to: &buffer)
    } else if content.isEmoji {
      if settings.emoji { append(text, range, as: .emoji, to: &buffer) }
    } else if settings.contractions, content.hasApostrophe,
      let end = Contractions.standaloneEnd(text, range)
    {
      append(text, start..<end, as: .word, to: &buffer)
      return end
    } else if settings.punctuation {
      append(text, range, as: .symbol, to: &buffer)
    }
    return segment.end
  }

  /// The address that the segment at `start` gives away; it may have begun in tokens already made.
  private func address(
    _ text: UnsafeBufferPointer<UInt8>, at start: Int, floor: Int, _ buffer: TokenBuffer
  ) -> Range<Int>? {
    switch text[start] {
    case UInt8(ascii: "w"), UInt8(ascii: "W"):
      return WebAddresses.bareEnd(text, from: start).map { start..<$0 }
    case UInt8(ascii: ":"):
      return WebAddresses.withScheme(text, colon: start, scheme: buffer.tokens.last?.source)
    case UInt8(ascii: "@"):
      guard let mail = WebAddresses.mail(text, at: start, notBefore: floor) else { return nil }
      // The address must begin where a token does.
      let before = buffer.tokens.last { $0.source.lowerBound < mail.lowerBound }
      if let before, before.source.upperBound > mail.lowerBound { return nil }
      return mail
    default:
      return nil
    }
  }

  private func appendAddress(
    _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, to buffer: inout TokenBuffer
  ) {
    switch settings.urls {
    case .keep:
      append(text, range, as: .symbol, to: &buffer)
    case .replace:
      let start = buffer.bytes.count
      buffer.bytes.append(contentsOf: "<url>".utf8)
      buffer.tokens.append(Token(bytes: start..<buffer.bytes.count, source: range))
    case .drop:
      break
    }
  }

  private func appendWord(
    _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ content: Segment.Content,
    to buffer: inout TokenBuffer
  ) {
    if content.hasKeycap {
      Keycaps.cut(text, range) { part, isKeycap in
        if !isKeycap {
          appendCut(text, part, content, to: &buffer)
        } else if settings.emoji {
          append(text, part, as: .emoji, to: &buffer)
        }
      }
    } else {
      appendCut(text, range, content, to: &buffer)
    }
  }

  /// Appends a word, cut into its contractions.
  private func appendCut(
    _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ content: Segment.Content,
    to buffer: inout TokenBuffer
  ) {
    guard settings.contractions, content.hasApostrophe else {
      append(text, range, as: .word, to: &buffer)
      return
    }
    var ends = [range.upperBound]
    while let cut = Contractions.lastCut(text, range.lowerBound..<ends[ends.count - 1]) {
      ends.append(cut)
    }
    var start = range.lowerBound
    for end in ends.reversed() {
      append(text, start..<end, as: .word, to: &buffer)
      start = end
    }
  }

  /// Appends one token; none if folding leaves no bytes of it.
  private func append(
    _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, as content: Normalizer.Content,
    to buffer: inout TokenBuffer
  ) {
    let start = buffer.bytes.count
    normalizer.append(text, range, as: content, to: &buffer.bytes)
    guard buffer.bytes.count > start else { return }
    buffer.tokens.append(Token(bytes: start..<buffer.bytes.count, source: range))
  }

  /// The range without the white space at its ends.
  private func trimmed(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Range<Int> {
    var position = range.lowerBound
    var first: Int?
    var end = position
    while position < range.upperBound {
      let (scalar, length) = Utf8.decode(text, at: position)
      if ScalarProperties(scalar).kind != .white {
        first = first ?? position
        end = position + length
      }
      position += length
    }
    return (first ?? end)..<end
  }

  /// Whitespace mode: passes over one white-space scalar, or makes a token of what lies before the
  /// next.
  private func takePiece(
    _ text: UnsafeBufferPointer<UInt8>, at start: Int, into buffer: inout TokenBuffer
  ) -> Int {
    var end = start
    while end < text.count {
      let (scalar, length) = Utf8.decode(text, at: end)
      if ScalarProperties(scalar).kind == .white {
        if end == start { return start + length }
        break
      }
      end += length
    }
    if settings.urls != .keep, isAddress(UnsafeBufferPointer(rebasing: text[start..<end])) {
      appendAddress(text, start..<end, to: &buffer)
    } else {
      append(text, start..<end, as: .word, to: &buffer)
    }
    return end
  }

  /// Whether a piece between white space begins with a web address or holds a mail address.
  private func isAddress(_ piece: UnsafeBufferPointer<UInt8>) -> Bool {
    if WebAddresses.webEnd(piece, from: 0) != nil { return true }
    guard let at = piece.firstIndex(of: UInt8(ascii: "@")) else { return false }
    return WebAddresses.mail(piece, at: at, notBefore: 0) != nil
  }
}
