/// One token: where its bytes are, and where it came from.
public struct Token: Sendable, Hashable {
  /// The token's bytes, normalised, in `TokenBuffer.bytes`; never empty.
  public var bytes: Range<Int>
  /// The bytes of the input that it stands for; both ends lie between two scalars.
  public var source: Range<Int>

  public init(bytes: Range<Int>, source: Range<Int>) {
    self.bytes = bytes
    self.source = source
  }
}

/// The tokens of one text. Use one buffer for many texts: it keeps its memory.
///
/// Invariant: tokens stand in the order of the text, their `bytes` lie one after the other without
/// gap or overlap, their `source` ranges ascend and do not overlap (two tokens decoded from a
/// single HTML entity share its range). `bytes` is valid UTF-8.
public struct TokenBuffer: Sendable {
  /// The bytes of all tokens, one after another, with nothing between them.
  public var bytes: [UInt8] = []
  /// The tokens, in the order of the text.
  public var tokens: [Token] = []

  /// Room that the fast lanes write into before their tokens are appended; it holds nothing between
  /// calls.
  var laneRoom = LaneRoom()
  /// The text without markup and where its pieces came from, while `html` is on.
  var markup = MarkupResult()

  public init() {}

  /// The text of a token.
  public func string(_ token: Token) -> String {
    String(decoding: bytes[token.bytes], as: UTF8.self)
  }

  /// The texts of all tokens.
  public var strings: [String] { tokens.map(string) }

  /// Forgets all tokens. `Tokenizer.tokenize` does so itself before it starts.
  public mutating func clear(keepingCapacity: Bool = true) {
    bytes.removeAll(keepingCapacity: keepingCapacity)
    tokens.removeAll(keepingCapacity: keepingCapacity)
    if !keepingCapacity {
      laneRoom = LaneRoom()
      markup = MarkupResult()
    }
  }
}
