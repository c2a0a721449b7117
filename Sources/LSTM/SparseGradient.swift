import Kernels

/// The gradient of the embedding: rows for the words of one batch only.
///
/// Words get places in the order in which shards, directions and rows first name them; each place
/// then sums its rows in that same order, so threads change nothing. Ids beyond the table are words with
/// vectors of their own, which stay as they are.
package final class SparseGradient {
  private static let parts = 8

  /// Words touched by the batch.
  package private(set) var count = 0
  package let width: Int
  private let rows: Int
  private let columns: Int
  /// Word → place, or −1.
  private let places: Scratch<Int32>
  private let wordStore = Scratch<Int32>()
  private let rowStore = Scratch<Float>()

  package init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    width = (columns + 15) / 16 * 16
    places = Scratch()
    places.reserve(rows).update(repeating: -1, count: rows)
  }

  package func word(_ place: Int) -> Int { Int(wordStore.pointer[place]) }
  package func row(_ place: Int) -> UnsafeMutablePointer<Float> {
    rowStore.pointer + place * width
  }

  /// Sums the shards' input gradients word by word.
  package func gather(_ shards: ArraySlice<ShardGradient>, directions: Int, team: WorkerTeam) {
    for place in 0..<count { places.pointer[word(place)] = -1 }
    count = 0
    var tokens = 0
    for shard in shards { tokens += shard.batch.tokens }
    wordStore.reserve(tokens)
    rowStore.reserve(tokens * width)
    for shard in shards {
      // Both directions read the same words.
      let ids = shard.batch.ids(0)
      for row in 0..<shard.batch.tokens
      where Int(ids[row]) < rows && places.pointer[Int(ids[row])] < 0 {
        places.pointer[Int(ids[row])] = Int32(count)
        wordStore.pointer[count] = ids[row]
        count += 1
      }
    }
    team.forEach(Self.parts) { part, _ in
      for place in stride(from: part, to: count, by: Self.parts) {
        row(place).update(repeating: 0, count: width)
      }
      for shard in shards {
        for direction in 0..<directions {
          let ids = shard.batch.ids(direction)
          let gradients = shard.inputs(direction)
          for token in 0..<shard.batch.tokens where Int(ids[token]) < rows {
            let place = Int(places.pointer[Int(ids[token])])
            if place % Self.parts == part {
              Kernel.axpy(1, gradients + token * width, row(place), columns)
            }
          }
        }
      }
    }
  }
}
