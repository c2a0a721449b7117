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
    let (table, loss) = try store.applied(to: result.table, threads: workshop.threads)
    try table.write(to: workshop.path(file))
    workshop.keep(table, as: name)
    snapshot.remove()
    var figures: JSONObject = [
      "rows": .integer(table.vocabulary.wordIDs.count),
      "words": .integer(texts.wordCount * settings.epochs),
      "dimensions": .integer(settings.dimensions),
      "wordsPerSecond": .number(result.wordsPerSecond), "seconds": .number(result.seconds),
      "lossPerEpoch": .array(result.lossPerEpoch.map(JSONText.number)),
    ]
    if let loss { figures["storage"] = .object(loss) }
    return StageOutcome(files: [file], figures: figures)
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
          snapshot.state, ["centers": snapshot.centers, "contexts": snapshot.contexts])
      } catch {
        throw .archive(error)
      }
    }
    let found = try file.read(having: ["centers", "contexts"]) { (state: SkipGramState) in
      "epoch \(state.epoch + 1), chunk \(NumberText.grouped(state.chunk))"
    }
    if let found {
      plan.resume = SkipGramSnapshot(
        state: found.state, centers: found.tables["centers"]!,
        contexts: found.tables["contexts"]!)
    }
    return plan
  }
}
