import Testing
import Word2Vec

@Suite struct SubsamplingTests {
  /// (√(f/t) + 1) · t/f by hand.
  @Test func chances() {
    #expect(Subsampling.chance(share: 0.1, subsample: 1e-3) == 0.11)
    #expect(abs(Subsampling.chance(share: 0.004, subsample: 1e-3) - 0.75) < 1e-12)
    #expect(Subsampling.chance(share: 0.001, subsample: 1e-3) == 1)
    #expect(Subsampling.chance(share: 1e-9, subsample: 1e-3) == 1)
    #expect(Subsampling.chance(share: 0.5, subsample: 0) == 1)
    #expect(Subsampling.chance(share: 0, subsample: 1e-3) == 1)
  }

  @Test func wordsAreKeptAsOftenAsTheirChanceSays() {
    let counts = [0, 0, 600, 300, 90, 9, 1]
    let subsampling = Subsampling(counts: counts, subsample: 0.02)
    let positions = 200_000
    for id in 2..<counts.count {
      let chance = Subsampling.chance(share: Double(counts[id]) / 1000, subsample: 0.02)
      var kept = 0
      for position in 0..<positions {
        if subsampling.keeps(Int32(id), at: position, epochSeed: 5) { kept += 1 }
      }
      let spread = (chance * (1 - chance) * Double(positions)).squareRoot()
      #expect(abs(Double(kept) - chance * Double(positions)) <= 5 * spread)
      if chance == 1 { #expect(kept == positions) }
    }
  }
}
