import EmbeddingStore
import StrictJSON

extension VectorsStage: RunnableStage {
  /// Reads vectors of any known format into a store of our own.
  func run(_ name: StageName, in workshop: Workshop) throws -> StageOutcome {
    let format = try VectorFormat.detect(path.resolved)
    if format == .numpy && words == nil {
      // A list that the file does not name could change without the stage being run again.
      throw RunError.unnamedWords(path: path.resolved)
    }
    var table: EmbeddingTable
    var skipped = SkippedRows()
    if lenient {
      (table, skipped) = try EmbeddingTable.readLeniently(
        path.resolved, as: format, withState: true, words: words?.resolved)
      for line in skipped.lines { workshop.note(name, line, isMilestone: true) }
    } else {
      table = try EmbeddingTable.read(
        path.resolved, as: format, withState: true, words: words?.resolved)
    }
    let loss: JSONObject?
    (table, loss) = try store.applied(to: table, threads: workshop.threads)
    let file = VectorFile.name(name)
    try table.write(to: workshop.path(file))
    // The file has it for whoever trains on; the other stages read vectors only.
    table.state = nil
    workshop.keep(table, as: name)
    var figures: JSONObject = [
      "rows": .integer(table.vocabulary.count - Vocabulary.reservedCount),
      "dimensions": .integer(table.vectors.columns),
    ]
    if let loss { figures["storage"] = .object(loss) }
    if lenient { figures["rowsLeftOut"] = .integer(skipped.rows) }
    return StageOutcome(files: [file], figures: figures)
  }
}

extension VectorPrecision {
  /// A table as a file of this precision holds it, and what that cost; nil where it costs nothing.
  func applied(
    to table: EmbeddingTable, threads: Int
  ) throws(StoreError) -> (EmbeddingTable, JSONObject?) {
    // A file may have been rounded before: those values are kept as they are.
    guard self != .float32, self != table.stored.precision else { return (table, nil) }
    let stored = try table.stored(as: self)
    return (stored, StorageLoss(from: table, to: stored, threads: threads).figures(self))
  }
}
