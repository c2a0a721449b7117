/// Keycaps inside a word: the standard's boundaries leave the digit of `1️⃣` in the number around
/// it.
enum Keycaps {
  /// Cuts `text[range]` into stretches that are keycaps and stretches that are not.
  ///
  /// A keycap is a digit, perhaps U+FE0F, then U+20E3, and whatever marks follow.
  static func cut(
    _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>,
    _ body: (_ range: Range<Int>, _ isKeycap: Bool) -> Void
  ) {
    var start = range.lowerBound
    var position = start
    while position < range.upperBound {
      if let end = keycapEnd(text, at: position, before: range.upperBound) {
        if start < position { body(start..<position, false) }
        body(position..<end, true)
        start = end
        position = end
      } else {
        position += Utf8.decode(text, at: position).length
      }
    }
    if start < position { body(start..<position, false) }
  }

  private static func keycapEnd(
    _ text: UnsafeBufferPointer<UInt8>, at start: Int, before limit: Int
  ) -> Int? {
    guard text[start] >= UInt8(ascii: "0"), text[start] <= UInt8(ascii: "9") else { return nil }
    var position = start + 1
    func scalar() -> (scalar: UInt32, length: Int) {
      position < limit ? Utf8.decode(text, at: position) : (0, 0)
    }
    if scalar().scalar == 0xFE0F { position += scalar().length }
    guard scalar().scalar == 0x20E3 else { return nil }
    position += scalar().length
    while position < limit, ScalarProperties(scalar().scalar).wordBreak.isMark {
      position += scalar().length
    }
    return position
  }
}
