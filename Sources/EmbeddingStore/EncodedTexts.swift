/// Texts as ids in memory.
///
/// Every text is closed by `endOfText`; a text may be empty.
public struct EncodedTexts: EncodedTextSource, Equatable {
  /// What stands behind every text; no id.
  public static let endOfText: Int32 = -1

  /// The ids of all texts, marks included.
  public private(set) var ids: [Int32] = []
  public private(set) var textCount = 0

  public init() {}

  public var count: Int { ids.count }

  public func read(_ range: Range<Int>, into target: UnsafeMutablePointer<Int32>) {
    let target = UnsafeMutableBufferPointer(start: target, count: range.count)
    _ = target.update(fromContentsOf: ids[range])
  }

  /// Adds one whole text.
  public mutating func append(_ text: some Sequence<Int32>) {
    for id in text { append(id: id) }
    endText()
  }

  /// Adds one whole text: the words of `tokens` by their ids, unknown ones as `unknownID`.
  public mutating func append(words: some Sequence<String>, by vocabulary: Vocabulary) {
    for word in words { append(id: vocabulary.id(of: word) ?? Vocabulary.unknownID) }
    endText()
  }

  /// Adds one word to the text that is being built; `endText` closes it.
  ///
  /// - Precondition: the id is not negative.
  @inline(__always)
  public mutating func append(id: Int32) {
    precondition(id >= 0, "an id that no vocabulary has")
    ids.append(id)
  }

  /// Ends the text that `append(id:)` has been building (an empty one when nothing was added).
  public mutating func endText() {
    ids.append(Self.endOfText)
    textCount += 1
  }

  /// Adds all texts of `other` after these.
  public mutating func append(contentsOf other: EncodedTexts) {
    ids.append(contentsOf: other.ids)
    textCount += other.textCount
  }

  public mutating func reserveCapacity(ids idCount: Int, texts textCount: Int) {
    ids.reserveCapacity(idCount + textCount)
  }
}
