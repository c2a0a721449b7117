import Archive
import Classifying
import Corpora
import EmbeddingStore
import Kernels
import LSTM
import StrictJSON

extension LSTMStage: RunnableStage {
  static func fileName(_ name: StageName) -> String { "\(name).model.gz" }
  /// The best model of a training that was stopped.
  private static func bestFile(_ name: StageName) -> String { "\(name).best.model.gz" }

  func run(_ name: StageName, in workshop: Workshop) throws -> StageOutcome {
    let set = try workshop.examples(examples)
    try set.checkTraining()
    let tokenSet = try workshop.tokens(tokens)
    let subwords = try subwords(in: workshop)
    var encoder = TextEncoder(
      tokenSet.settings, tokenSet.vocabulary, phrases: tokenSet.phrases, subwords: subwords,
      skipsUnknown: unknown == .skip)
    var training = set.encoded(try set.rows(.train, of: examples), &encoder)
    var validation = set.encoded(set.split.validation, &encoder)
    // One encoder, one numbering: both parts read the same extra vectors.
    training.texts.extraVectors = encoder.extraVectors
    validation.texts.extraVectors = encoder.extraVectors
    if subwords != nil {
      let count = NumberText.grouped(encoder.extraVectors?.rows ?? 0)
      workshop.note(
        name, "unknown words are read by their n-grams: \(count) of them in the texts",
        isMilestone: true)
    }
    if validation.count == 0 {
      // Accuracy is watched unless told otherwise; F1 somebody asked for.
      if monitor == .f1 { throw LSTMError.noValidationRows(monitor: monitor.rawValue) }
      workshop.note(
        name, "no validation rows: the training loss chooses the epoch", isMilestone: true)
    }

    let (embedding, known, composed) = try startingVectors(
      name, tokenSet.vocabulary, subwords, in: workshop)
    var classifier = try Classifier(
      ClassifierSettings(
        labels: set.examples.labelNames, multiLabel: set.examples.isMultiLabel,
        embeddingDimensions: embedding.columns, hidden: hidden, layers: layers,
        bidirectional: bidirectional, pooling: pooling,
        embeddingDropout: Float(embeddingDropout), layerDropout: Float(layerDropout),
        recurrentDropout: Float(recurrentDropout), outputDropout: Float(outputDropout),
        wordDropout: Float(wordDropout)),
      embedding: embedding, seed: workshop.seed(of: name))
    try checkTuning(classifier.settings, validationRows: validation.count)
    let foldsSnapshot = SnapshotFile(name, kind: "lstm-folds", part: "folds", in: workshop)
    let folds = try crossValidate(
      name, set, &encoder, classifier.settings, startingFrom: embedding, snapshot: foldsSnapshot,
      in: workshop)
    let snapshot = SnapshotFile(name, kind: "lstm-snapshot", in: workshop)
    var resumable = 0
    let result = try Trainer(settings(for: training, set, seed: workshop.seed(of: name))).train(
      classifier, on: training, validation: validation, threads: workshop.threads,
      checkpoints: try checkpoints(in: snapshot, workshop) { resumable = $0 }
    ) { state in workshop.note(name, state) }

    let truncation = Truncation(maximumTokens: maximumTokens, keep: keep)
    let held = LSTM.Examples(
      texts: truncation.apply(validation.texts), targets: validation.targets)
    let rounding: (name: String, cost: JSONObject)?
    (classifier, rounding) = try rounded(classifier, on: held, threads: workshop.threads)
    let tuning = try tune(classifier, on: held, threads: workshop.threads)
    var model = TextClassifier(
      tokenizer: tokenSet.settings, vocabulary: tokenSet.vocabulary, phrases: tokenSet.phrases,
      classifier: classifier, truncation: truncation, thresholds: tuning.thresholds,
      subwords: try subwords?.stored(as: store), skipsUnknown: unknown == .skip)
    model.training = OpaqueRecord(
      ModelTraining(
        result, of: workshop.record, trainRows: training.count,
        validationRows: validation.count))
    if result.isInterrupted {
      var best: String?
      if result.bestEpoch > 0 {
        best = workshop.path(Self.bestFile(name))
        try model.write(to: best!)
      }
      throw RunError.interrupted(
        epoch: result.epochs.count + 1, best: best, ofEpoch: result.bestEpoch,
        resumable: resumable)
    }
    let file = Self.fileName(name)
    try model.write(to: workshop.path(file))
    workshop.keep(model, as: name)
    snapshot.remove()
    foldsSnapshot.remove()
    SafeFile.remove(workshop.path(Self.bestFile(name)))
    var figures: JSONObject = [
      "trainRows": .integer(training.count), "validationRows": .integer(validation.count),
      "parameters": .integer(classifier.parameterCount),
      "vocabulary": .integer(tokenSet.vocabulary.wordIDs.count),
      "knownVectors": .integer(known), "tokensPerSecond": .number(result.tokensPerSecond),
      "bestEpoch": .integer(result.bestEpoch), "stoppedEarly": .bool(result.stoppedEarly),
      "epochs": .array(result.epochs.map(\.json)),
    ]
    if subwords != nil {
      figures["composedVectors"] = .integer(composed)
      figures["unknownVectors"] = .integer(encoder.extraVectors?.rows ?? 0)
    }
    if let folds { figures["crossValidation"] = .object(folds) }
    if let rounding { figures[rounding.name] = .object(rounding.cost) }
    for member in tuning.figures.members { figures[member.key] = member.value }
    return StageOutcome(files: [file], figures: figures)
  }

  /// A checkpoint at the end of an epoch now and then; `saved` is told the number of its epoch.
  private func checkpoints(
    in file: SnapshotFile, _ workshop: Workshop, saved: @escaping (Int) -> Void
  ) throws -> TrainingCheckpoints {
    var plan = TrainingCheckpoints()
    plan.seconds = checkpointSeconds
    plan.shouldStop = workshop.shouldStop
    plan.save = { checkpoint throws(ArchiveError) in
      try file.write(checkpoint.state, checkpoint.matrices)
      saved(checkpoint.state.records.count)
    }
    let found = try file.read { (state: TrainingCheckpoint.State) in
      "the end of epoch \(state.records.count)"
    }
    if let found {
      plan.resume = TrainingCheckpoint(state: found.state, matrices: found.tables)
      saved(found.state.records.count)
    }
    return plan
  }

  /// What unknown words are read by; nil for the entry that they share, or where they are skipped.
  private func subwords(in workshop: Workshop) throws -> SubwordVectors? {
    guard let vectors, unknown == nil || unknown == .subwords else { return nil }
    let subwords = try workshop.vectors(vectors).subwords
    if subwords == nil, unknown == .subwords { throw RunError.noSubwords(vectors: vectors) }
    return subwords
  }

  func settings(
    for training: LSTM.Examples, _ set: ExampleSet, seed: UInt64
  ) -> TrainingSettings {
    var settings = TrainingSettings()
    settings.epochs = epochs
    settings.batchSize = batchSize
    settings.optimizer = optimizer
    settings.learningRate = Float(learningRate)
    settings.momentum = Float(momentum)
    settings.schedule = schedule
    settings.warmup = Float(warmup)
    settings.plateauPatience = plateauPatience
    settings.clipNorm = Float(clipNorm)
    if let weightDecay { settings.weightDecay = Float(weightDecay) }
    settings.vectorLearningRate = Float(vectorLearningRate)
    settings.unfreezeAfter = Float(unfreezeAfter)
    settings.averaging = Float(averaging)
    settings.labelSmoothing = Float(labelSmoothing)
    if classWeights == .balanced { settings.classWeights = set.balancedWeights }
    settings.patience = patience > 0 && !set.split.validation.isEmpty ? patience : nil
    // Without rows to judge by, the training loss is all there is.
    settings.monitor = set.split.validation.isEmpty ? .loss : monitor
    settings.embedding = embedding
    settings.maximumTokens = maximumTokens
    settings.keep = keep
    settings.seed = seed
    return settings
  }

  /// A vector for each word of the vocabulary: those that are given, those that n-grams make, and
  /// small random ones for the rest. Returns how many were given and made.
  private func startingVectors(
    _ name: StageName, _ vocabulary: Vocabulary, _ subwords: SubwordVectors?,
    in workshop: Workshop
  ) throws -> (Matrix, known: Int, composed: Int) {
    let table = try vectors.map { try workshop.vectors($0) }
    let columns = table?.dimensions ?? dimensions ?? Self.defaultDimensions
    let matrix = Matrix(rows: vocabulary.count, columns: columns)
    let seed = RandomStream.derive(workshop.seed(of: name), "vectors")
    // As long as the given ones, so that no word stands out by its length alone.
    let scale = table.map { $0.vectors.rootMeanSquare * 3.0.squareRoot() } ?? 0.1
    var (known, composed) = (0, 0)
    for id in vocabulary.wordIDs {
      let row = matrix.row(Int(id))
      let word = vocabulary.bytes(of: id)
      let given = word.withUnsafeBufferPointer { table?.vocabulary.id(of: $0) }
      if let given, let table {
        row.update(from: table.vectors.row(Int(given)), count: columns)
        known += 1
      } else if let subwords,
        word.withUnsafeBufferPointer({ subwords.mean(of: $0, into: row) }) > 0
      {
        composed += 1
      } else {
        var random = RandomStream(seed: seed, stream: UInt64(id))
        for column in 0..<columns { row[column] = (2 * random.uniform() - 1) * Float(scale) }
      }
    }
    if let vectors {
      let words = vocabulary.wordIDs.count
      if known + composed == 0 { throw RunError.noCommonWord(vectors: vectors, words: words) }
      if known < words {
        workshop.note(
          name,
          "\(NumberText.grouped(known)) of \(NumberText.grouped(words)) words have a given vector"
            + (composed > 0 ? ", \(NumberText.grouped(composed)) one of their n-grams" : ""),
          isMilestone: true)
      }
    }
    return (matrix, known, composed)
  }
}

extension ExampleSet {
  /// Rows as the trainer wants them.
  func encoded(_ rows: [Int], _ encoder: inout TextEncoder) -> LSTM.Examples {
    var texts = IDSequences()
    for row in rows { texts.append(examples.withText(row) { encoder.ids(of: $0) }) }
    let targets: Targets =
      examples.isMultiLabel
      ? .flags(rows.flatMap { examples.targets($0).map { UInt8($0) } })
      : .classes(rows.map { examples.label($0) })
    return LSTM.Examples(texts: texts, targets: targets)
  }

  /// Refuses examples whose rows for training lack a label that others have. A single label is for the
  /// trainer to refuse.
  fileprivate func checkTraining() throws(RunError) {
    var counts = [Int](repeating: 0, count: examples.labelNames.count)
    for row in split.train { for label in examples.labels(row) { counts[Int(label)] += 1 } }
    guard counts.count(where: { $0 > 0 }) > 1, let missing = counts.firstIndex(of: 0) else {
      return
    }
    throw .untrainedLabel(examples.labelNames[missing], rows: examples.labelCounts[missing])
  }

  /// One factor per label by which all labels weigh the same: rows / (labels · rows of the label).
  var balancedWeights: [Float] {
    var counts = [Int](repeating: 0, count: examples.labelNames.count)
    for row in split.train { for label in examples.labels(row) { counts[Int(label)] += 1 } }
    let total = counts.reduce(0, +)
    return counts.map { Float(total) / Float(counts.count * max($0, 1)) }
  }
}

extension Matrix {
  /// The root of the mean square of all elements but the two reserved rows'.
  fileprivate var rootMeanSquare: Double {
    guard rows > Vocabulary.reservedCount else { return 0 }
    var sum = 0.0
    for r in Vocabulary.reservedCount..<rows {
      for c in 0..<columns { sum += Double(self[r, c]) * Double(self[r, c]) }
    }
    return (sum / Double((rows - Vocabulary.reservedCount) * columns)).squareRoot()
  }
}

extension EpochRecord {
  fileprivate var json: JSONText {
    func number(_ value: Double?) -> JSONText { value.map(JSONText.number) ?? .null }
    return [
      "epoch": .integer(epoch), "loss": .number(trainingLoss),
      "validationLoss": number(validationLoss), "accuracy": number(validationAccuracy),
      "f1": number(validationF1), "learningRate": .float(learningRate),
      "seconds": .number(seconds), "tokensPerSecond": .number(tokensPerSecond),
    ]
  }
}

extension Workshop {
  fileprivate func note(_ name: StageName, _ state: TrainingProgress) {
    let place = "epoch \(state.epoch) of \(state.epochs)"
    let loss = "loss \(NumberText.fixed(state.loss, 4))"
    let rate = "\(NumberText.rate(state.tokensPerSecond)) words/s"
    guard let epoch = state.finished else {
      note(
        name,
        "\(place), batch \(state.batch) of \(state.batches): \(loss), \(rate), "
          + "\(NumberText.duration(state.secondsLeft)) left")
      return
    }
    var text = "\(place): \(loss)"
    if let accuracy = epoch.validationAccuracy, let validationLoss = epoch.validationLoss {
      text += ", validation loss \(NumberText.fixed(validationLoss, 4)), "
      text += "accuracy \(NumberText.percent(accuracy))"
    }
    note(name, "\(text), \(rate), \(NumberText.duration(epoch.seconds))", isMilestone: true)
  }
}
