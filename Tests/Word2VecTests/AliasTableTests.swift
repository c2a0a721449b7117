import Kernels
import Testing
import Word2Vec

@Suite struct AliasTableTests {
  /// All tables of up to five words with counts among these: every word comes as often as it should.
  @Test func smallTablesGiveEveryWordItsShare() {
    let choices = [0, 1, 2, 50]
    var stream = RandomStream(seed: 1)
    let draws = 4000
    for size in 1...5 {
      for number in 0..<Int(pow4(size)) {
        let counts = (0..<size).map { choices[number / pow4($0) % 4] }
        if counts.allSatisfy({ $0 == 0 }) { continue }
        let table = AliasTable(counts: counts)
        #expect(table.wordCount == counts.filter { $0 > 0 }.count)
        #expect(abs(table.chances.reduce(0, +) - 1) < 1e-12)
        var found = [Int](repeating: 0, count: size)
        for _ in 0..<draws { found[Int(table.draw(&stream))] += 1 }
        var chiSquare = 0.0
        for id in 0..<size {
          let expected = table.chances[id] * Double(draws)
          if counts[id] == 0 {
            #expect(found[id] == 0)
          } else {
            chiSquare += (Double(found[id]) - expected) * (Double(found[id]) - expected) / expected
          }
        }
        // Beyond 30 once in 200,000 tables of five words.
        #expect(chiSquare < 35)
      }
    }
  }

  func pow4(_ n: Int) -> Int { 1 << (2 * n) }

  @Test func chancesAreCountsToTheThreeQuarters() {
    let table = AliasTable(counts: [0, 0, 16, 81, 1])
    #expect(table.chances.map { ($0 * 36 * 1e9).rounded() / 1e9 } == [0, 0, 8, 27, 1])
  }

  @Test func aLargeTableGivesEveryWordItsShare() {
    let counts = (0..<5000).map { 1_000_000 / ($0 + 1) }
    let table = AliasTable(counts: counts)
    var stream = RandomStream(seed: 2)
    var found = [Int](repeating: 0, count: counts.count)
    let draws = 2_000_000
    for _ in 0..<draws { found[Int(table.draw(&stream))] += 1 }
    for id in counts.indices {
      let chance = table.chances[id]
      let spread = (chance * (1 - chance) * Double(draws)).squareRoot()
      #expect(abs(Double(found[id]) - chance * Double(draws)) <= 6 * spread)
    }
  }

  /// Words after others differ from these and from each other, as long as there are so many; also where
  /// one word is nearly everything, and drawing alone would go on for ever.
  @Test func wordsOfOneWindowDiffer() {
    for counts in [[0, 3, 0, 5, 7, 1], [0, 1, 0, 1_000_000_000_000, 1, 1]] {
      let table = AliasTable(counts: counts)
      var stream = RandomStream(seed: 3)
      for first in [Int32(1), 3] {
        var words: [Int32] = [first, -1, -1, -1, 99]
        table.draw(3, &stream, into: &words, after: 1)
        #expect(words[0] == first && Set(words.dropLast()) == [1, 3, 4, 5] && words[4] == 99)
        // There are no four others.
        words = [first, -1, -1, -1, -1]
        table.draw(4, &stream, into: &words, after: 1)
        #expect(Set(words.prefix(4)) == [1, 3, 4, 5] && [1, 3, 4, 5].contains(words[4]))
      }
    }
  }
}
