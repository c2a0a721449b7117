/// The state of a search for phrases between the readings of the texts.
///
/// While it lasts, words have the ids of the vocabulary and phrases those after them, in the order in
/// which they were found.
struct PhraseSearch {
  private struct Candidate {
    var parts: [Int32]
    var score: Double
    var count: Int
    var joined: Int32 = 0
  }

  enum Step { case again, done }

  private let settings: PhraseSettings
  private let vocabulary: Vocabulary
  /// By id; those that are not here are phrases, which are words.
  private let roles: [PhraseCounter.Role]
  private var words: WordTable
  private var passes: [[Candidate]] = []
  /// By id, after the last reading.
  private var counts: [Int] = []
  private var wordsBefore: Int?
  private var wordsAfter = 0
  private var forgotten = 0
  private(set) var table = PhraseTable()

  init(_ settings: PhraseSettings, _ vocabulary: Vocabulary) {
    self.settings = settings
    self.vocabulary = vocabulary
    var roles: [PhraseCounter.Role] = (0..<Int32(vocabulary.count)).map { id in
      if Vocabulary.isReserved(id) { return .partition }
      return settings.punctuation
        || vocabulary.word(id).unicodeScalars.contains(where: \.isLetterOrDigit)
        ? .word : .partition
    }
    for connector in settings.connectors {
      if let id = vocabulary.id(of: connector) { roles[Int(id)] = .connector }
    }
    self.roles = roles
    words = WordTable(minimumCapacity: vocabulary.count)
    for id in vocabulary.wordIDs {
      vocabulary.bytes(of: id).withUnsafeBufferPointer { _ = words.insert($0) }
    }
  }

  private var idCount: Int { words.count + Vocabulary.reservedCount }

  /// A counter for the next reading.
  func counter() -> PhraseCounter {
    let phrases = [PhraseCounter.Role](repeating: .word, count: idCount - roles.count)
    return PhraseCounter(roles: roles + phrases, maximumPairs: settings.maximumPairs)
  }

  /// Takes what a reading has counted; says whether another one is needed.
  mutating func take(_ counter: PhraseCounter) -> Step {
    counts = counter.counts
    wordsBefore = wordsBefore ?? counter.words
    wordsAfter = counter.words
    if let last = passes.popLast() {
      let joined = last.filter { counts[Int($0.joined)] > 0 }
      passes.append(
        joined.map { candidate in
          var candidate = candidate
          candidate.count = counts[Int(candidate.joined)]
          return candidate
        })
      // The texts are joined by the same phrases as before: those left out were never met.
      updateTable()
    }
    guard passes.count < settings.passes else { return .done }
    forgotten = max(forgotten, Int(counter.forgotten))
    var candidates = candidates(counter)
    guard !candidates.isEmpty else { return .done }
    for index in candidates.indices { candidates[index].joined = spell(candidates[index].parts) }
    passes.append(candidates)
    updateTable()
    return .again
  }

  private mutating func updateTable() {
    table = PhraseTable(
      passes: passes.map { $0.map { PhraseTable.Phrase($0.parts, joined: $0.joined) } })
  }

  /// The pairs that score high enough, the most frequent first, as many as there is room for.
  private func candidates(_ counter: PhraseCounter) -> [Candidate] {
    let figures = PhraseScore.Counts(
      minCount: settings.minCount, vocabulary: counter.wordCount + counter.pairs.count,
      words: counter.words)
    var candidates: [Candidate] = []
    counter.pairs.visit { key, value in
      // Most pairs are too rare, and need no taking apart.
      guard value >= settings.minCount else { return }
      let parts = counter.parts(key)
      let score = settings.score(
        pair: Int(value), first: counts[Int(parts[0])],
        second: counts[Int(parts[parts.count - 1])], figures)
      guard score > settings.threshold else { return }
      candidates.append(Candidate(parts: parts, score: score, count: Int(value)))
    }
    candidates.sort { a, b in
      a.count != b.count ? a.count > b.count : a.parts.lexicographicallyPrecedes(b.parts)
    }
    let known = vocabulary.wordIDs.count + passes.reduce(0) { $0 + $1.count }
    let most = min(settings.maximumVocabulary ?? .max, Int(Int32.max) - Vocabulary.reservedCount)
    return Array(candidates.prefix(max(0, most - known)))
  }

  /// The id of a phrase: a new one, or that of a word or phrase that is spelled the same.
  private mutating func spell(_ parts: [Int32]) -> Int32 {
    var bytes: [UInt8] = []
    for (place, part) in parts.enumerated() {
      if place > 0 { bytes += settings.delimiter.utf8 }
      bytes += words.bytes(Int(part) - Vocabulary.reservedCount)
    }
    return Int32(
      bytes.withUnsafeBufferPointer { words.insert($0).index } + Vocabulary.reservedCount)
  }

  /// Everything by the ids of a vocabulary of words and phrases, in the order of their counts.
  func findings(after earlier: PhraseTable) -> PhraseDetector.Findings {
    var isKept = [Bool](repeating: false, count: words.count)
    for index in 0..<vocabulary.wordIDs.count { isKept[index] = true }
    for phrase in passes.joined() { isKept[Int(phrase.joined) - Vocabulary.reservedCount] = true }
    func count(_ index: Int) -> Int { counts[index + Vocabulary.reservedCount] }
    let order = isKept.indices.filter { isKept[$0] }.sorted { a, b in
      count(a) != count(b) ? count(a) > count(b) : words.bytesPrecede(a, b)
    }
    var sorted = WordTable(minimumCapacity: order.count)
    var frequencies = [0, counts[Int(Vocabulary.unknownID)]]
    var ids = [Int32](repeating: Vocabulary.unknownID, count: idCount)
    for index in order {
      words.bytes(index).withUnsafeBufferPointer { _ = sorted.insert($0) }
      ids[index + Vocabulary.reservedCount] = Int32(frequencies.count)
      frequencies.append(count(index))
    }
    func renamed(_ phrase: PhraseTable.Phrase) -> PhraseTable.Phrase {
      PhraseTable.Phrase(phrase.parts.map { ids[Int($0)] }, joined: ids[Int(phrase.joined)])
    }
    let vocabulary: Vocabulary
    do {
      vocabulary = try Vocabulary(table: sorted, frequencies: frequencies)
    } catch {
      preconditionFailure("the words of a vocabulary are at least one")
    }
    return PhraseDetector.Findings(
      vocabulary: vocabulary,
      phrases: PhraseTable(passes: (earlier.passes + table.passes).map { $0.map(renamed) }),
      passes: passes.filter { !$0.isEmpty }.map { pass in
        pass.map {
          PhraseDetector.Phrase(id: ids[Int($0.joined)], score: $0.score, count: $0.count)
        }
      }, words: (wordsBefore ?? 0, wordsAfter), forgottenCount: forgotten)
  }
}

extension Unicode.Scalar {
  fileprivate var isLetterOrDigit: Bool { properties.isAlphabetic || properties.numericType != nil }
}
