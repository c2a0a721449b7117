extension EmbeddingTable {
  /// Reads vectors in any form that is known, plain or gzip; the content tells which.
  ///
  /// - Parameters:
  ///   - format: reads the file in this form instead of looking for one.
  ///   - withState: whether to take the training's state too, where the file holds one.
  /// - Errors: what is wrong with the file, and where.
  public static func read(
    _ path: String, as format: VectorFormat? = nil, withState: Bool = false
  ) throws(StoreError) -> EmbeddingTable {
    var faults = RowFaults(path: path, isLenient: false)
    return try read(path, as: format, withState: withState, &faults)
  }

  /// Reads as `read` does, but leaves out the rows of a foreign file that have a fault, and says which
  /// faults these were: too few or too many numbers, what is no number or not finite, a word that is
  /// empty or came before. A header that promises a wrong number of rows is told and not believed.
  ///
  /// Files of our own are never read so: they are whole or refused.
  ///
  /// - Errors: faults that leave no rows to be read; see `SkippedRows`.
  public static func readLeniently(
    _ path: String, as format: VectorFormat? = nil, withState: Bool = false
  ) throws(StoreError) -> (table: EmbeddingTable, skipped: SkippedRows) {
    var faults = RowFaults(path: path, isLenient: true)
    let table = try read(path, as: format, withState: withState, &faults)
    return (table, faults.skipped)
  }

  private static func read(
    _ path: String, as format: VectorFormat?, withState: Bool, _ faults: inout RowFaults
  ) throws(StoreError) -> EmbeddingTable {
    let form: VectorFormat
    if let format { form = format } else { form = try VectorFormat.detect(path) }
    switch form {
    case .lexigate: return try EmbeddingTable(contentsOf: path, withState: withState)
    case .word2vecText: return try Word2VecText.read(path, &faults)
    case .word2vecBinary: return try Word2VecBinary.read(path, &faults)
    case .gloveText: return try GloveText.read(path, &faults)
    case .fastText: return try FastTextBinary.read(path, &faults)
    }
  }

  /// Writes vectors in one of the `writable` forms; foreign ones as gzip when the name ends in `.gz`.
  ///
  /// Foreign forms hold no counts, no training record, no reserved rows, no n-grams and no state.
  ///
  /// - Errors: `notFinite`, `unwritableWord`, whatever the disk refuses; `unwritableFormat`.
  public func write(to path: String, as format: VectorFormat) throws(StoreError) {
    switch format {
    case .lexigate: try write(to: path)
    case .word2vecText: try Word2VecText.write(self, to: path)
    case .word2vecBinary: try Word2VecBinary.write(self, to: path)
    case .gloveText, .fastText:
      throw .unsupportedFormat(
        path: path, format: format.title, advice: "write word2vec text instead")
    }
  }
}
