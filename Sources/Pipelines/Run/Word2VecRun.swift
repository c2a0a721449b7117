import Archive
import EmbeddingStore
import StrictJSON
import Word2Vec

extension Word2VecStage: RunnableStage {
  func run(_ name: StageName, in workshop: Workshop) throws -> StageOutcome {
    let set = try workshop.tokens(tokens)
    let texts = try workshop.encodedTexts(tokens)
    var settings = settings
    settings.seed = workshop.seed(of: name)
    let snapshot = SnapshotFile(name, kind: "word2vec-snapshot", in: workshop)
    let start = try start.map { try workshop.vectors($0, withState: true) }
    if let start, start.state == nil {
      workshop.note(
        name,
        "the vectors to go on from have no training state: the table of contexts begins with zeros",
        isMilestone: true)
    }
    let result = try SkipGram(settings).train(
      texts, vocabulary: set.vocabulary, threads: workshop.threads, from: start,
      keepState: continuable, snapshots: try snapshots(in: snapshot)
    ) { state in
      let share = Double(state.wordsDone) / Double(max(state.wordsTotal, 1))
      workshop.note(
        name,
        "epoch \(state.epoch) of \(settings.epochs), \(NumberText.percent(share)): "
          + "\(NumberText.rate(state.wordsPerSecond)) words/s, "
          + "loss \(NumberText.fixed(Double(state.loss), 4)), "
          + "learning rate \(NumberText.fixed(Double(state.learningRate), 4)), "
          + "\(NumberText.duration(state.secondsLeft)) left")
    }
    let file = VectorFile.name(name)
    try result.table.write(to: workshop.path(file))
    workshop.keep(result.table, as: name)
    snapshot.remove()
    return StageOutcome(
      files: [file],
      figures: [
        "rows": .integer(result.table.vocabulary.wordIDs.count),
        "words": .integer(texts.wordCount * settings.epochs),
        "dimensions": .integer(settings.dimensions),
        "wordsPerSecond": .number(result.wordsPerSecond), "seconds": .number(result.seconds),
        "lossPerEpoch": .array(result.lossPerEpoch.map(JSONText.number)),
      ])
  }
}

extension Word2VecStage {
  /// What to save, and, where the run is to be resumed, from where to go on.
  private func snapshots(in file: SnapshotFile) throws -> SkipGramSnapshots {
    var plan = SkipGramSnapshots()
    plan.interval = snapshotWords
    plan.save = { snapshot throws(StoreError) in
      do throws(ArchiveError) {
        try file.write(
          snapshot.state, [("centers", snapshot.centers), ("contexts", snapshot.contexts)])
      } catch {
        throw .archive(error)
      }
    }
    let found = try file.read(having: ["centers", "contexts"]) { (state: SkipGramState) in
      "epoch \(state.epoch + 1), chunk \(NumberText.grouped(state.chunk))"
    }
    if let (state, tables) = found {
      plan.resume = SkipGramSnapshot(
        state: state, centers: tables["centers"]!, contexts: tables["contexts"]!)
    }
    return plan
  }
}

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
    let file = VectorFile.name(name)
    try table.write(to: workshop.path(file))
    // The file has it for whoever trains on; the other stages read vectors only.
    table.state = nil
    workshop.keep(table, as: name)
    var figures: JSONObject = [
      "rows": .integer(table.vocabulary.count - Vocabulary.reservedCount),
      "dimensions": .integer(table.vectors.columns),
    ]
    if lenient { figures["rowsLeftOut"] = .integer(skipped.rows) }
    return StageOutcome(files: [file], figures: figures)
  }
}
