import Classifying
import Corpora
import Kernels
import LSTM
import StrictJSON

/// Cross-validation: how much the figures of one validation part are due to chance.
extension LSTMStage {
  /// Trains a classifier for each fold of the training and validation rows, on all but that fold, and
  /// says what it reaches on the fold: its best epoch by `monitor`, as always.
  ///
  /// The rows for testing take no part. The vocabulary and the vectors stay those of the stage's
  /// inputs, whose texts may be a fold's own; labels are never seen. Nil without `folds`. After each
  /// fold `snapshot` has what is done, from which a resumed run goes on.
  func crossValidate(
    _ name: StageName, _ set: ExampleSet, _ encoder: inout TextEncoder,
    _ shape: ClassifierSettings, startingFrom embedding: Matrix, snapshot: SnapshotFile,
    in workshop: Workshop
  ) throws -> JSONObject? {
    guard let count = folds else { return nil }
    let pool = (set.split.train + set.split.validation).sorted()
    let folds = try set.examples.folds(of: pool, count, seed: workshop.seed(of: name))
    let done = try snapshot.read { (records: [EpochRecord]) in
      "the end of fold \(records.count) of \(count)"
    }
    var records = done?.state ?? []
    guard records.count <= count else {
      throw LSTMError.checkpointPart(
        name: "state", found: "the end of fold \(records.count)", expected: "one of \(count)")
    }
    for (number, fold) in folds.enumerated().dropFirst(records.count) {
      let held = Set(fold)
      let part = ExampleSet(
        examples: set.examples,
        split: Corpora.Split(train: pool.filter { !held.contains($0) }, validation: fold, test: []))
      var training = part.encoded(part.split.train, &encoder)
      var validation = part.encoded(fold, &encoder)
      training.texts.extraVectors = encoder.extraVectors
      validation.texts.extraVectors = encoder.extraVectors
      let seed = RandomStream.derive(workshop.seed(of: name), "fold \(number + 1)")
      let classifier = try Classifier(shape, embedding: embedding, seed: seed)
      let place = "fold \(number + 1) of \(count)"
      var stop = TrainingCheckpoints()
      stop.shouldStop = workshop.shouldStop
      let result = try Trainer(settings(for: training, part, seed: seed)).train(
        classifier, on: training, validation: validation, threads: workshop.threads,
        checkpoints: stop
      ) { state in workshop.note(name, "\(place), epoch \(state.epoch) of \(state.epochs)") }
      if result.isInterrupted { throw RunError.interruptedFold(number + 1, of: count) }
      let best = result.epochs[result.bestEpoch - 1]
      records.append(best)
      try snapshot.write(records)
      workshop.note(
        name,
        "\(place): loss \(NumberText.fixed(best.validationLoss ?? .nan, 4)), "
          + "accuracy \(NumberText.percent(best.validationAccuracy ?? .nan)), "
          + "F1 \(NumberText.percent(best.validationF1 ?? .nan))", isMilestone: true)
    }
    return Self.figures(records, rows: folds.map(\.count))
  }

  /// Each fold's figures, their mean and standard deviation.
  private static func figures(_ records: [EpochRecord], rows: [Int]) -> JSONObject {
    var figures: JSONObject = ["folds": .integer(records.count)]
    for (key, values) in [
      ("loss", records.map { $0.validationLoss ?? .nan }),
      ("accuracy", records.map { $0.validationAccuracy ?? .nan }),
      ("f1", records.map { $0.validationF1 ?? .nan }),
    ] {
      let spread = Spread(values)
      figures["\(key)Mean"] = .number(spread.mean)
      figures["\(key)Deviation"] = .number(spread.deviation)
    }
    figures["perFold"] = .array(
      zip(records, rows).map { record, rows in
        [
          "rows": .integer(rows), "epoch": .integer(record.epoch),
          "loss": .number(record.validationLoss ?? .nan),
          "accuracy": .number(record.validationAccuracy ?? .nan),
          "f1": .number(record.validationF1 ?? .nan),
        ]
      })
    return figures
  }
}

/// Mean and standard deviation of a few figures.
struct Spread {
  let mean: Double
  /// √(Σ (x − mean)² / (n − 1)): of the figures as a sample; not a number for fewer than two.
  let deviation: Double

  init(_ values: [Double]) {
    let mean = values.reduce(0, +) / Double(values.count)
    self.mean = mean
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    deviation = values.count > 1 ? (squares / Double(values.count - 1)).squareRoot() : .nan
  }
}
