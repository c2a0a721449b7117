import EmbeddingStore
import Kernels

/// One training from its first word to its last.
final class SkipGramRun {
  let tables: SkipGramTables
  private let sampler: WindowSampler
  private let texts: any EncodedTextSource
  private let team: WorkerTeam
  private var settings: SkipGramSettings { sampler.settings }

  /// Chunks drawn at a time by a thread: a number that only costs memory.
  private static let chunksAhead = 4

  private let batches: [WindowBatch]
  private var spaces: [WindowSampler.Workspace]
  /// One that all threads share, or one for each.
  private let pipelines: [BlockPipeline]
  private let clock = ContinuousClock()
  private var start: ContinuousClock.Instant
  private var reported: ContinuousClock.Instant
  private(set) var state = SkipGramState()
  /// Words that were trained on before this run began.
  private var wordsBefore = 0

  init(
    sampler: WindowSampler, tables: SkipGramTables, texts: any EncodedTextSource, team: WorkerTeam
  ) {
    self.sampler = sampler
    self.tables = tables
    self.texts = texts
    self.team = team
    let batchCount = min(Self.chunksAhead * team.threads, sampler.chunkCount(texts))
    batches = (0..<batchCount).map { _ in WindowBatch() }
    spaces = (0..<batchCount).map { _ in WindowSampler.Workspace() }
    pipelines = (0..<(sampler.settings.parallel == .exact ? 1 : team.threads)).map { _ in
      BlockPipeline(tables: tables, negatives: sampler.negatives, kind: sampler.inputs)
    }
    start = clock.now
    reported = start
  }

  /// Trains from `state` on; `save` is given the state about every `interval` words.
  func train(
    from state: SkipGramState, every interval: Int,
    save: (SkipGramState) throws(Word2VecError) -> Void, _ progress: (SkipGramProgress) -> Void
  ) throws(Word2VecError) {
    self.state = state
    start = clock.now
    let chunks = sampler.chunkCount(texts)
    wordsBefore = state.epoch * texts.wordCount + state.chunk * texts.wordCount / max(chunks, 1)
    var saved = self.state.position(chunks: chunks)
    while self.state.epoch < settings.epochs {
      while self.state.chunk < chunks {
        try advance(min(batches.count, chunks - self.state.chunk), progress)
        let position = self.state.position(chunks: chunks)
        if interval > 0, (position - saved) * sampler.chunkLength >= interval {
          saved = position
          self.state.seconds = state.seconds + (clock.now - start) / .seconds(1)
          try save(self.state)
        }
      }
      let loss = self.state.endEpoch()
      // A pair's loss begins at log 2; one that has grown tenfold will not come back.
      guard loss < 7, tables.areFinite(team) else {
        throw .diverged(epoch: self.state.epoch, learningRate: settings.learningRate)
      }
    }
    // A single epoch may be without pairs by chance.
    if self.state.allPairs == 0 {
      throw .noPair(words: texts.wordCount, texts: texts.textCount)
    }
    self.state.seconds = state.seconds + (clock.now - start) / .seconds(1)
  }

  /// Trains on the next `count` chunks.
  private func advance(
    _ count: Int, _ progress: (SkipGramProgress) -> Void
  ) throws(Word2VecError) {
    let epoch = state.epoch
    try sample(state.chunk, count, epoch)
    func rate(_ block: WindowBatch.Block) -> Float { Float(learningRate(epoch, block.position)) }
    switch settings.parallel {
    case .exact:
      for batch in batches[0..<count] {
        pipelines[0].prepare(batch)
        team.run { worker in
          if worker < pipelines[0].members { pipelines[0].run(batch, member: worker, rate: rate) }
        }
        finish(batch, pipelines[0].takeLoss(), progress)
      }
    case .hogwild:
      team.forEach(count) { i, worker in
        pipelines[worker].prepare(batches[i])
        pipelines[worker].run(batches[i], member: 0, rate: rate)
      }
      for batch in batches[0..<count] { finish(batch, 0, progress) }
      for pipeline in pipelines { state.loss += pipeline.takeLoss() }
    }
  }

  private func finish(
    _ batch: WindowBatch, _ loss: Double, _ progress: (SkipGramProgress) -> Void
  ) {
    state.loss += loss
    state.pairs += batch.pairs
    state.chunk += 1
    let now = clock.now
    guard now - reported >= .milliseconds(200) else { return }
    reported = now
    progress(report((now - start) / .seconds(1)))
  }

  private func report(_ seconds: Double) -> SkipGramProgress {
    // Positions count the ends of texts too; people count words.
    let position = min(state.chunk * sampler.chunkLength, texts.count)
    let share = Double(position) / Double(texts.count)
    let total = settings.epochs * texts.wordCount
    let done = state.epoch * texts.wordCount + Int(Double(texts.wordCount) * share)
    let speed = Double(done - wordsBefore) / max(seconds, 1e-9)
    return SkipGramProgress(
      epoch: state.epoch + 1, epochs: settings.epochs, wordsDone: done, wordsTotal: total,
      wordsPerSecond: speed, loss: state.loss / Double(max(state.pairs, 1)),
      learningRate: learningRate(state.epoch, position),
      secondsLeft: Double(total - done) / max(speed, 1e-9))
  }

  /// The step at a position: linear in the positions read.
  private func learningRate(_ epoch: Int, _ position: Int) -> Double {
    let words = Double(texts.count)
    let share = (Double(epoch) * words + Double(position)) / (words * Double(settings.epochs))
    return settings.learningRate
      - (settings.learningRate - settings.minimumLearningRate) * share
  }

  private func sample(_ first: Int, _ count: Int, _ epoch: Int) throws(Word2VecError) {
    spaces.withUnsafeMutableBufferPointer { spaces in
      team.forEach(count) { i, _ in
        do throws(StoreError) {
          spaces[i].failure = nil
          try sampler.sample(texts, chunk: first + i, epoch: epoch, into: batches[i], &spaces[i])
        } catch {
          spaces[i].failure = error
        }
      }
    }
    for space in spaces { if let failure = space.failure { throw .texts(failure) } }
  }
}
