import EmbeddingStore

/// Which rows of `centers` make up each word: its own and, with n-grams, theirs.
///
/// Rows 0 ..< V are the words'; row V + i belongs to the i-th bucket that some word has, in ascending
/// order. A word's vector is the mean of its rows.
package struct WordRows: Sendable {
  /// The buckets that some word has, ascending; empty without n-grams.
  package let buckets: [Int32]
  /// Rows of the table.
  package let count: Int
  /// Word w's rows are list[starts[w]..<starts[w + 1]], its own first.
  private let starts: [Int32]
  private let list: [Int32]

  package init(_ vocabulary: Vocabulary, subwords: SubwordSettings?) {
    var numbers: [Int32] = []
    var ends = [Int](repeating: 0, count: vocabulary.count)
    if let subwords {
      for id in vocabulary.wordIDs {
        vocabulary.bytes(of: id).withUnsafeBufferPointer {
          subwords.numbers(of: $0, into: &numbers)
        }
        ends[Int(id)] = numbers.count
      }
    }
    var buckets = numbers
    buckets.sort()
    var kept = 0
    for i in buckets.indices where i == 0 || buckets[i] != buckets[kept - 1] {
      buckets[kept] = buckets[i]
      kept += 1
    }
    buckets.removeSubrange(kept...)
    self.buckets = buckets
    count = vocabulary.count + kept

    var place: [Int32: Int32] = [:]
    place.reserveCapacity(kept)
    for (i, bucket) in buckets.enumerated() { place[bucket] = Int32(vocabulary.count + i) }
    var starts: [Int32] = [0]
    var list: [Int32] = []
    list.reserveCapacity(numbers.count + vocabulary.count)
    var next = 0
    for id in 0..<vocabulary.count {
      list.append(Int32(id))
      while next < ends[id] {
        list.append(place[numbers[next]]!)
        next += 1
      }
      starts.append(Int32(list.count))
    }
    self.starts = starts
    self.list = list
  }

  package func rows(of word: Int32) -> ArraySlice<Int32> {
    list[Int(starts[Int(word)])..<Int(starts[Int(word) + 1])]
  }

  @inline(__always)
  func count(of word: Int32) -> Int {
    starts.withUnsafeBufferPointer { Int($0[Int(word) + 1] - $0[Int(word)]) }
  }

  /// Copies a word's rows and returns how many there are.
  @inline(__always)
  func copy(_ word: Int32, to target: UnsafeMutablePointer<Int32>) -> Int {
    let start = Int(starts.withUnsafeBufferPointer { $0[Int(word)] })
    let count = count(of: word)
    list.withUnsafeBufferPointer { list in
      for i in 0..<count { target[i] = list[start + i] }
    }
    return count
  }
}
