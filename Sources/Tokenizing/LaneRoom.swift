/// Room of fixed size into which a fast lane writes: no check, no growth, sixteen bytes at once.
struct LaneRoom: Sendable {
  /// A lane takes up at most this many bytes of input at a go, then its tokens are appended; a
  /// token has at least one byte, so there is room for all.
  static let stretch = 2048
  /// A lane gives up a word that grows beyond this; the loop takes words of any length.
  static let longestWord = 256

  private var bytes: [UInt8] = []
  private var tokens: [Token] = []
  private var byteCount = 0
  private var tokenCount = 0

  /// The tokens under way.
  struct Writer {
    /// Where the next token's bytes go; a lane may write `longestWord + 16` bytes there.
    private(set) var free: UnsafeMutablePointer<UInt8>
    fileprivate private(set) var token: UnsafeMutablePointer<Token>
    /// What to add to an address in the room to have the offset in `TokenBuffer.bytes`.
    private let offset: Int

    fileprivate init(
      _ bytes: UnsafeMutablePointer<UInt8>, _ tokens: UnsafeMutablePointer<Token>, base: Int
    ) {
      free = bytes
      token = tokens
      offset = base &- Int(bitPattern: bytes)
    }

    /// Makes the next `count` bytes at `free` a token, whose source has as many; with `kept` 0
    /// instead of 1 it does not, and takes no branch.
    @inline(__always)
    mutating func append(count: Int, source: Int, kept: Int = 1) {
      let start = Int(bitPattern: free) &+ offset
      token.pointee = Token(
        bytes: Range(uncheckedBounds: (start, start &+ count)),
        source: Range(uncheckedBounds: (source, source &+ count)))
      token += kept
      free += count & (0 &- kept)
    }
  }

  /// Lets `body` write; the tokens' bytes are counted from `base`.
  @inline(__always)
  mutating func write(base: Int, _ body: (inout Writer) -> Int) -> Int {
    if bytes.isEmpty {
      bytes = [UInt8](repeating: 0, count: Self.stretch + Self.longestWord + 32)
      tokens = [Token](repeating: Token(bytes: 0..<0, source: 0..<0), count: Self.stretch + 2)
    }
    var counts = (bytes: 0, tokens: 0)
    let position = bytes.withUnsafeMutableBufferPointer { bytes in
      tokens.withUnsafeMutableBufferPointer { tokens in
        // Both have their fixed size, never zero.
        let firstByte = bytes.baseAddress.unsafelyUnwrapped
        let firstToken = tokens.baseAddress.unsafelyUnwrapped
        var writer = Writer(firstByte, firstToken, base: base)
        let position = body(&writer)
        counts = (writer.free - firstByte, writer.token - firstToken)
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
