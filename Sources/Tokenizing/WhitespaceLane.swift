/// The fast lane of `.whitespace` mode: takes printable ASCII eight bytes at a time.
///
/// It leaves to the loop each token that holds, or touches, a byte outside ASCII or a control
/// character.
struct WhitespaceLane: Sendable {
  private let caseBits: UInt64
  private let digitBits: UInt64

  init(_ settings: TokenizerSettings) {
    caseBits = settings.lowercase ? Bytes8.ones &* 0x20 : 0
    digitBits = settings.foldDigits ? Bytes8.ones &* 0x0F : 0
  }

  /// Tokenizes from `start`, where no token is under way, and returns where it stopped.
  func run(
    _ text: UnsafeBufferPointer<UInt8>, from start: Int, base: Int, room: inout LaneRoom
  ) -> Int {
    guard let input = text.baseAddress else { return start }
    let limit = Swift.min(text.count, start + LaneRoom.stretch)
    return room.write(base: base) { (out: inout LaneRoom.Writer) -> Int in
      var position = start
      while position < limit {
        if Self.isWhite(input[position]) {
          position &+= 1
          continue
        }
        var end = position
        while true {
          let bytes = Bytes8(input, end, end: text.count)
          let word = bytes.normalized(
            letters: bytes.letters, digits: bytes.digits, caseBits: caseBits, digitBits: digitBits)
          Bytes8.store(word, to: out.free + (end &- position))
          let run = Bytes8.run(bytes.graphics)
          end &+= run
          if run < 8 { break }
          if end &- position > LaneRoom.longestWord { return position }
        }
        if end < text.count, !Self.isWhite(input[end]) { return position }
        out.append(count: end &- position, source: position)
        position = end
      }
      return position
    }
  }

  /// White_Space within ASCII.
  @inline(__always)
  private static func isWhite(_ byte: UInt8) -> Bool { byte == 0x20 || byte &- 0x09 < 5 }
}
