/// Counts the words of texts and the pairs of words that stand side by side.
///
/// Connectors do not part two words: "bank of america" is a pair of "bank" and "america" with "of"
/// between them, and another than "bank america". Unknown words, marks and ends of texts do. A pair of three
/// equal words in a row is counted twice.
struct PhraseCounter {
  /// More connectors in a row than this part two words: no phrase needs them, and each row takes room.
  static let maximumConnectors = 8

  /// What an id is to its neighbours.
  enum Role: Sendable { case word, connector, partition }

  private let roles: [Role]
  private let maximumPairs: Int
  /// By id.
  private(set) var counts: [Int]
  /// All ids.
  private(set) var words = 0
  /// By the beginning (a word's id, or the number of a beginning) and the last id.
  private(set) var pairs = PairTable()
  /// Counts up to this were forgotten.
  private(set) var forgotten: UInt32 = 0

  /// Beginnings of a word and connectors, numbered as they come.
  private var beginnings = PairTable()
  private var beginningParts: [(before: UInt32, connector: Int32)] = []
  private var state: UInt32 = 0
  private var connectorsInRow = 0

  /// - Parameter roles: by id, the reserved ones included.
  init(roles: [Role], maximumPairs: Int) {
    counts = [Int](repeating: 0, count: roles.count)
    self.roles = roles
    self.maximumPairs = max(1, maximumPairs)
  }

  @inline(__always)
  mutating func add(_ id: Int32) {
    words += 1
    counts[Int(id)] += 1
    switch roles[Int(id)] {
    case .partition: state = 0
    case .connector: if state != 0 { addConnector(id) }
    case .word:
      if state != 0 {
        pairs.increment(PairTable.key(state, id))
        if pairs.count > maximumPairs { forgetRarest() }
      }
      state = UInt32(id)
      connectorsInRow = 0
    }
  }

  mutating func endText() { state = 0 }

  /// The different words that may begin or end a phrase.
  var wordCount: Int {
    counts.indices.count { counts[$0] > 0 && roles[$0] == .word }
  }

  /// The ids of a pair: two words and the connectors between them.
  func parts(_ key: UInt64) -> [Int32] {
    var parts = [Int32(truncatingIfNeeded: key)]
    var state = UInt32(truncatingIfNeeded: key >> 32)
    while state >= PhraseSteps.beginning {
      let (before, connector) = beginningParts[Int(state & ~PhraseSteps.beginning)]
      parts.append(connector)
      state = before
    }
    parts.append(Int32(bitPattern: state))
    return parts.reversed()
  }

  private mutating func addConnector(_ id: Int32) {
    connectorsInRow += 1
    let key = PairTable.key(state, id)
    if connectorsInRow > Self.maximumConnectors {
      state = 0
    } else if let known = beginnings[key] {
      state = known
    } else if beginnings.count < maximumPairs {
      let number = PhraseSteps.beginning | UInt32(beginningParts.count)
      beginningParts.append((before: state, connector: id))
      beginnings.set(key, to: number)
      state = number
    } else {
      state = 0
    }
  }

  private mutating func forgetRarest() {
    while pairs.count > maximumPairs {
      forgotten += 1
      pairs.removeValues(upTo: forgotten)
    }
  }
}
