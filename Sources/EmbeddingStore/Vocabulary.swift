/// The words a model knows, each with an id and a count.
///
/// Ids 0 and 1 are reserved: padding, which stands for "no word here", and unknown, which stands
/// for every word outside the vocabulary. Words follow from id 2; `VocabularyBuilder` gives them
/// by count descending, ties by bytes ascending. A vocabulary holds at least one word.
///
/// The reserved entries are shown as `<pad>` and `<unk>`, but they are no words: looking these
/// spellings up finds the word that a text really spelled so (an ordinary word with an id of 2 or
/// more), or nothing. So no text can ever produce padding, and no spelling is lost.
///
/// Edge cases: words are bytes and need not be UTF-8; they may contain spaces; they are never
/// empty. Two words are the same when their bytes are the same (no Unicode normalisation here).
public struct Vocabulary: Sendable {
  public static let paddingID: Int32 = 0
  public static let unknownID: Int32 = 1
  /// How many ids come before the first word.
  public static let reservedCount = 2

  private let table: WordTable
  /// By id, the reserved ones included.
  private let frequencies: [Int]

  /// Number of ids, the reserved ones included.
  public var count: Int { frequencies.count }

  /// The ids of the words, without the reserved ones.
  public var wordIDs: Range<Int32> { Int32(Self.reservedCount)..<Int32(count) }

  /// All occurrences of all words, without those of unknown words.
  public let totalFrequency: Int

  /// Keeps `words` in the given order, the first one getting id 2.
  ///
  /// - Parameter unknownCount: how often words occurred that are not among `words`.
  /// - Precondition: no count is negative; a file that said so would be refused.
  /// - Errors: no words at all, an empty word, a word given twice, more words than ids.
  public init(words: [(bytes: [UInt8], count: Int)], unknownCount: Int = 0) throws(StoreError) {
    guard words.count <= Int(Int32.max) - Self.reservedCount else {
      throw .tooManyWords(words.count)
    }
    precondition(
      unknownCount >= 0 && words.allSatisfy { $0.count >= 0 }, "nothing occurs less than never")
    var table = WordTable(minimumCapacity: words.count)
    var frequencies = [0, unknownCount]
    frequencies.reserveCapacity(words.count + Self.reservedCount)
    for (position, word) in words.enumerated() {
      if word.bytes.isEmpty { throw .emptyWord(position: position + 1) }
      let (index, isNew) = word.bytes.withUnsafeBufferPointer { table.insert($0) }
      if !isNew {
        throw .duplicateWord(
          String(decoding: word.bytes, as: UTF8.self), first: index + 1, second: position + 1)
      }
      frequencies.append(word.count)
    }
    try self.init(table: table, frequencies: frequencies)
  }

  /// Takes a finished table; `frequencies` are by id, the reserved ones included.
  init(table: WordTable, frequencies: [Int]) throws(StoreError) {
    precondition(frequencies.count == table.count + Self.reservedCount)
    guard table.count > 0 else { throw .emptyVocabulary }
    self.table = table
    self.frequencies = frequencies
    // Counts may come from a damaged or hostile file: their sum must not trap.
    totalFrequency = frequencies.dropFirst(Self.reservedCount).reduce(0) { sum, next in
      let (value, overflow) = sum.addingReportingOverflow(next)
      return overflow ? Int.max : value
    }
  }

  /// The id of a word given as bytes, or nil when the vocabulary does not have it.
  public func id(of bytes: UnsafeBufferPointer<UInt8>) -> Int32? {
    guard let index = table.index(of: bytes) else { return nil }
    return Int32(truncatingIfNeeded: index &+ Self.reservedCount)
  }

  /// The id of a word, or nil when the vocabulary does not have it.
  public func id(of word: String) -> Int32? {
    var word = word
    return word.withUTF8 { id(of: $0) }
  }

  /// The bytes of an entry; a reserved id gives the spelling it is shown with.
  public func bytes(of id: Int32) -> [UInt8] {
    switch id {
    case Self.paddingID: Array("<pad>".utf8)
    case Self.unknownID: Array("<unk>".utf8)
    default: Array(table.bytes(Int(id) - Self.reservedCount))
    }
  }

  /// The entry as text; bytes that are not UTF-8 are shown as U+FFFD.
  public func word(_ id: Int32) -> String {
    String(decoding: bytes(of: id), as: UTF8.self)
  }

  /// How often the word occurred where the vocabulary was counted.
  ///
  /// Padding has 0. Unknown has the occurrences of all words that were left out, 0 when nobody
  /// counted them.
  public func frequency(_ id: Int32) -> Int { frequencies[Int(id)] }

  public static func isReserved(_ id: Int32) -> Bool { id < Int32(reservedCount) }
}

extension Vocabulary: Equatable {
  /// Same words, same ids, same counts.
  public static func == (a: Vocabulary, b: Vocabulary) -> Bool {
    a.frequencies == b.frequencies && a.table.arena == b.table.arena
      && a.table.starts == b.table.starts
  }
}
