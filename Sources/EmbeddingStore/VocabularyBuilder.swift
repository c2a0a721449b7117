/// Counts the words of a corpus and makes a `Vocabulary` of those that occur often enough.
///
/// The result depends on the counts alone, never on the order in which words arrived: builders of
/// several parts of a corpus can be merged in any order.
public struct VocabularyBuilder: Sendable {
  private var table = WordTable()
  /// By the word's number in `table`.
  private var counts: [Int] = []

  /// All occurrences counted so far.
  public private(set) var totalCount = 0

  /// Different words met so far.
  public var distinctCount: Int { table.count }

  public init() {}

  /// Counts a word and returns its number among the different words in the order of their first
  /// coming; see `ids(in:)`.
  ///
  /// - Precondition: the word is not empty.
  @discardableResult
  public mutating func add(_ bytes: UnsafeBufferPointer<UInt8>, count: Int = 1) -> Int {
    precondition(!bytes.isEmpty, "an empty word is not a word")
    let (index, isNew) = table.insert(bytes)
    if isNew { counts.append(count) } else { counts[index] += count }
    totalCount += count
    return index
  }

  /// Counts a word.
  @discardableResult
  public mutating func add(_ word: String, count: Int = 1) -> Int {
    var word = word
    return word.withUTF8 { add($0, count: count) }
  }

  /// The id that a vocabulary gives to each word counted, by the numbers that `add` returned; the
  /// unknown id for words that it left out.
  public func ids(in vocabulary: Vocabulary) -> [Int32] {
    (0..<table.count).map { index in
      table.bytes(index).withUnsafeBufferPointer { vocabulary.id(of: $0) } ?? Vocabulary.unknownID
    }
  }

  /// Adds the counts of another builder.
  public mutating func merge(_ other: VocabularyBuilder) {
    other.table.arena.withUnsafeBufferPointer { arena in
      for index in 0..<other.table.count {
        let range = other.table.starts[index]..<other.table.starts[index + 1]
        add(UnsafeBufferPointer(rebasing: arena[range]), count: other.counts[index])
      }
    }
  }

  /// The words that occur at least `minCount` times, at most `maximumSize` of them.
  ///
  /// Words are ordered by count descending, ties by bytes ascending; `maximumSize` keeps the first
  /// ones and does not count the two reserved entries. Occurrences of words left out become the
  /// frequency of the unknown entry.
  ///
  /// - Errors: `nothingCounted` when no word was ever added, `noFrequentWord` when none is frequent
  ///   enough or `maximumSize` leaves none.
  public func build(minCount: Int = 1, maximumSize: Int? = nil) throws(StoreError) -> Vocabulary {
    guard distinctCount > 0 else { throw .nothingCounted }
    var kept = counts.indices.filter { counts[$0] >= minCount }
    kept.sort { a, b in
      counts[a] != counts[b] ? counts[a] > counts[b] : table.bytesPrecede(a, b)
    }
    if let maximumSize, maximumSize < kept.count {
      kept.removeLast(kept.count - max(0, maximumSize))
    }
    guard !kept.isEmpty else {
      throw .noFrequentWord(
        distinct: distinctCount, highest: counts.max() ?? 0, minCount: minCount,
        maximumSize: maximumSize)
    }
    guard kept.count <= Int(Int32.max) - Vocabulary.reservedCount else {
      throw .tooManyWords(kept.count)
    }
    var words = WordTable(minimumCapacity: kept.count)
    var frequencies = [0, 0]
    frequencies.reserveCapacity(kept.count + Vocabulary.reservedCount)
    var known = 0
    for index in kept {
      table.bytes(index).withUnsafeBufferPointer { _ = words.insert($0) }
      frequencies.append(counts[index])
      known += counts[index]
    }
    frequencies[Int(Vocabulary.unknownID)] = totalCount - known
    return try Vocabulary(table: words, frequencies: frequencies)
  }
}
