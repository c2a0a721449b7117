/// How many inputs one block of windows may have.
///
/// Within a block the gradients are as old as the block. A word that is met n times in it takes n
/// steps that do not know of each other: what would have been a step of η becomes one of n·η, and
/// with n·η large enough the word's vector swings instead of settling. So the block is as long as the
/// most frequent word allows, and the longest is as long as the tables' rows stay in a
/// second-level cache.
enum BlockLimit {
  /// Longest and shortest block.
  static let range = 16...2048
  /// Meetings of the most frequent word, as an output, in a block at the default learning rate.
  static let meetings = 64.0

  static func inputs(settings: SkipGramSettings, counts: [Int]) -> Int {
    let total = Double(counts.reduce(0, +))
    let kept = counts.map { count in
      let share = Double(count) / total
      return share * Subsampling.chance(share: share, subsample: settings.subsample)
    }
    let share = (kept.max() ?? 1) / kept.reduce(0, +)
    let calm = min(1, 0.025 / settings.learningRate)
    let inputs = meetings * calm / share
    return Int(min(max(inputs, Double(range.lowerBound)), Double(range.upperBound)))
  }
}
