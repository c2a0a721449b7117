import EmbeddingStore

/// Texts as a detector reads them.
struct PhraseTexts {
  let vocabulary: Vocabulary
  let ids: [[Int32]]

  /// Words that occur less often than `minCount` are unknown.
  init(_ texts: [String], minCount: Int = 1) throws {
    let words = texts.map { $0.split(separator: " ").map(String.init) }
    var builder = VocabularyBuilder()
    for word in words.joined() { builder.add(word) }
    let vocabulary = try builder.build(minCount: minCount)
    self.vocabulary = vocabulary
    ids = words.map { $0.map { vocabulary.id(of: $0) ?? Vocabulary.unknownID } }
  }

  /// All ids, each text ended by −1, in pieces of `size`.
  func forEachPiece(size: Int = 5, _ body: (UnsafeBufferPointer<Int32>) -> Void) {
    let all = ids.flatMap { $0 + [-1 as Int32] }
    all.withUnsafeBufferPointer { all in
      for start in stride(from: 0, to: all.count, by: size) {
        body(UnsafeBufferPointer(rebasing: all[start..<min(start + size, all.count)]))
      }
    }
  }

  func detect(_ settings: PhraseSettings, pieces size: Int = 5) -> PhraseDetector.Findings {
    PhraseDetector(settings).detect(vocabulary: vocabulary) { forEachPiece(size: size, $0) }
  }

  /// The texts as findings join them.
  func joined(_ found: PhraseDetector.Findings) -> [String] {
    var joiner = PhraseJoiner(found.phrases)
    return ids.map { text in
      let known = text.map { id in
        Vocabulary.isReserved(id) ? id : found.vocabulary.id(of: vocabulary.word(id))!
      }
      return joiner.join(known).map(found.vocabulary.word).joined(separator: " ")
    }
  }
}

extension PhraseDetector.Findings {
  /// The phrases of each new pass, the most frequent pairs first.
  var spelled: [[String]] { passes.map { $0.map { vocabulary.word($0.id) } } }

  /// The counts of some words and phrases; −1 for those that are not known.
  func counts(_ words: String...) -> [Int] {
    words.map { vocabulary.id(of: $0).map(vocabulary.frequency) ?? -1 }
  }
}
