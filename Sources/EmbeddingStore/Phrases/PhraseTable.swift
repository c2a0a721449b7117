/// Which words of a text are joined into phrases.
///
/// A phrase is a row of ids that becomes one id: of two words, or of two words with connectors between
/// them. The passes are gone through one after another, each over what the last left, so that a phrase
/// may be made of phrases. Within a pass a text is read from left to right, and what can be joined is
/// joined at once: of "a b c", with the phrases "a b" and "b c", comes "a_b c".
///
/// All ids are those of one vocabulary, which holds the words and the phrases.
public struct PhraseTable: Sendable {
  /// One row of ids and what it becomes.
  public struct Phrase: Hashable, Sendable {
    /// Two ids or more; those between the first and the last are connectors.
    public var parts: [Int32]
    public var joined: Int32

    public init(_ parts: [Int32], joined: Int32) {
      self.parts = parts
      self.joined = joined
    }
  }

  /// Without passes that find nothing.
  public let passes: [[Phrase]]
  /// The same, ready to be looked up.
  let steps: [PhraseSteps]

  /// A table that joins nothing.
  public init() {
    passes = []
    steps = []
  }

  /// - Precondition: within a pass, no phrase is or begins another.
  init(passes: [[Phrase]]) {
    let sound = Self(checking: passes)
    precondition(sound != nil, "one phrase begins another")
    self = sound ?? Self()
  }

  /// Nil where, within a pass, a phrase is or begins another.
  init?(checking passes: [[Phrase]]) {
    self.passes = passes.filter { !$0.isEmpty }
    var steps: [PhraseSteps] = []
    for pass in self.passes {
      guard let next = PhraseSteps(pass) else { return nil }
      steps.append(next)
    }
    self.steps = steps
  }

  public var isEmpty: Bool { passes.isEmpty }

  /// How many phrases there are in all passes.
  public var count: Int { passes.reduce(0) { $0 + $1.count } }
}

extension PhraseTable: Equatable {
  public static func == (a: Self, b: Self) -> Bool { a.passes == b.passes }
}

/// The phrases of one pass as steps: from a word, or from the beginning of a phrase, over the next id.
///
/// A beginning of two ids or more is numbered above all ids of words.
struct PhraseSteps: Sendable {
  static let beginning: UInt32 = 1 << 31
  private var table: PairTable

  /// Nil where a phrase is or begins another.
  init?(_ phrases: [PhraseTable.Phrase]) {
    table = PairTable(minimumCapacity: phrases.count)
    var beginnings: UInt32 = 0
    for phrase in phrases {
      var state = UInt32(phrase.parts[0])
      for part in phrase.parts.dropFirst().dropLast() {
        let key = PairTable.key(state, part)
        if let next = table[key] {
          guard next >= Self.beginning else { return nil }
          state = next
        } else {
          state = Self.beginning | beginnings
          beginnings += 1
          table.set(key, to: state)
        }
      }
      let key = PairTable.key(state, phrase.parts[phrase.parts.count - 1])
      guard table[key] == nil else { return nil }
      table.set(key, to: UInt32(phrase.joined))
    }
  }

  /// What `id` makes of `state`: a longer beginning, the id of a phrase, or nil, nothing.
  @inline(__always)
  func next(_ state: UInt32, _ id: Int32) -> UInt32? { table[PairTable.key(state, id)] }
}
