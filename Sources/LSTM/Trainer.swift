import Archive
import Kernels

/// How far training has come; told after every batch and once more at an epoch's end.
public struct TrainingProgress: Sendable {
  /// From 1.
  public var epoch: Int
  public var epochs: Int
  /// Batches done in this epoch.
  public var batch: Int
  public var batches: Int
  /// Real words read a second since the epoch began.
  public var tokensPerSecond: Double
  /// The mean loss of the epoch so far.
  public var loss: Double
  /// Until the last epoch's end at this pace.
  public var secondsLeft: Double
  /// Set when the epoch has ended.
  public var finished: EpochRecord?
}

/// One epoch in figures.
public struct EpochRecord: Codable, Sendable, Equatable {
  /// From 1.
  public var epoch: Int
  /// The mean training loss, with dropout, smoothing and weights as trained.
  public var trainingLoss: Double
  public var validationLoss: Double?
  public var validationAccuracy: Double?
  /// Macro F1.
  public var validationF1: Double?
  public var learningRate: Float
  public var seconds: Double
  public var tokensPerSecond: Double
  /// Whether the weights after this epoch were the best so far.
  public var isBest: Bool

  public init(
    epoch: Int, trainingLoss: Double, validationLoss: Double? = nil,
    validationAccuracy: Double? = nil, validationF1: Double? = nil, learningRate: Float,
    seconds: Double, tokensPerSecond: Double, isBest: Bool
  ) {
    self.epoch = epoch
    self.trainingLoss = trainingLoss
    self.validationLoss = validationLoss
    self.validationAccuracy = validationAccuracy
    self.validationF1 = validationF1
    self.learningRate = learningRate
    self.seconds = seconds
    self.tokensPerSecond = tokensPerSecond
    self.isBest = isBest
  }
}

/// What a training came to; the classifier holds the best weights.
public struct TrainingResult: Sendable {
  public var epochs: [EpochRecord]
  /// From 1.
  public var bestEpoch: Int
  public var stoppedEarly: Bool
  /// Whether `TrainingCheckpoints.shouldStop` ended it; without an epoch done the weights are those of
  /// the start, and `bestEpoch` is 0.
  public var isInterrupted: Bool
  /// True when there were no validation rows and the training loss chose the best epoch.
  public var monitorsTrainingLoss: Bool
  public var seconds: Double
  public var tokensPerSecond: Double
}

/// The training loop.
///
/// ```swift
/// let result = try Trainer(settings).train(classifier, on: training, validation: validation,
///   threads: 2) { progress in … }
/// ```
///
/// Edge cases: without validation rows the training loss takes the validation loss's place, and the
/// result says so; a tie between epochs goes to the earlier one; texts without words train the
/// dense bias only; with `averaging` the validation rows judge the averaged weights and these are
/// what is kept, while the training loss is that of the weights as they were. The weights after
/// training depend on the seed and the data, not on the threads.
///
/// Errors: settings or data that do not fit, before anything is trained; a loss that is not a
/// number, in which case the classifier keeps the best weights so far; a checkpoint that does not fit
/// or cannot be written. A training that goes on from a checkpoint ends with the same bits as one
/// that was never stopped.
public struct Trainer: Sendable {
  public let settings: TrainingSettings

  public init(_ settings: TrainingSettings) { self.settings = settings }

  public func train(
    _ classifier: Classifier, on training: Examples, validation: Examples? = nil,
    threads: Int = 1, checkpoints: TrainingCheckpoints = TrainingCheckpoints(),
    progress: (TrainingProgress) -> Void = { _ in }
  ) throws(LSTMError) -> TrainingResult {
    try check(classifier, training, validation)
    let training = truncated(training)
    let validation = validation.flatMap { $0.count > 0 ? truncated($0) : nil }
    let team = WorkerTeam(threads: threads)
    let batches = (training.count + settings.batchSize - 1) / settings.batchSize
    let run = TrainingRun(
      classifier, settings, totalSteps: batches * settings.epochs, team: team)
    let predictor = Predictor(classifier, team: team)
    let clock = ContinuousClock()
    let started = clock.now
    var best = Best(classifier, vectors: settings.embedding == .fineTune)
    var records: [EpochRecord] = []
    var (stoppedEarly, isInterrupted) = (false, false)
    var (secondsBefore, saved) = (0.0, started)
    if let checkpoint = checkpoints.resume {
      try checkpoint.checkPlace(epochs: settings.epochs, batches: batches)
      try checkpoint.restore(into: run.tables.merging(best.tables) { one, _ in one })
      records = checkpoint.state.records
      secondsBefore = checkpoint.state.seconds
      if let record = records.last(where: \.isBest) {
        best.resume(epoch: record.epoch, score: score(record))
      }
      run.resume(steps: checkpoint.state.step)
      run.endEpoch(scores: records.map(score))
    }

    training: for epoch in stride(from: records.count + 1, through: settings.epochs, by: 1) {
      let epochStarted = clock.now
      let order = BatchOrder(
        training.texts, batchSize: settings.batchSize, seed: settings.seed, epoch: epoch)
      var state = TrainingProgress(
        epoch: epoch, epochs: settings.epochs, batch: 0, batches: batches, tokensPerSecond: 0,
        loss: 0, secondsLeft: 0, finished: nil)
      var lossSum = 0.0
      var rows = 0
      var tokens = 0
      for range in order.batches {
        do {
          lossSum += try run.train(training, rows: order.rows[range]) * Double(range.count)
        } catch {
          best.restore(classifier)
          throw error
        }
        rows += range.count
        for row in order.rows[range] { tokens += training.texts.length(row) }
        state.batch += 1
        let seconds = max((clock.now - epochStarted).seconds, 1e-9)
        state.tokensPerSecond = Double(tokens) / seconds
        state.loss = lossSum / Double(rows)
        state.secondsLeft =
          seconds / Double(state.batch)
          * Double((settings.epochs - epoch + 1) * batches - state.batch)
        progress(state)
        if checkpoints.shouldStop() {
          isInterrupted = true
          break training
        }
      }
      var record = EpochRecord(
        epoch: epoch, trainingLoss: state.loss, learningRate: run.learningRate,
        seconds: (clock.now - epochStarted).seconds, tokensPerSecond: state.tokensPerSecond,
        isBest: false)
      try run.withAverages { () throws(LSTMError) in
        if let validation {
          let metrics = Metrics(
            probabilities: try predictor.probabilities(validation.texts),
            targets: validation.targets, settings: classifier.settings)
          record.validationLoss = metrics.logLoss
          record.validationAccuracy = metrics.accuracy
          record.validationF1 = metrics.macro.f1
        }
        record.isBest = best.offer(score(record), epoch: epoch, classifier)
      }
      records.append(record)
      run.endEpoch(scores: records.map(score))
      state.finished = record
      progress(state)
      if let patience = settings.patience, epoch - best.epoch >= patience,
        epoch < settings.epochs
      {
        stoppedEarly = true
        break
      }
      if let save = checkpoints.save, epoch < settings.epochs,
        (clock.now - saved).seconds >= checkpoints.seconds
      {
        let checkpoint = TrainingCheckpoint(
          state: TrainingCheckpoint.State(
            step: run.step, records: records, seconds: secondsBefore + (clock.now - started).seconds
          ),
          matrices: run.tables.merging(best.tables) { one, _ in one })
        do throws(ArchiveError) { try save(checkpoint) } catch {
          throw .checkpointNotWritten(error)
        }
        saved = clock.now
      }
    }
    best.restore(classifier)
    let seconds = secondsBefore + (clock.now - started).seconds
    return TrainingResult(
      epochs: records, bestEpoch: best.epoch, stoppedEarly: stoppedEarly,
      isInterrupted: isInterrupted,
      monitorsTrainingLoss: validation == nil, seconds: seconds,
      tokensPerSecond: Double(training.texts.ids.count * records.count)
        / max(records.reduce(0) { $0 + $1.seconds }, 1e-9))
  }

  /// Larger is better.
  private func score(_ record: EpochRecord) -> Double {
    switch settings.monitor {
    case .loss: -(record.validationLoss ?? record.trainingLoss)
    case .accuracy: record.validationAccuracy ?? -record.trainingLoss
    case .f1: record.validationF1 ?? -record.trainingLoss
    }
  }

  private func truncated(_ examples: Examples) -> Examples {
    guard let truncation = settings.truncation else { return examples }
    return Examples(texts: truncation.apply(examples.texts), targets: examples.targets)
  }

  private func check(
    _ classifier: Classifier, _ training: Examples, _ validation: Examples?
  ) throws(LSTMError) {
    if classifier.isQuantized { throw .quantized }
    let shape = classifier.settings
    try settings.check(labels: shape.labels.count)
    if training.count == 0 { throw .noRows }
    for examples in [training, validation].compactMap({ $0 }) {
      try examples.targets.check(shape, texts: examples.count)
      try classifier.check(examples.texts)
    }
    if case .classes(let classes) = training.targets, Set(classes).count == 1 {
      throw .oneClass(shape.labels[classes[0]])
    }
    if (validation?.count ?? 0) == 0, settings.monitor != .loss {
      throw .noValidationRows(monitor: settings.monitor.rawValue)
    }
  }
}

/// The best weights so far.
private struct Best {
  private(set) var epoch = 0
  private var score = -Double.infinity
  private let parameters: Matrix
  private let vectors: Matrix?

  init(_ classifier: Classifier, vectors: Bool) {
    parameters = classifier.parameters.copy()
    self.vectors = vectors ? classifier.embedding.copy() : nil
  }

  /// By names for a checkpoint.
  var tables: [String: Matrix] {
    var tables = ["best": parameters]
    tables["best.embedding"] = vectors
    return tables
  }

  mutating func resume(epoch: Int, score: Double) {
    self.epoch = epoch
    self.score = score
  }

  /// Keeps the weights when the score is better than all before.
  mutating func offer(_ score: Double, epoch: Int, _ classifier: Classifier) -> Bool {
    guard score > self.score || self.epoch == 0 else { return false }
    self.score = score
    self.epoch = epoch
    parameters.assign(classifier.parameters)
    vectors?.assign(classifier.embedding)
    return true
  }

  func restore(_ classifier: Classifier) {
    classifier.parameters.assign(parameters)
    if let vectors { classifier.embedding.assign(vectors) }
  }
}

extension Duration {
  fileprivate var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
