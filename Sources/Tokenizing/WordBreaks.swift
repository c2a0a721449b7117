/// The segments of a text between the word boundaries of Unicode, white space and all.
///
///     WordBreaks.boundaries(of: "can't stop")   // [0, 5, 6, 10]
///
/// Every byte of the text is in one segment, so the boundaries are 0, the end of each segment, and
/// nothing else. A segment depends only on where it starts, never on what lies before it: every
/// rule that looks back stops at the last boundary.
///
/// Edge cases: an empty text has no segment; bytes that are not UTF-8 count as U+FFFD (see `Utf8`).
/// Cost: linear in the text; a rule that looks ahead passes over the same marks at most twice.
///
/// Source: UAX #29, "Unicode Text Segmentation", revision 41 (Unicode 15.0), section 4.1.1.
public struct WordBreaks: Sequence, IteratorProtocol {
  private let text: UnsafeBufferPointer<UInt8>
  private var position = 0

  /// Segments `text`, whose memory must outlive the iteration.
  public init(_ text: UnsafeBufferPointer<UInt8>) {
    self.text = text
  }

  /// The next segment's byte range, nil at the end of the text.
  public mutating func next() -> Range<Int>? {
    guard position < text.count else { return nil }
    let segment = Segment(text, from: position)
    defer { position = segment.end }
    return position..<segment.end
  }

  /// The boundaries of a string as byte offsets, ascending, both ends included; empty for "".
  public static func boundaries(of text: String) -> [Int] {
    var text = text
    return text.withUTF8 { bytes in
      bytes.isEmpty ? [] : [0] + WordBreaks(bytes).map(\.upperBound)
    }
  }
}

/// One segment: its end, and what the tokenizer must know about its scalars.
struct Segment {
  let end: Int
  let content: Content

  /// What the scalars of a segment are.
  struct Content {
    /// The highest kind among them.
    private(set) var kind = ScalarProperties.Kind.neutral
    private(set) var hasWhite = false
    private(set) var hasApostrophe = false
    private(set) var hasKeycap = false
    private var hasPictograph = false
    private var hasTextPictograph = false
    private var hasEmojiSelector = false
    private var hasTextSelector = false

    /// Whether a segment without letters is an emoji.
    ///
    /// Every Extended_Pictographic is one, and a flag and a keycap. Not so © ® ™ ‼ ⁉ unless the
    /// emoji selector U+FE0F follows, and nothing that the text selector U+FE0E follows.
    var isEmoji: Bool {
      guard kind == .symbol, !hasTextSelector else { return false }
      return hasPictograph || hasKeycap || (hasTextPictograph && hasEmojiSelector)
    }

    @inline(__always)
    fileprivate mutating func note(_ cursor: Cursor) {
      let scalar = cursor.scalar
      let kind = cursor.properties.kind
      if kind > self.kind { self.kind = kind }
      if kind == .white { hasWhite = true }
      if scalar == 0x27 || scalar == 0x2019 { hasApostrophe = true }
      guard scalar >= 0xA9 else { return }
      switch scalar {
      case 0x20E3: hasKeycap = true
      case 0xFE0E: hasTextSelector = true
      case 0xFE0F: hasEmojiSelector = true
      case 0x1F1E6...0x1F1FF: hasPictograph = true
      default:
        guard cursor.properties.isPictographic else { return }
        // The pictographs below U+2139 are © ® ™ and two punctuation marks.
        if scalar < 0x2139 { hasTextPictograph = true } else { hasPictograph = true }
      }
    }
  }

  /// Finds the segment that starts at `start`, which must be a boundary.
  init(_ text: UnsafeBufferPointer<UInt8>, from start: Int) {
    var cursor = Cursor(text, at: start)
    var content = Content()
    content.note(cursor)

    // `left` is what stands left of the position in question, marks skipped (rule WB4);
    // `touching` is the very last scalar, mark or not.
    var touching = cursor.wordBreak
    var left = touching
    switch touching {
    case .carriageReturn:  // WB3, WB3a
      let next = cursor.after
      let isPair = next < text.count && text[next] == 0x0A
      self.init(end: isPair ? next + 1 : next, content: content)
      return
    case .lineFeed, .newline:  // WB3a
      self.init(end: cursor.after, content: content)
      return
    case .extend, .format, .zeroWidthJoiner:
      left = .other
    default:
      break
    }

    /// An odd number of flag halves has been read.
    var halfFlag = left == .regionalIndicator

    while cursor.advance() {
      let right = cursor.wordBreak
      var joins = false
      switch right {
      case .carriageReturn, .lineFeed, .newline:  // WB3b
        break
      case .extend, .format, .zeroWidthJoiner:  // WB4
        content.note(cursor)
        touching = right
        continue
      case .aLetter, .hebrewLetter:  // WB5, WB10, WB13b
        joins = left.isLetter || left == .numeric || left == .extendNumLet
      case .numeric:  // WB8, WB9, WB13b
        joins = left.isLetter || left == .numeric || left == .extendNumLet
      case .katakana:  // WB13, WB13b
        joins = left == .katakana || left == .extendNumLet
      case .extendNumLet:  // WB13a
        joins = left.isLetter || left == .numeric || left == .katakana || left == .extendNumLet
      case .regionalIndicator:  // WB15, WB16
        joins = halfFlag && left == .regionalIndicator
        halfFlag = !joins
      case .wSegSpace:  // WB3d
        joins = touching == .wSegSpace
      case .singleQuote, .midNumLet, .midLetter, .midNum, .doubleQuote:
        joins = Self.joinsOverMiddle(&cursor, left: left, content: &content)
      case .other:
        break
      }
      if !joins {  // WB3c
        joins = touching == .zeroWidthJoiner && cursor.properties.isPictographic
      }
      guard joins else { break }
      content.note(cursor)
      touching = cursor.wordBreak
      left = touching
    }
    self.init(end: cursor.position, content: content)
  }

  /// Rules WB6, WB7, WB7a–c, WB11, WB12: a mark between two letters or two digits joins them.
  ///
  /// When it does, the cursor is left on the scalar after the mark.
  private static func joinsOverMiddle(
    _ cursor: inout Cursor, left: WordBreakClass, content: inout Content
  ) -> Bool {
    let middle = cursor.wordBreak
    let letters = left.isLetter && (middle.joinsLetters || middle == .singleQuote)
    let hebrew = left == .hebrewLetter && middle == .doubleQuote
    let digits = left == .numeric && (middle.joinsDigits || middle == .singleQuote)
    guard letters || hebrew || digits else { return false }

    var ahead = cursor
    var aheadContent = content
    aheadContent.note(ahead)
    while ahead.advance() {
      switch ahead.wordBreak {
      case .extend, .format, .zeroWidthJoiner:
        aheadContent.note(ahead)
        continue
      case .aLetter where letters, .hebrewLetter where letters || hebrew, .numeric where digits:
        cursor = ahead
        content = aheadContent
        return true
      default:
        break
      }
      break
    }
    return left == .hebrewLetter && middle == .singleQuote  // WB7a
  }

  private init(end: Int, content: Content) {
    self.end = end
    self.content = content
  }

  /// A scalar of the text and where it lies.
  fileprivate struct Cursor {
    let text: UnsafeBufferPointer<UInt8>
    var position: Int
    var scalar: UInt32
    var length: Int
    var properties: ScalarProperties

    @inline(__always)
    init(_ text: UnsafeBufferPointer<UInt8>, at position: Int) {
      self.text = text
      self.position = position
      (scalar, length) = Utf8.decode(text, at: position)
      properties = ScalarProperties(scalar)
    }

    var after: Int { position + length }
    var wordBreak: WordBreakClass { properties.wordBreak }

    /// Steps to the next scalar; false at the end of the text, with `position` there.
    @inline(__always)
    mutating func advance() -> Bool {
      position += length
      guard position < text.count else { return false }
      (scalar, length) = Utf8.decode(text, at: position)
      properties = ScalarProperties(scalar)
      return true
    }
  }
}

extension WordBreakClass {
  /// AHLetter of UAX #29.
  package var isLetter: Bool { self == .aLetter || self == .hebrewLetter }
  /// MidLetter and MidNumLet (Single_Quote left to the caller).
  package var joinsLetters: Bool { self == .midLetter || self == .midNumLet }
  /// MidNum and MidNumLet (Single_Quote left to the caller).
  package var joinsDigits: Bool { self == .midNum || self == .midNumLet }
  /// Extend, Format and ZWJ, which rule WB4 skips.
  package var isMark: Bool { self == .extend || self == .format || self == .zeroWidthJoiner }
}
