import Kernels

/// What rounding cost a table of vectors.
public struct StorageLoss: Equatable, Sendable {
  /// Mean and least cosine between a word's vector before and after; words whose vector is zero are
  /// left out. 1 when there is none else.
  public var meanCosine: Double
  public var leastCosine: Double
  /// Of the nearest words of some of the most frequent ones, the share that stay among the nearest; in
  /// 0…1, nil when there are too few words to ask for neighbours.
  public var neighboursKept: Double?

  /// Words asked for their neighbours, and neighbours of each.
  public static let asked = 100
  public static let neighbours = 10

  public init(meanCosine: Double, leastCosine: Double, neighboursKept: Double?) {
    self.meanCosine = meanCosine
    self.leastCosine = leastCosine
    self.neighboursKept = neighboursKept
  }

  /// Compares two tables of the same words.
  public init(from before: EmbeddingTable, to after: EmbeddingTable, threads: Int) {
    precondition(before.vocabulary.count == after.vocabulary.count)
    precondition(before.dimensions == after.dimensions)
    var (sum, least, count) = (0.0, 1.0, 0)
    for id in before.vocabulary.wordIDs {
      let (x, y) = (before.vectors.row(Int(id)), after.vectors.row(Int(id)))
      var (xy, xx, yy) = (0.0, 0.0, 0.0)
      for i in 0..<before.dimensions {
        let (a, b) = (Double(x[i]), Double(y[i]))
        xy += a * b
        xx += a * a
        yy += b * b
      }
      if xx == 0 { continue }
      let cosine = yy == 0 ? 0 : min(1, xy / (xx * yy).squareRoot())
      (sum, least, count) = (sum + cosine, min(least, cosine), count + 1)
    }
    meanCosine = count == 0 ? 1 : sum / Double(count)
    leastCosine = least
    neighboursKept = Self.neighboursKept(before, after, threads)
  }

  private static func neighboursKept(
    _ before: EmbeddingTable, _ after: EmbeddingTable, _ threads: Int
  ) -> Double? {
    let vocabulary = before.vocabulary
    guard vocabulary.wordIDs.count > neighbours else { return nil }
    let (old, new) = (
      NearestIndex(before, threads: threads), NearestIndex(after, threads: threads)
    )
    var (kept, all) = (0, 0)
    for id in vocabulary.wordIDs.prefix(asked) {
      let word = vocabulary.word(id)
      guard let first = try? old.nearest(to: word, count: neighbours),
        let second = try? new.nearest(to: word, count: neighbours)
      else { continue }
      let wanted = Set(first.map(\.id))
      kept += second.count { wanted.contains($0.id) }
      all += first.count
    }
    return all == 0 ? nil : Double(kept) / Double(all)
  }
}
