import Corpora
import Testing

@Suite struct SplitTests {
  /// Examples with different texts: `counts[i]` of them with label i, in turn.
  private func examples(_ counts: [Int], isMultiLabel: Bool = false) -> Examples {
    var rows: [(text: String, labels: [String])] = []
    for index in 0..<(counts.max() ?? 0) {
      for (label, count) in counts.enumerated() where index < count {
        rows.append((text: "text \(index) of \(label)", labels: ["label \(label)"]))
      }
    }
    return Examples(rows, isMultiLabel: isMultiLabel)
  }

  private static let usual = SplitRule.fractions(train: 0.8, validation: 0.1, test: 0.1)

  private func count(_ places: [Int], label: Int, in examples: Examples) -> Int {
    places.count { examples.label($0) == label }
  }

  @Test func partsShareNothingAndLeaveNothingOut() throws {
    let examples = examples([50, 30, 7])
    let split = try examples.split(Self.usual, seed: 1)
    #expect((split.train + split.validation + split.test).sorted() == Array(0..<87))
    for part in Part.allCases { #expect(split[part] == split[part].sorted()) }
  }

  @Test func everyLabelHasItsShare() throws {
    let examples = examples([1000, 500, 20])
    let split = try examples.split(Self.usual, seed: 3)
    for (label, count) in examples.labelCounts.enumerated() {
      for (part, fraction) in [(Part.train, 0.8), (.validation, 0.1), (.test, 0.1)] {
        let found = self.count(split[part], label: label, in: examples)
        #expect(abs(Double(found) - fraction * Double(count)) <= 2)
      }
    }
    #expect(split.train.count == 1216)
    #expect(split.validation.count == 152)
    #expect(split.test.count == 152)
  }

  @Test func sharesHoldForManySizesAndFractions() throws {
    // Strata of all sizes, many of a single example, under fractions drawn at random.
    var random = SplitMix64(seed: 5)
    for _ in 0..<200 {
      let examples = examples((0..<(1 + random.below(12))).map { _ in 1 + random.below(60) })
      let first = Double(random.below(1001)) / 1000
      let second = (1 - first) * Double(random.below(1001)) / 1000
      let third = random.below(2) == 0 ? 1 - first - second : (1 - first - second) / 2
      guard
        let split = try? examples.split(
          .fractions(train: first, validation: second, test: third), seed: random.next())
      else { continue }
      for (part, fraction) in [(Part.train, first), (.validation, second), (.test, third)] {
        let off = Double(split[part].count) - fraction * Double(examples.count)
        #expect(abs(off) <= 2)
        for (label, size) in examples.labelCounts.enumerated() {
          let found = count(split[part], label: label, in: examples)
          #expect(abs(Double(found) - fraction * Double(size)) <= 2)
        }
      }
    }
  }

  @Test func theSeedDecides() throws {
    let examples = examples([200, 200])
    let one = try examples.split(Self.usual, seed: 1)
    #expect(try examples.split(Self.usual, seed: 1) == one)
    #expect(try examples.split(Self.usual, seed: 2) != one)
    // The numbers must never change between versions or machines.
    #expect(one.test.prefix(8) == [5, 12, 44, 71, 90, 95, 97, 105])
  }

  @Test func equalTextsStayTogether() throws {
    var rows: [(text: String, labels: [String])] = []
    for index in 0..<600 {
      rows.append((text: "text \(index % 150)", labels: [index % 7 == 0 ? "a" : "b"]))
    }
    for index in 0..<400 { rows.append((text: "other \(index)", labels: ["a"])) }
    let examples = Examples(rows)
    let rules: [SplitRule] = [
      Self.usual, .fold(number: 2, of: 5, validation: 0.2),
      .fractions(train: 0.3, validation: 0.3, test: 0.3),
    ]
    for rule in rules {
      let split = try examples.split(rule, seed: 9)
      let texts = Part.allCases.map { part in Set(split[part].map { rows[$0].text }) }
      #expect(texts[0].isDisjoint(with: texts[1]))
      #expect(texts[0].isDisjoint(with: texts[2]))
      #expect(texts[1].isDisjoint(with: texts[2]))
    }
    let split = try examples.split(Self.usual, seed: 9)
    #expect(abs(split.test.count - 100) <= 8)
    #expect(split.train.count + split.validation.count + split.test.count == 1000)
  }

  @Test func combinationsOfLabelsAreStrata() throws {
    var rows: [(text: String, labels: [String])] = []
    for index in 0..<800 {
      let labels = ["a", "b", "c"].enumerated().filter { index >> $0.offset & 1 == 1 }
      rows.append((text: "text \(index)", labels: labels.map(\.element)))
    }
    let examples = Examples(rows, isMultiLabel: true)
    let split = try examples.split(.fractions(train: 0.5, validation: 0.25, test: 0.25), seed: 4)
    for combination in 0..<8 {
      #expect(split.train.count { $0 & 7 == combination } == 50)
      #expect(split.validation.count { $0 & 7 == combination } == 25)
    }
  }

  @Test func fractionsBelowOneLeaveTheRestOut() throws {
    let examples = examples([100])
    let split = try examples.split(.fractions(train: 0.5, validation: 0, test: 0.2), seed: 1)
    #expect(split.train.count == 50)
    #expect(split.validation == [])
    #expect(split.test.count == 20)
    // 0.1 + 0.2 + 0.7 is a little less than 1 in binary: nothing is left out all the same.
    let whole = try examples.split(.fractions(train: 0.7, validation: 0.2, test: 0.1), seed: 1)
    #expect(whole.train.count + whole.validation.count + whole.test.count == 100)
  }

  @Test func foldsTestEveryExampleOnce() throws {
    let examples = examples([53, 31])
    var tested: [Int] = []
    for number in 1...5 {
      let split = try examples.split(.fold(number: number, of: 5, validation: 0.1), seed: 7)
      #expect((split.train + split.validation + split.test).sorted() == Array(0..<84))
      #expect((16...17).contains(split.test.count))
      #expect((6...7).contains(split.validation.count))
      #expect((10...11).contains(count(split.test, label: 0, in: examples)))
      tested += split.test
    }
    #expect(tested.sorted() == Array(0..<84))
    let plain = try examples.split(.fold(number: 1, of: 5), seed: 7)
    #expect(plain.validation == [])
  }

  @Test func foldsOfSomeExamplesLeaveTheOthersOut() throws {
    let examples = examples([24, 16])
    let some = Array(0..<30)  // 15 of each label
    let folds = try examples.folds(of: some, 3, seed: 7)
    #expect(folds.flatMap { $0 }.sorted() == some)
    for fold in folds {
      #expect(fold == fold.sorted())
      #expect(fold.count == 10)
      #expect(count(fold, label: 0, in: examples) == 5)
    }
    #expect(try examples.folds(of: some, 3, seed: 7) == folds)
    #expect(try examples.folds(of: some, 3, seed: 8) != folds)
    #expect(throws: CorpusError.badFold(number: 1, of: 1)) {
      try examples.folds(of: some, 1, seed: 7)
    }
    #expect(throws: CorpusError.emptyPart(part: .validation, of: 2)) {
      try examples.folds(of: [0, 1], 3, seed: 7)
    }
  }

  @Test func byColumn() throws {
    let examples = try load("a.tsv", "use\tlabel\ttext\ntrain\ta\tx\ntest\ta\tx\ntrain\tb\ty\n") {
      $0.part = "use"
    }
    #expect(
      try examples.split(.column, seed: 0) == Split(train: [0, 2], validation: [], test: [1]))
    #expect(throws: CorpusError.noPartColumn) {
      try Examples([(text: "x", labels: ["a"])]).split(.column, seed: 0)
    }
  }

  @Test func rulesThatCannotBe() {
    let examples = examples([4])
    let cases: [(SplitRule, CorpusError)] = [
      (
        .fractions(train: -0.1, validation: 0, test: 0.5),
        .badFraction(part: .train, value: -0.1)
      ),
      (
        .fractions(train: 0.5, validation: 1.5, test: 0),
        .badFraction(part: .validation, value: 1.5)
      ),
      (.fractions(train: 0.5, validation: 0.5, test: 0.5), .fractionsTooLarge(sum: 1.5)),
      (
        .fractions(train: 0.75, validation: 0.25, test: 1e-8),
        .fractionsTooLarge(sum: 0.75 + 0.25 + 1e-8)
      ),
      (.fractions(train: 0.9, validation: 0, test: 0.1), .emptyPart(part: .test, of: 4)),
      (.fold(number: 0, of: 5), .badFold(number: 0, of: 5)),
      (.fold(number: 6, of: 5), .badFold(number: 6, of: 5)),
      (.fold(number: 1, of: 1), .badFold(number: 1, of: 1)),
      (.fold(number: 1, of: -3), .badFold(number: 1, of: -3)),
      (.fold(number: 5, of: 5), .emptyPart(part: .test, of: 4)),
      (.fold(number: 1, of: 2, validation: 1), .emptyPart(part: .train, of: 4)),
      (.fold(number: 1, of: 2, validation: 2), .badFraction(part: .validation, value: 2)),
    ]
    for (rule, error) in cases {
      #expect(throws: error) { try examples.split(rule, seed: 1) }
    }
    #expect(throws: CorpusError.self) {
      try examples.split(.fractions(train: .nan, validation: 0, test: 0), seed: 1)
    }
  }
}

@Suite struct SplitMix64Tests {
  @Test func theGeneratorsOwnNumbers() {
    // The first numbers for the seed 1234567, as published with the algorithm.
    var random = SplitMix64(seed: 1_234_567)
    #expect(
      (0..<5).map { _ in random.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ])
  }

  @Test func drawsAreEven() {
    var random = SplitMix64(seed: 1)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[random.below(7)] += 1 }
    // Five standard deviations of a binomial count around 10,000.
    for count in counts { #expect(abs(count - 10_000) < 470) }
    #expect(random.below(1) == 0)
  }

  @Test func everyOrderIsEquallyLikely() {
    var random = SplitMix64(seed: 2)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<24_000 {
      var items = [0, 1, 2, 3]
      random.shuffle(&items)
      counts[items, default: 0] += 1
    }
    #expect(counts.count == 24)
    for count in counts.values { #expect(abs(count - 1000) < 160) }
  }
}
