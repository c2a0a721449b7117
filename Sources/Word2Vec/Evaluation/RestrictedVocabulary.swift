import EmbeddingStore

/// The most frequent words of a table, found with or without regard to case.
///
/// Where several words differ by case alone, the first of them, the most frequent one, answers for
/// all. Folding is by upper case, as in gensim (so that ß and ss meet).
struct RestrictedVocabulary: Sendable {
  private let table: EmbeddingTable
  private let foldsCase: Bool
  private var byFold: [String: Int32] = [:]
  /// The words that are in.
  let ids: Range<Int32>

  init(_ table: EmbeddingTable, restrict: Int, foldsCase: Bool) {
    self.table = table
    self.foldsCase = foldsCase
    let all = table.vocabulary.wordIDs
    ids = all.lowerBound..<(all.lowerBound + Int32(min(max(restrict, 0), all.count)))
    guard foldsCase else { return }
    byFold.reserveCapacity(ids.count)
    for id in ids {
      let fold = table.vocabulary.word(id).uppercased()
      if byFold[fold] == nil { byFold[fold] = id }
    }
  }

  /// The word that a spelling stands for, or nil when no word does.
  func id(of word: some StringProtocol) -> Int32? {
    if foldsCase { return byFold[word.uppercased()] }
    guard let id = table.vocabulary.id(of: String(word)), ids.contains(id) else { return nil }
    return id
  }

  /// The word that answers for a word of `ids`.
  func representative(of id: Int32) -> Int32 {
    foldsCase ? byFold[table.vocabulary.word(id).uppercased()]! : id
  }
}
