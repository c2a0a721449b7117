/// The ids of many texts, one after another in one array.
///
/// Text `i` is `ids[starts[i]..<starts[i + 1]]`. A text may be empty. There is always one more
/// start than there are texts, and the last start is `ids.count`.
public struct EncodedTexts: Sendable, Equatable {
  public private(set) var ids: [Int32] = []
  public private(set) var starts: [Int] = [0]

  public init() {}

  /// Adds one whole text.
  public mutating func append(_ text: some Sequence<Int32>) {
    ids.append(contentsOf: text)
    starts.append(ids.count)
  }

  /// Adds one whole text: the words of `tokens` by their ids, unknown ones as `unknownID`.
  public mutating func append(words: some Sequence<String>, by vocabulary: Vocabulary) {
    for word in words { ids.append(vocabulary.id(of: word) ?? Vocabulary.unknownID) }
    starts.append(ids.count)
  }

  /// Adds one word to the text that is being built; `endText` closes it.
  @inline(__always)
  public mutating func append(id: Int32) { ids.append(id) }

  /// Ends the text that `append(id:)` has been building (an empty one when nothing was added).
  public mutating func endText() { starts.append(ids.count) }

  /// Adds all texts of `other` after these.
  public mutating func append(contentsOf other: EncodedTexts) {
    let offset = ids.count
    ids.append(contentsOf: other.ids)
    starts.append(contentsOf: other.starts.dropFirst().lazy.map { $0 + offset })
  }

  public mutating func reserveCapacity(ids idCount: Int, texts textCount: Int) {
    ids.reserveCapacity(idCount)
    starts.reserveCapacity(textCount + 1)
  }
}

extension EncodedTexts: RandomAccessCollection {
  public var startIndex: Int { 0 }
  /// The number of texts.
  public var endIndex: Int { starts.count - 1 }
  public subscript(_ text: Int) -> ArraySlice<Int32> { ids[starts[text]..<starts[text + 1]] }
}
