import Kernels
import LSTM
import Testing

@Suite struct TrainerTests {
  /// Texts whose label is decided by which of two words comes first: order matters.
  static func examples(_ count: Int, several: Bool = false, seed: UInt64 = 9) -> Examples {
    var random = RandomStream(seed: seed)
    var texts = IDSequences()
    var classes: [Int] = []
    for _ in 0..<count {
      var text = (0..<3 + random.below(6)).map { _ in Int32(4 + random.below(8)) }
      let label = random.below(2)
      text.insert(Int32(2 + label), at: 0)
      text.insert(Int32(3 - label), at: 2)
      texts.append(text)
      classes.append(label)
    }
    return Examples(
      texts: texts,
      targets: several
        ? .flags(classes.flatMap { [UInt8($0), UInt8(1 - $0)] }) : .classes(classes))
  }

  static func settings(_ change: (inout TrainingSettings) -> Void = { _ in }) -> TrainingSettings {
    var settings = TrainingSettings()
    settings.epochs = 6
    settings.batchSize = 20
    settings.learningRate = 0.01
    change(&settings)
    return settings
  }

  static func weights(_ classifier: Classifier) -> [Float] {
    TestModels.flat(
      classifier, dense: classifier.parameters.pointer, vectors: classifier.embedding)
  }

  /// The weights after training, dropout and all, do not depend on the number of threads.
  @Test(arguments: [1, 3], [false, true])
  func threadsChangeNoBit(_ layers: Int, _ bidirectional: Bool) throws {
    var results: [[Float]] = []
    for threads in [1, 2, 3, 8] {
      let classifier = try TestModels.classifier(
        labels: 2, hidden: 19, layers: layers, bidirectional: bidirectional, pooling: .max
      ) {
        $0.layerDropout = layers > 1 ? 0.2 : 0
        $0.recurrentDropout = 0.2
        $0.embeddingDropout = 0.2
        $0.outputDropout = 0.3
        $0.wordDropout = 0.1
      }
      let settings = Self.settings {
        $0.epochs = 2
        $0.batchSize = 50
        $0.clipNorm = 0.5
        $0.weightDecay = 0.01
      }
      _ = try Trainer(settings).train(
        classifier, on: Self.examples(170), validation: Self.examples(30, seed: 1),
        threads: threads)
      results.append(Self.weights(classifier))
    }
    for other in results.dropFirst() { #expect(other == results[0]) }
  }

  @Test(arguments: [false, true])
  func learnsTheOrderOfWords(_ several: Bool) throws {
    let classifier = try TestModels.classifier(
      labels: 2, multiLabel: several, hidden: 16, pooling: .mean)
    let validation = Self.examples(100, several: several, seed: 2)
    var heard = 0
    let result = try Trainer(
      Self.settings {
        $0.monitor = .accuracy
        $0.schedule = .linear
      }
    ).train(
      classifier, on: Self.examples(400, several: several), validation: validation, threads: 2
    ) { progress in
      heard += 1
      #expect(progress.batch <= progress.batches && progress.secondsLeft >= 0)
    }
    #expect(heard == 6 * 21)
    #expect(result.epochs.count == 6 && !result.stoppedEarly && !result.monitorsTrainingLoss)
    let metrics = Metrics(
      probabilities: try Predictor(classifier).probabilities(validation.texts),
      targets: validation.targets, settings: classifier.settings)
    #expect(metrics.accuracy >= 0.95)
    #expect(result.epochs[result.bestEpoch - 1].validationAccuracy == metrics.accuracy)
  }

  @Test func frozenVectorsAndPaddingAreNotTrained() throws {
    let classifier = try TestModels.classifier(labels: 2)
    let before = classifier.embedding.copy()
    var texts = Self.examples(60)
    texts.texts = IDSequences(
      (0..<60).map { [0, 0] + Array(texts.texts[$0]) + [0] })
    _ = try Trainer(Self.settings { $0.embedding = .frozen }).train(classifier, on: texts)
    for row in 0..<before.rows {
      for column in 0..<before.columns {
        #expect(classifier.embedding[row, column] == before[row, column])
      }
    }
    _ = try Trainer(Self.settings()).train(classifier, on: texts)
    for column in 0..<before.columns {
      #expect(classifier.embedding[0, column] == before[0, column])
      #expect(classifier.embedding[1, column] == before[1, column])
      #expect(classifier.embedding[2, column] != before[2, column])
    }
  }

  @Test func wordDropoutTrainsTheUnknownWord() throws {
    let classifier = try TestModels.classifier(labels: 2) { $0.wordDropout = 0.3 }
    let before = classifier.embedding[1, 0]
    _ = try Trainer(Self.settings { $0.epochs = 1 }).train(classifier, on: Self.examples(60))
    #expect(classifier.embedding[1, 0] != before)
  }

  @Test func stopsEarlyAndKeepsTheBest() throws {
    let classifier = try TestModels.classifier(labels: 2, hidden: 16)
    // The validation rows contradict the training rows: their loss only rises.
    var validation = Self.examples(60, seed: 3)
    if case .classes(let classes) = validation.targets {
      validation.targets = .classes(classes.map { 1 - $0 })
    }
    let result = try Trainer(
      Self.settings {
        $0.epochs = 40
        $0.patience = 2
      }
    ).train(classifier, on: Self.examples(300), validation: validation)
    #expect(result.stoppedEarly)
    #expect(result.epochs.count == result.bestEpoch + 2)
    #expect(result.epochs.map(\.isBest).lastIndex(of: true) == result.bestEpoch - 1)
    let metrics = Metrics(
      probabilities: try Predictor(classifier).probabilities(validation.texts),
      targets: validation.targets, settings: classifier.settings)
    #expect(metrics.logLoss == result.epochs[result.bestEpoch - 1].validationLoss)
  }

  @Test func withoutValidationTheTrainingLossDecides() throws {
    let classifier = try TestModels.classifier(labels: 2)
    let result = try Trainer(Self.settings { $0.patience = 1 }).train(
      classifier, on: Self.examples(80))
    #expect(result.monitorsTrainingLoss)
    #expect(result.epochs.allSatisfy { $0.validationLoss == nil })
  }

  @Test func longTextsAreCut() throws {
    let text: [Int32] = [1, 2, 3, 4, 5]
    func cut(_ keep: Truncation.Keep) -> [Int32] {
      Truncation(maximumTokens: 3, keep: keep).apply(text[...])
    }
    #expect(cut(.head) == [1, 2, 3] && cut(.tail) == [3, 4, 5] && cut(.both) == [1, 2, 5])
    #expect(Truncation(maximumTokens: 5, keep: .head).apply(text[...]) == text)
  }

  @Test func badDataIsRefusedBeforeTraining() throws {
    let classifier = try TestModels.classifier(labels: 2)
    func train(
      _ texts: [[Int32]], _ targets: Targets, _ settings: TrainingSettings = Self.settings()
    ) throws {
      _ = try Trainer(settings).train(
        classifier, on: Examples(texts: IDSequences(texts), targets: targets))
    }
    #expect(throws: LSTMError.noRows) { try train([], .classes([])) }
    #expect(throws: LSTMError.oneClass("label 0")) { try train([[2], [3]], .classes([0, 0])) }
    #expect(throws: LSTMError.labelOutOfRange(row: 1, found: 2, labels: 2)) {
      try train([[2], [3]], .classes([0, 2]))
    }
    #expect(throws: LSTMError.rowCounts(texts: 2, labels: 3)) {
      try train([[2], [3]], .classes([0, 1, 0]))
    }
    #expect(throws: LSTMError.labelKind(multiLabel: false)) { try train([[2]], .flags([1, 0])) }
    #expect(throws: LSTMError.unknownID(found: 99, rows: 12)) {
      try train([[2], [99]], .classes([0, 1]))
    }
    #expect(throws: LSTMError.unknownID(found: -3, rows: 12)) {
      try train([[2], [-3]], .classes([0, 1]))
    }
    #expect(throws: LSTMError.noValidationRows(monitor: "f1")) {
      try train([[2], [3]], .classes([0, 1]), Self.settings { $0.monitor = .f1 })
    }
    #expect(
      throws: LSTMError.outOfRange(setting: "epochs", found: "0", expected: "1 or more")
    ) { try train([[2], [3]], .classes([0, 1]), Self.settings { $0.epochs = 0 }) }
    #expect(throws: LSTMError.self) { try TestModels.classifier(hidden: 0) }
    #expect(throws: LSTMError.self) { try TestModels.classifier(hidden: 1_000_000) }
    for layers in [0, 5, -1] {
      #expect(
        throws: LSTMError.outOfRange(setting: "layers", found: "\(layers)", expected: "1 to 4")
      ) { try TestModels.classifier(layers: layers) }
    }
    #expect(
      throws: LSTMError.outOfRange(
        setting: "layerDropout", found: "0.5",
        expected: "0, for one layer has no next one; or more layers")
    ) { try TestModels.classifier { $0.layerDropout = 0.5 } }
    #expect(throws: LSTMError.duplicateLabel("x")) {
      try TestModels.classifier { $0.labels = ["x", "y", "x"] }
    }
  }

  @Test func aLossThatIsNoNumberStopsTraining() throws {
    let classifier = try TestModels.classifier(labels: 2)
    classifier.embedding[5, 0] = .nan
    let before = Self.weights(classifier)
    let error = #expect(throws: LSTMError.self) {
      try Trainer(Self.settings()).train(classifier, on: Self.examples(80))
    }
    guard case .diverged(let step, let rate, let largest) = error else {
      Issue.record("another error")
      return
    }
    #expect(step == 1 && rate == 0.01 && largest.isNaN)
    let after = Self.weights(classifier)
    for (a, b) in zip(before, after) { #expect(a == b || a.isNaN && b.isNaN) }
  }

  @Test func everyRowComesOnceAnEpoch() {
    let texts = IDSequences(TestModels.texts(107, words: 9, longest: 30))
    let one = BatchOrder(texts, batchSize: 10, seed: 4, epoch: 1)
    let two = BatchOrder(texts, batchSize: 10, seed: 4, epoch: 2)
    #expect(one.rows.sorted() == Array(0..<107) && two.rows.sorted() == Array(0..<107))
    #expect(one.rows != two.rows)
    #expect(one.batches.map(\.count).reduce(0, +) == 107)
    for range in one.batches {
      let lengths = one.rows[range].map { texts.length($0) }
      #expect(lengths == lengths.sorted(by: >))
    }
  }
}
