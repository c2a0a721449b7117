import EmbeddingStore
import Kernels

/// One training from its first word to its last.
final class SkipGramRun {
  let tables: SkipGramTables
  private let sampler: WindowSampler
  private let texts: any EncodedTextSource
  private let team: WorkerTeam
  private var settings: SkipGramSettings { sampler.settings }

  /// Chunks drawn at a time, one a thread: a number that only costs memory.
  private static let chunksAhead = 8

  private let batches: [WindowBatch]
  private var spaces: [WindowSampler.Workspace]
  private let pipeline: BlockPipeline
  private let members: Int

  struct Report {
    var losses: [Double]
    var wordsPerSecond: Double
    var seconds: Double
  }

  init(
    sampler: WindowSampler, tables: SkipGramTables, texts: any EncodedTextSource, threads: Int
  ) {
    self.sampler = sampler
    self.tables = tables
    self.texts = texts
    team = WorkerTeam(threads: threads)
    let batchCount = min(Self.chunksAhead, sampler.chunkCount(texts))
    batches = (0..<batchCount).map { _ in WindowBatch() }
    spaces = (0..<batchCount).map { _ in WindowSampler.Workspace() }
    members = tables.centers.parts.count
    pipeline = BlockPipeline(
      tables: tables, negatives: sampler.negatives, bags: false)
  }

  func train(_ progress: (SkipGramProgress) -> Void) throws(Word2VecError) -> Report {
    let clock = ContinuousClock()
    let start = clock.now
    var reported = start
    let positions = texts.count
    let chunks = sampler.chunkCount(texts)
    var perEpoch: [Double] = []
    var allPairs = 0
    for epoch in 0..<settings.epochs {
      var loss = 0.0
      var pairs = 0
      for first in stride(from: 0, to: chunks, by: batches.count) {
        let group = min(batches.count, chunks - first)
        try sample(first, group, epoch)
        for (index, batch) in batches[0..<group].enumerated() {
          pipeline.prepare(batch)
          team.run { worker in
            guard worker < members else { return }
            pipeline.run(batch, member: worker) {
              Float(learningRate(epoch, $0.position))
            }
          }
          loss += pipeline.takeLoss()
          pairs += batch.pairs
          let now = clock.now
          guard now - reported >= .milliseconds(200) else { continue }
          reported = now
          progress(
            report(
              epoch, position: min((first + index + 1) * sampler.chunkLength, positions),
              seconds: (now - start) / .seconds(1), loss: loss / Double(max(pairs, 1))))
        }
      }
      allPairs += pairs
      perEpoch.append(loss / Double(max(pairs, 1)))
      // A pair's loss begins at log 2; one that has grown tenfold will not come back.
      guard perEpoch[epoch] < 7, tables.areFinite(team) else {
        throw .diverged(epoch: epoch + 1, learningRate: settings.learningRate)
      }
    }
    // A single epoch may be without pairs by chance.
    if allPairs == 0 { throw .noPair(words: texts.wordCount, texts: texts.textCount) }
    let seconds = (clock.now - start) / .seconds(1)
    return Report(
      losses: perEpoch,
      wordsPerSecond: Double(texts.wordCount * settings.epochs) / max(seconds, 1e-9),
      seconds: seconds)
  }

  private func report(
    _ epoch: Int, position: Int, seconds: Double, loss: Double
  ) -> SkipGramProgress {
    // Positions count the ends of texts too; people count words.
    let share = Double(position) / Double(texts.count)
    let total = settings.epochs * texts.wordCount
    let done = epoch * texts.wordCount + Int(Double(texts.wordCount) * share)
    let speed = Double(done) / seconds
    return SkipGramProgress(
      epoch: epoch + 1, epochs: settings.epochs, wordsDone: done, wordsTotal: total,
      wordsPerSecond: speed, loss: loss, learningRate: learningRate(epoch, position),
      secondsLeft: Double(total - done) / speed)
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
          try sampler.sample(texts, chunk: first + i, epoch: epoch, into: batches[i], &spaces[i])
        } catch {
          spaces[i].failure = error
        }
      }
    }
    for space in spaces { if let failure = space.failure { throw .texts(failure) } }
  }
}
