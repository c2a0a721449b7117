import Archive
import Kernels
import LSTM
import Testing

@Suite struct TrainingCheckpointTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var change: @Sendable (inout TrainingSettings) -> Void
  }

  static let cases: [Case] = [
    Case(testDescription: "Adam") { _ in },
    Case(testDescription: "AdamW, warm-up and cosine") {
      $0.optimizer = .adamW
      $0.warmup = 0.3
      $0.schedule = .cosine
    },
    Case(testDescription: "momentum on a plateau") {
      $0.optimizer = .sgd
      $0.momentum = 0.9
      $0.schedule = .plateau
      $0.plateauPatience = 1
    },
    Case(testDescription: "no momentum") { $0.optimizer = .sgd },
    Case(testDescription: "Adagrad, vectors joining late") {
      $0.optimizer = .adagrad
      $0.unfreezeAfter = 1.5
    },
    Case(testDescription: "Adam, vectors joining late, averaged") {
      $0.unfreezeAfter = 1.5
      $0.averaging = 0.95
    },
    Case(testDescription: "frozen") { $0.embedding = .frozen },
  ]

  static func settings(_ test: Case) -> TrainingSettings {
    TrainerTests.settings {
      $0.epochs = 5
      $0.learningRate = 0.02
      test.change(&$0)
    }
  }

  static func classifier() throws -> Classifier {
    try TestModels.classifier(labels: 2, bidirectional: true) {
      $0.embeddingDropout = 0.2
      $0.outputDropout = 0.2
      $0.wordDropout = 0.1
    }
  }

  /// The checkpoint as a file would give it back: with memory of its own.
  static func copy(_ checkpoint: TrainingCheckpoint) -> TrainingCheckpoint {
    TrainingCheckpoint(
      state: checkpoint.state, matrices: checkpoint.matrices.mapValues { $0.copy() })
  }

  /// Stopped in the middle of an epoch, and gone on from the last checkpoint, on other threads.
  @Test(arguments: cases)
  func goingOnGivesTheSameBits(_ test: Case) throws {
    let training = TrainerTests.examples(60)
    let validation = TrainerTests.examples(30)
    let trainer = Trainer(Self.settings(test))
    let whole = try Self.classifier()
    let expected = try trainer.train(whole, on: training, validation: validation)
    #expect(!expected.isInterrupted)

    for (stop, done) in [(1, 0), (5, 1), (8, 2), (14, 4)] {
      var saved: TrainingCheckpoint?
      var batches = 0
      var checkpoints = TrainingCheckpoints()
      checkpoints.seconds = 0
      checkpoints.save = { saved = Self.copy($0) }
      checkpoints.shouldStop = {
        batches += 1
        return batches == stop
      }
      let stopped = try Self.classifier()
      let first = try trainer.train(
        stopped, on: training, validation: validation, threads: 2, checkpoints: checkpoints)
      #expect(first.isInterrupted && first.epochs.count == done)
      #expect(saved?.state.records.count ?? 0 == done)

      checkpoints.shouldStop = { false }
      checkpoints.resume = saved
      let resumed = try Self.classifier()
      let second = try trainer.train(
        resumed, on: training, validation: validation, threads: 3, checkpoints: checkpoints)
      #expect(TrainerTests.weights(resumed) == TrainerTests.weights(whole))
      #expect(second.epochs.map(\.trainingLoss) == expected.epochs.map(\.trainingLoss))
      #expect(second.epochs.map(\.validationLoss) == expected.epochs.map(\.validationLoss))
      #expect(second.bestEpoch == expected.bestEpoch && !second.isInterrupted)
    }
  }

  /// A stopped training has the best weights so far.
  @Test func stoppingKeepsTheBest() throws {
    let training = TrainerTests.examples(60)
    var settings = Self.settings(Self.cases[0])
    settings.epochs = 2
    let two = try Self.classifier()
    _ = try Trainer(settings).train(two, on: training)
    settings.epochs = 5
    var batches = 0
    var checkpoints = TrainingCheckpoints()
    checkpoints.shouldStop = {
      batches += 1
      return batches == 8
    }
    let stopped = try Self.classifier()
    let result = try Trainer(settings).train(stopped, on: training, checkpoints: checkpoints)
    #expect(result.isInterrupted && result.bestEpoch == 2)
    #expect(TrainerTests.weights(stopped) == TrainerTests.weights(two))
  }

  @Test func shortEpochsArePassedOver() throws {
    var count = 0
    var checkpoints = TrainingCheckpoints()
    checkpoints.seconds = 3600
    checkpoints.save = { _ in count += 1 }
    let trainer = Trainer(Self.settings(Self.cases[0]))
    _ = try trainer.train(
      Self.classifier(), on: TrainerTests.examples(20), checkpoints: checkpoints)
    #expect(count == 0)
    // Not after the last epoch.
    checkpoints.seconds = 0
    _ = try trainer.train(
      Self.classifier(), on: TrainerTests.examples(20), checkpoints: checkpoints)
    #expect(count == 4)
  }

  @Test func aCheckpointOfAnotherTrainingIsRefused() throws {
    let training = TrainerTests.examples(20)
    var saved: TrainingCheckpoint?
    var checkpoints = TrainingCheckpoints()
    checkpoints.seconds = 0
    checkpoints.save = { saved = Self.copy($0) }
    _ = try Trainer(Self.settings(Self.cases[0])).train(
      Self.classifier(), on: training, checkpoints: checkpoints)
    checkpoints.resume = saved

    let other = try Self.classifier()
    let before = TrainerTests.weights(other)
    #expect(
      throws: LSTMError.checkpointPart(
        name: "average", found: "missing", expected: "1 × \(other.parameters.columns)")
    ) {
      try Trainer(Self.settings(Self.cases[5])).train(other, on: training, checkpoints: checkpoints)
    }
    #expect(TrainerTests.weights(other) == before)
    let larger = try TestModels.classifier(labels: 2, hidden: 9, bidirectional: true)
    #expect(throws: LSTMError.self) {
      try Trainer(Self.settings(Self.cases[0])).train(
        larger, on: training, checkpoints: checkpoints)
    }
  }

  /// A place that no training comes to is not gone on from.
  @Test func anImpossiblePlaceIsRefused() throws {
    let training = TrainerTests.examples(20)
    let settings = Self.settings(Self.cases[0])
    var saved: TrainingCheckpoint?
    var checkpoints = TrainingCheckpoints()
    checkpoints.seconds = 0
    checkpoints.save = { if $0.state.records.count == 2 { saved = Self.copy($0) } }
    _ = try Trainer(settings).train(Self.classifier(), on: training, checkpoints: checkpoints)
    let sound = try #require(saved)

    func resume(_ change: (inout TrainingCheckpoint.State) -> Void) throws -> String {
      var resumed = TrainingCheckpoints()
      resumed.resume = sound
      change(&resumed.resume!.state)
      let classifier = try Self.classifier()
      do throws(LSTMError) {
        _ = try Trainer(settings).train(classifier, on: training, checkpoints: resumed)
        return "none"
      } catch {
        return "\(error)"
      }
    }
    #expect(try resume { _ in } == "none")
    let end = ": it is of another training; train anew"
    let steps = sound.state.step
    for step in [-1, 0, steps - 1, steps + 1, Int.max, Int.min] {
      #expect(
        try resume { $0.step = step }
          == #"the checkpoint's part "state" is at step \#(step); "#
          + "expected 2 epochs of \(steps / 2) steps" + end)
    }
    #expect(
      try resume { $0.records = [] }
        == #"the checkpoint's part "state" is a list of the epochs none; "#
        + "expected 1, 2, … of \(settings.epochs), not all of them" + end)
    #expect(try resume { $0.records.swapAt(0, 1) }.contains("the epochs 2, 1;"))
    #expect(try resume { $0.records[1].epoch = .min }.contains("the epochs 1, -9"))
    #expect(
      try resume { state in
        for index in state.records.indices { state.records[index].isBest = false }
      } == #"the checkpoint's part "state" is without a best epoch; expected one"# + end)
  }

  @Test func aFullDiskStopsTraining() throws {
    let failure = ArchiveError.notWritable(path: "x", reason: "no space left")
    var checkpoints = TrainingCheckpoints()
    checkpoints.seconds = 0
    checkpoints.save = { _ throws(ArchiveError) in throw failure }
    #expect(throws: LSTMError.checkpointNotWritten(failure)) {
      try Trainer(Self.settings(Self.cases[0])).train(
        Self.classifier(), on: TrainerTests.examples(20), checkpoints: checkpoints)
    }
  }
}
