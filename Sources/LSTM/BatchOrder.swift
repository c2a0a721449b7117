import Kernels

/// The batches of one epoch, of texts of like length.
///
/// The rows are shuffled, cut into chunks of 50 batches, sorted by falling length within each chunk
/// and cut into batches, which are shuffled in turn. Every row comes once an epoch; the order
/// depends on the seed and the epoch alone.
package struct BatchOrder: Sendable {
  private static let chunk = 50

  /// Row numbers, batch after batch, each batch by falling length.
  package private(set) var rows: [Int]
  /// Where each batch starts in `rows`, in the order of training.
  package private(set) var batches: [Range<Int>] = []

  package init(_ texts: IDSequences, batchSize: Int, seed: UInt64, epoch: Int) {
    var random = RandomStream(
      seed: RandomStream.derive(seed, "batch order"), stream: UInt64(epoch))
    rows = Array(0..<texts.count)
    random.shuffle(&rows)
    for start in stride(from: 0, to: rows.count, by: Self.chunk * batchSize) {
      let range = start..<min(start + Self.chunk * batchSize, rows.count)
      // The place in the shuffled order decides between equal lengths: the sort need not be stable.
      let sorted = rows[range].enumerated().sorted {
        let (one, other) = (texts.length($0.element), texts.length($1.element))
        return one == other ? $0.offset < $1.offset : one > other
      }
      for (place, row) in zip(range, sorted) { rows[place] = row.element }
    }
    for start in stride(from: 0, to: rows.count, by: batchSize) {
      batches.append(start..<min(start + batchSize, rows.count))
    }
    random.shuffle(&batches)
  }
}
