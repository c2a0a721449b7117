extension EmbeddingTable {
  /// Reads vectors in any form that is known, plain or gzip; the content tells which.
  ///
  /// - Parameters:
  ///   - format: reads the file in this form instead of looking for one.
  ///   - withState: whether to take the training's state too, where the file holds one.
  ///   - words: the list of words that belongs to a NumPy array, where it is not beside it; see
  ///     `NumpyArray`. Files of other forms have their words in them.
  /// - Errors: what is wrong with the file, and where.
  public static func read(
    _ path: String, as format: VectorFormat? = nil, withState: Bool = false, words: String? = nil
  ) throws(StoreError) -> EmbeddingTable {
    var faults = RowFaults(path: path, isLenient: false)
    return try read(path, as: format, withState: withState, words: words, &faults)
  }

  /// Reads as `read` does, but leaves out the rows of a foreign file that have a fault, and says which
  /// faults these were: too few or too many numbers, what is no number or not finite, a word that is
  /// empty or came before. A header that promises a wrong number of rows is told and not believed.
  ///
  /// Files of our own are never read so: they are whole or refused.
  ///
  /// - Errors: faults that leave no rows to be read; see `SkippedRows`.
  public static func readLeniently(
    _ path: String, as format: VectorFormat? = nil, withState: Bool = false, words: String? = nil
  ) throws(StoreError) -> (table: EmbeddingTable, skipped: SkippedRows) {
    var faults = RowFaults(path: path, isLenient: true)
    let table = try read(path, as: format, withState: withState, words: words, &faults)
    return (table, faults.skipped)
  }

  private static func read(
    _ path: String, as format: VectorFormat?, withState: Bool, words: String?,
    _ faults: inout RowFaults
  ) throws(StoreError) -> EmbeddingTable {
    let form: VectorFormat
    if let format { form = format } else { form = try VectorFormat.detect(path) }
    if let words, form != .numpy {
      throw .unsupportedFormat(
        path: words, format: "a list of words beside \(form.title)",
        advice: "leave it out: \(path) has its own words")
    }
    switch form {
    case .lexigate: return try EmbeddingTable(contentsOf: path, withState: withState)
    case .word2vecText: return try Word2VecText.read(path, &faults)
    case .word2vecBinary: return try Word2VecBinary.read(path, &faults)
    case .gloveText: return try GloveText.read(path, &faults)
    case .fastText: return try FastTextBinary.read(path, &faults)
    case .numpy: return try NumpyArray.read(path, words: words, &faults)
    case .safetensors: return try SafetensorsVectors.read(path, &faults)
    case .projector:
      throw .unsupportedFormat(
        path: path, format: form.title, advice: "name the file that the vectors came from")
    }
  }

  /// Writes vectors in one of the `writable` forms; foreign ones as gzip when the name ends in `.gz`.
  ///
  /// A NumPy array gets a list of words beside it, a projector's vectors their metadata; `companion`
  /// names these. Foreign forms hold no counts, no training record, no reserved rows, no n-grams and no state.
  ///
  /// - Errors: `notFinite`, `unwritableWord`, whatever the disk refuses; `unsupportedFormat`.
  public func write(to path: String, as format: VectorFormat) throws(StoreError) {
    switch format {
    case .lexigate: try write(to: path)
    case .word2vecText: try Word2VecText.write(self, to: path)
    case .word2vecBinary: try Word2VecBinary.write(self, to: path)
    case .gloveText: try GloveText.write(self, to: path)
    case .numpy: try NumpyArray.write(self, to: path)
    case .projector: try ProjectorTSV.write(self, to: path)
    case .safetensors: try SafetensorsVectors.write(self, to: path)
    case .fastText:
      throw .unsupportedFormat(
        path: path, format: format.title, advice: "write word2vec text instead")
    }
  }
}

extension VectorFormat {
  /// The second file that is written beside vectors of this form, if there is one.
  public func companion(of path: String) -> String? {
    switch self {
    case .numpy: NumpyArray.listPath(path)
    case .projector: ProjectorTSV.metadataPath(path)
    default: nil
    }
  }
}
