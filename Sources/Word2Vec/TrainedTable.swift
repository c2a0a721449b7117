import EmbeddingStore
import Kernels

// Between the tables of a training, whose rows are words' and n-grams', and the table that people use.

extension SkipGramTables {
  /// The vectors of all words, whole; `keepState`: with what a later training can go on from.
  func table(
    _ vocabulary: Vocabulary, _ rows: WordRows, _ subwords: SubwordSettings?, keepState: Bool
  ) -> EmbeddingTable {
    let all = centers.joined()
    guard let subwords else {
      var table = EmbeddingTable(vocabulary: vocabulary, vectors: all)
      if keepState { table.state = TrainingState(contexts: contexts.joined()) }
      return table
    }
    let columns = all.columns
    let grams = Matrix(rows: rows.buckets.count, columns: columns)
    for i in rows.buckets.indices {
      grams.row(i).update(from: all.row(vocabulary.count + i), count: columns)
    }
    let vectors = Matrix(rows: vocabulary.count, columns: columns)
    let words = Matrix(rows: vocabulary.count, columns: columns)
    let ngrams = SubwordVectors(settings: subwords, numbers: rows.buckets, vectors: grams)
    for id in vocabulary.wordIDs {
      let own = words.row(Int(id))
      own.update(from: all.row(Int(id)), count: columns)
      vocabulary.bytes(of: id).withUnsafeBufferPointer {
        _ = ngrams.mean(of: $0, own: own, into: vectors.row(Int(id)))
      }
    }
    var table = EmbeddingTable(vocabulary: vocabulary, vectors: vectors)
    table.subwords = ngrams
    if keepState { table.state = TrainingState(contexts: contexts.joined(), words: words) }
    return table
  }

  /// Begins with the vectors of another table, word for word and n-gram for n-gram.
  func take(_ start: EmbeddingTable, _ vocabulary: Vocabulary, _ rows: WordRows) {
    let words = start.state?.words ?? start.vectors
    for id in start.vocabulary.wordIDs {
      let target = start.vocabulary.bytes(of: id).withUnsafeBufferPointer { vocabulary.id(of: $0) }
      guard let target else { continue }
      centers.assign(words, row: Int(id), to: Int(target))
      if let state = start.state { contexts.assign(state.contexts, row: Int(id), to: Int(target)) }
    }
    guard let subwords = start.subwords else { return }
    for (i, bucket) in rows.buckets.enumerated() {
      guard let row = subwords.row(of: bucket) else { continue }
      centers.assign(subwords.vectors, row: row, to: vocabulary.count + i)
    }
  }
}
