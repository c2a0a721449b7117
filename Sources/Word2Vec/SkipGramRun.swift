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
  /// Windows of one task of the first phase. Losses are summed task by task, in order.
  private static let taskWindows = 16

  private let batches: [WindowBatch]
  private var spaces: [WindowSampler.Workspace]
  private let work: [Matrix]
  private var gradients: Matrix
  private var losses: [SkipGramLoss] = []

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
    batches = (0..<batchCount).map { _ in WindowBatch(width: sampler.width) }
    spaces = Array(repeating: WindowSampler.Workspace(), count: batchCount)
    let room = max(
      Kernel.skipGramScoreWork(inputs: 2 * sampler.settings.window, width: sampler.width),
      32 * sampler.width)
    work = (0..<threads).map { _ in Matrix(rows: 1, columns: room) }
    gradients = Matrix(rows: 1, columns: 0)
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
          for block in batch.blocks {
            loss += step(batch, block, rate: learningRate(epoch, block.position))
          }
          pairs += batch.inputCount * sampler.width
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

  /// Trains on one block of windows and returns its loss.
  private func step(_ batch: WindowBatch, _ block: WindowBatch.Block, rate: Double) -> Double {
    let first = block.windows.lowerBound
    let count = block.windows.count
    let needed =
      (Int(batch.starts[first + count] - batch.starts[first]) * sampler.width + 16)
      + 16 * count
    if gradients.columns < needed { gradients = Matrix(rows: 1, columns: needed * 5 / 4) }
    let windows = SkipGramWindows(
      centers: tables.centers, contexts: tables.contexts, inputs: batch.inputs,
      starts: batch.starts + first, outputs: batch.outputs + first * sampler.width,
      width: sampler.width, gradients: gradients.pointer)
    let tasks = (count + Self.taskWindows - 1) / Self.taskWindows
    losses.removeAll(keepingCapacity: true)
    losses.append(contentsOf: repeatElement(SkipGramLoss(), count: tasks))
    losses.withUnsafeMutableBufferPointer { losses in
      team.forEach(tasks) { task, worker in
        let from = task * Self.taskWindows
        Kernel.skipGramScore(
          windows, from..<min(from + Self.taskWindows, count), rate: Float(rate),
          work: work[worker].pointer, loss: &losses[task])
      }
    }
    // Sixteen columns are one cache line of a row: no line has two writers.
    let lines = tables.centers.stride / 16
    let shares = min(team.threads, lines)
    team.forEach(shares) { share, worker in
      Kernel.skipGramUpdate(
        windows, count: count,
        columns: (lines * share / shares * 16)..<(lines * (share + 1) / shares * 16),
        work: work[worker].pointer)
    }
    return losses.reduce(0) { $0 + $1.total }
  }
}
