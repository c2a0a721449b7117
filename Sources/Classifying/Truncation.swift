/// Which words of a long text are read.
public struct Truncation: Codable, Hashable, Sendable {
  public enum Keep: String, Codable, CaseIterable, Sendable {
    /// The first words.
    case head
    /// The last words.
    case tail
    /// The first half and the last half, the head getting the odd one.
    case both
  }

  /// At most so many words are read; at least 1.
  public var maximumTokens: Int
  public var keep: Keep

  public init(maximumTokens: Int, keep: Keep) {
    precondition(maximumTokens >= 1)
    self.maximumTokens = maximumTokens
    self.keep = keep
  }

  /// The places of the words that are read, of a text of `count` words.
  public func kept(of count: Int) -> (head: Range<Int>, tail: Range<Int>) {
    guard count > maximumTokens else { return (0..<count, count..<count) }
    let head =
      switch keep {
      case .head: maximumTokens
      case .tail: 0
      case .both: (maximumTokens + 1) / 2
      }
    return (0..<head, count - (maximumTokens - head)..<count)
  }

  public func apply<Element>(_ words: [Element]) -> [Element] {
    guard words.count > maximumTokens else { return words }
    let (head, tail) = kept(of: words.count)
    return Array(words[head]) + Array(words[tail])
  }
}
