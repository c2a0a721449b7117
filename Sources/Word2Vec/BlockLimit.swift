/// How many inputs one block of windows may have.
///
/// Within a block the gradients are as old as the block. A word that is met n times in it takes n
/// steps that do not know of each other: what would have been a step of η becomes one of n·η, and
/// where n·η is too large the word's vector swings instead of settling. So a block is as long as the
/// most frequent word allows.
///
/// Measured on 20 MB of Wikipedia (dimensions 100, window 5, 5 negatives, 5 epochs), where the most
/// frequent word is 1.2 % of the kept ones: blocks of 64, 512 and 2048 inputs give vectors of the same
/// quality (analogies 11.7, 11.8, 11.7 %; WordSim-353 .526, .527, .527), 8192 diverge.
package enum BlockLimit {
  /// Below 16 a block costs more to hand out than to compute; above 1024 nothing is gained.
  package static let range = 16...1024
  /// How often the most frequent word may be met in a block, a sixth of where training diverged.
  static let meetings = 16.0

  /// - Parameter counts: occurrences by id, 0 for reserved ids.
  package static func inputs(settings: SkipGramSettings, counts: [Int]) -> Int {
    let total = Double(counts.reduce(0, +))
    let kept = counts.map { count in
      let share = Double(count) / total
      return share * Subsampling.chance(share: share, subsample: settings.subsample)
    }
    let share = (kept.max() ?? 1) / kept.reduce(0, +)
    // A larger step, or more wrong words that push the same input, makes each meeting count more.
    let rate = min(1, 0.025 / settings.learningRate)
    let width = min(1, 6 / Double(1 + settings.negatives))
    let inputs = meetings * rate * width / share
    return Int(min(max(inputs, Double(range.lowerBound)), Double(range.upperBound)))
  }
}
