import EmbeddingStore

/// What a training saves on its way, and where an earlier one stopped.
public struct SkipGramSnapshots {
  /// Words of text between two snapshots, about; 0 for none.
  public var interval = 0
  /// Takes a snapshot. Training may go on in the same tables: what is to outlast the call is to be copied.
  public var save: (SkipGramSnapshot) throws(StoreError) -> Void = { _ in }
  /// A snapshot of the same training: same texts, vocabulary, settings and start.
  public var resume: SkipGramSnapshot?

  public init() {}
}

extension SkipGramSnapshot {
  /// Whether this can be of a training on such tables.
  func check(
    _ tables: SkipGramTables, epochs: Int, chunks: Int
  ) throws(Word2VecError) {
    let columns = tables.centers.columns
    let shapes = [
      (centers.rows, centers.columns, tables.centers.rows),
      (contexts.rows, contexts.columns, tables.contexts.rows),
    ]
    for (rows, found, expected) in shapes where rows != expected || found != columns {
      throw .snapshotShape(found: "\(rows) × \(found)", expected: "\(expected) × \(columns)")
    }
    // More pairs than any text has must not overflow the sum.
    let pairs = 0...(Int.max >> 8)
    guard 0..<epochs ~= state.epoch, 0...chunks ~= state.chunk,
      state.lossPerEpoch.count == state.epoch, pairs ~= state.pairs, pairs ~= state.allPairs
    else {
      throw .snapshotPlace(epoch: state.epoch, chunk: state.chunk)
    }
  }
}
