/// The three uses of examples.
public enum Part: String, Codable, CaseIterable, Hashable, Sendable {
  case train, validation, test
}

/// How to share examples out.
public enum SplitRule: Hashable, Sendable {
  /// Fractions of the examples, each from 0 to 1. Their sum is at most 1, with a tolerance of 1e-9
  /// for decimals that binary numbers cannot hold; what is missing to 1 is left out of all three
  /// parts.
  case fractions(train: Double, validation: Double, test: Double)
  /// Test on fold `number` (from 1) of `of` equal folds. Of the rest, the fraction `validation` (0
  /// up to but not including 1) is for validation, the others for training.
  case fold(number: Int, of: Int, validation: Double = 0)
  /// As the part column says that was read with the rows.
  case column
}

/// Places of examples by their use, each list ascending.
public struct Split: Equatable, Sendable {
  public var train: [Int]
  public var validation: [Int]
  public var test: [Int]

  public init(train: [Int], validation: [Int], test: [Int]) {
    self.train = train
    self.validation = validation
    self.test = test
  }

  /// The places of one part.
  public subscript(part: Part) -> [Int] {
    switch part {
    case .train: train
    case .validation: validation
    case .test: test
    }
  }
}

extension Examples {
  /// Shares the examples out.
  ///
  /// Fractions and folds are stratified: each label (with several labels, each combination of
  /// labels) has its share in each part. Examples with the same text, byte for byte, always go to
  /// the same part, since a text met in training says nothing in a test. The result depends on the
  /// rule, the seed and the order of the examples, and on nothing else. The folds of one seed share
  /// no example and leave none out.
  ///
  /// Counts: without equal texts, a part has its fraction of all examples, and of each stratum,
  /// to within 2 examples.
  ///
  /// `column` takes the parts as they were read, equal texts or not.
  ///
  /// Errors: `badFraction`, `fractionsTooLarge`, `badFold`, `noPartColumn`; `emptyPart` when a part
  /// that is to have examples gets none.
  public func split(_ rule: SplitRule, seed: UInt64) throws(CorpusError) -> Split {
    switch rule {
    case .fractions(let train, let validation, let test):
      return try split([(.train, train), (.validation, validation), (.test, test)], seed)
    case .fold(let number, let folds, let validation):
      return try fold(number, folds, validation, seed)
    case .column:
      guard !parts.isEmpty else { throw .noPartColumn }
      func places(_ part: Part) -> [Int] { parts.indices.filter { parts[$0] == part } }
      return Split(
        train: places(.train), validation: places(.validation), test: places(.test))
    }
  }

  /// Shares some of the examples out into folds of equal size, each ascending: as those of
  /// `SplitRule.fold`, but of these examples alone.
  ///
  /// Errors: `badFold` for fewer than 2 folds; `emptyPart` when a fold gets no example.
  public func folds(of places: [Int], _ count: Int, seed: UInt64) throws(CorpusError) -> [[Int]] {
    guard count >= 2 else { throw .badFold(number: 1, of: count) }
    let hands = deal(
      shuffledGroups(seed, of: places), shares: [Double](repeating: 1 / Double(count), count: count)
    )
    let folds = hands.map { self.places($0) }
    if folds.contains(where: \.isEmpty) { throw .emptyPart(part: .validation, of: places.count) }
    return folds
  }

  private func split(_ fractions: [(Part, Double)], _ seed: UInt64) throws(CorpusError) -> Split {
    for (part, fraction) in fractions { try Self.check(part, fraction) }
    let sum = fractions.reduce(0) { $0 + $1.1 }
    guard sum <= 1 + 1e-9 else { throw .fractionsTooLarge(sum: sum) }
    let left = sum >= 1 - 1e-9 ? 0 : 1 - sum
    let hands = deal(shuffledGroups(seed), shares: fractions.map(\.1) + [left])
    let split = Split(train: places(hands[0]), validation: places(hands[1]), test: places(hands[2]))
    for (part, fraction) in fractions where fraction > 0 && split[part].isEmpty {
      throw .emptyPart(part: part, of: count)
    }
    return split
  }

  private func fold(
    _ number: Int, _ folds: Int, _ validation: Double, _ seed: UInt64
  ) throws(CorpusError) -> Split {
    guard folds >= 2, (1...folds).contains(number) else {
      throw .badFold(number: number, of: folds)
    }
    try Self.check(.validation, validation)
    var hands = deal(
      shuffledGroups(seed), shares: [Double](repeating: 1 / Double(folds), count: folds))
    let test = places(hands.remove(at: number - 1))
    let isTest = Set(test)
    let rest = shuffledGroups(seed).filter { !isTest.contains($0[0]) }
    let parts = deal(rest, shares: [1 - validation, validation])
    let split = Split(train: places(parts[0]), validation: places(parts[1]), test: test)
    for (part, isWanted) in [(Part.train, true), (.validation, validation > 0), (.test, true)]
    where isWanted && split[part].isEmpty {
      throw .emptyPart(part: part, of: count)
    }
    return split
  }

  private static func check(_ part: Part, _ fraction: Double) throws(CorpusError) {
    guard fraction >= 0, fraction <= 1 else { throw .badFraction(part: part, value: fraction) }
  }

  /// The examples in groups of equal texts, stratum after stratum, shuffled within each.
  ///
  /// Equal means equal 64-bit hashes: two different texts that meet there would share a part, no
  /// harm. A group with several labels counts to the stratum of its first example.
  private func shuffledGroups(_ seed: UInt64, of places: [Int]? = nil) -> [[Int]] {
    var groups: [[Int]] = []
    var groupOfText: [UInt64: Int] = [:]
    groupOfText.reserveCapacity(count)
    for index in places ?? Array(0..<count) {
      let hash = withText(index, textHash)
      if let group = groupOfText[hash] {
        groups[group].append(index)
      } else {
        groupOfText[hash] = groups.count
        groups.append([index])
      }
    }
    var strata: [[Int]] = []
    var stratumOfLabels: [ArraySlice<Int32>: Int] = [:]
    for (number, group) in groups.enumerated() {
      let key = labels(group[0])
      if let stratum = stratumOfLabels[key] {
        strata[stratum].append(number)
      } else {
        stratumOfLabels[key] = strata.count
        strata.append([number])
      }
    }
    var random = SplitMix64(seed: seed)
    return strata.flatMap { stratum in
      var stratum = stratum
      random.shuffle(&stratum)
      return stratum.map { groups[$0] }
    }
  }

  private func places(_ groups: [[Int]]) -> [Int] { groups.flatMap { $0 }.sorted() }
}

/// Deals groups out in their order, each whole to the hand that is then furthest behind its share.
///
/// Over any run of groups of one example each hand so gets its share to within 2 (for four hands
/// and 20,000 random shares the worst was 1.76): dealing a list stratum by stratum shares out every
/// stratum, the small ones together.
private func deal(_ groups: [[Int]], shares: [Double]) -> [[[Int]]] {
  var hands = [[[Int]]](repeating: [], count: shares.count)
  var sizes = [Int](repeating: 0, count: shares.count)
  var dealt = 0
  for group in groups {
    dealt += group.count
    var best = 0
    var need = -Double.infinity
    for (hand, share) in shares.enumerated() where share > 0 {
      let behind = share * Double(dealt) - Double(sizes[hand])
      if behind > need { (best, need) = (hand, behind) }
    }
    hands[best].append(group)
    sizes[best] += group.count
  }
  return hands
}

/// FNV-1a of 64 bits.
private func textHash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
  text.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
}
