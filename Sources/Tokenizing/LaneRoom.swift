/// Room of fixed size into which a fast lane writes: no check, no growth, eight bytes at once.
struct LaneRoom: Sendable {
  /// A lane takes up at most this many bytes of input at a go, then its tokens are appended.
  static let stretch = 4096
  /// A lane gives up a word that grows beyond this; the loop takes words of any length.
  static let longestWord = 256
  private static let tokenCapacity = 512

  private var bytes: [UInt8] = []
  private var tokens: [Token] = []
  private(set) var byteCount = 0
  private(set) var tokenCount = 0

  /// The tokens under way.
  struct Writer {
    /// Where the next token's bytes go; a lane may write `longestWord + 16` bytes there.
    private(set) var free: UnsafeMutablePointer<UInt8>
    private var token: UnsafeMutablePointer<Token>
    private let firstByte: UnsafeMutablePointer<UInt8>
    private let lastToken: UnsafeMutablePointer<Token>
    private let base: Int

    fileprivate init(
      _ bytes: UnsafeMutablePointer<UInt8>, _ tokens: UnsafeMutablePointer<Token>, base: Int
    ) {
      free = bytes
      firstByte = bytes
      token = tokens
      lastToken = tokens + (LaneRoom.tokenCapacity - 2)
      self.base = base
    }

    /// Fewer than two tokens have room, the most that one step makes.
    @inline(__always)
    var isFull: Bool { token >= lastToken }

    /// Makes the next `count` bytes at `free` a token, whose source has as many.
    @inline(__always)
    mutating func append(count: Int, source: Int) {
      let start = base &+ (free - firstByte)
      token.pointee = Token(
        bytes: Range(uncheckedBounds: (start, start &+ count)),
        source: Range(uncheckedBounds: (source, source &+ count)))
      token += 1
      free += count
    }

    /// Makes a token of one byte.
    @inline(__always)
    mutating func append(_ byte: UInt8, source: Int) {
      free.pointee = byte
      append(count: 1, source: source)
    }

    fileprivate func counts(from tokens: UnsafeMutablePointer<Token>) -> (bytes: Int, tokens: Int) {
      (free - firstByte, token - tokens)
    }
  }

  /// Lets `body` write; the tokens' bytes are counted from `base`.
  @inline(__always)
  mutating func write(base: Int, _ body: (inout Writer) -> Int) -> Int {
    if bytes.isEmpty {
      bytes = [UInt8](repeating: 0, count: Self.stretch + Self.longestWord + 32)
      tokens = [Token](repeating: Token(bytes: 0..<0, source: 0..<0), count: Self.tokenCapacity)
    }
    var counts = (bytes: 0, tokens: 0)
    let position = bytes.withUnsafeMutableBufferPointer { bytes in
      tokens.withUnsafeMutableBufferPointer { tokens in
        // Both have their fixed size, never zero.
        let first = tokens.baseAddress.unsafelyUnwrapped
        var writer = Writer(bytes.baseAddress.unsafelyUnwrapped, first, base: base)
        let position = body(&writer)
        counts = writer.counts(from: first)
        return position
      }
    }
    (byteCount, tokenCount) = counts
    return position
  }

  /// Appends what was written to the arrays.
  func flush(to allBytes: inout [UInt8], _ allTokens: inout [Token]) {
    bytes.withUnsafeBufferPointer {
      allBytes.append(contentsOf: UnsafeBufferPointer(rebasing: $0[..<byteCount]))
    }
    tokens.withUnsafeBufferPointer {
      allTokens.append(contentsOf: UnsafeBufferPointer(rebasing: $0[..<tokenCount]))
    }
  }
}
