import Kernels

/// A training under way: the classifier, its optimiser, and all the buffers, batch by batch.
///
/// One step: pack the weights; send each shard forward and back; sum the shards in their order;
/// clip; the optimiser's step. Nothing is allocated once the buffers have grown to the largest batch.
package final class TrainingRun {
  private static let piece = 8192

  package let classifier: Classifier
  package let settings: TrainingSettings
  package private(set) var step = 0
  private let rates: LearningRate
  /// How often the schedule has halved the learning rate.
  private var halvings = 0
  private let objective: Objective
  private let team: WorkerTeam
  private let passes: [ShardPass]
  private let transposed: [TransposedCell]
  private let optimizer: Optimizer
  /// Nil when weights are not averaged.
  private let average: WeightAverage?
  private let words: SparseGradient?
  private let dropoutSeed: UInt64
  private var shards: [ShardGradient] = []
  private let members = Scratch<Int>()
  private let squares = Scratch<Double>()

  /// The step from which on the words' vectors are trained.
  private let unfreezeStep: Int

  /// Whether the next step trains the words' vectors.
  private var fineTune: Bool { words != nil && step >= unfreezeStep }

  /// A training of `totalSteps` steps, by which the schedule goes.
  package init(
    _ classifier: Classifier, _ settings: TrainingSettings, totalSteps: Int, team: WorkerTeam
  ) {
    self.classifier = classifier
    self.settings = settings
    rates = LearningRate(settings, totalSteps: totalSteps)
    self.team = team
    objective = Objective(
      classifier.settings, smoothing: settings.labelSmoothing, weights: settings.classWeights)
    passes = (0..<team.threads).map { _ in ShardPass(classifier) }
    transposed = classifier.layout.cells.map { TransposedCell($0) }
    optimizer = Optimizer(classifier, settings)
    average = settings.averaging > 0 ? WeightAverage(classifier, settings) : nil
    let stepsPerEpoch = Double(totalSteps) / Double(settings.epochs)
    unfreezeStep = Int((Double(settings.unfreezeAfter) * stepsPerEpoch).rounded())
    words =
      settings.trainsVectors
      ? SparseGradient(rows: classifier.embedding.rows, columns: classifier.embedding.columns)
      : nil
    dropoutSeed = RandomStream.derive(settings.seed, "dropout")
  }

  /// That of the next step.
  package var learningRate: Float { rates.rate(step: step, halvings: halvings) }

  /// Lets the schedule see the scores of all epochs so far; larger is better.
  package func endEpoch(scores: [Double]) { halvings = rates.halvings(after: scores) }

  /// What it learns and remembers, by names for a checkpoint between two epochs.
  var tables: [String: Matrix] {
    var tables = ["parameters": classifier.parameters]
    if settings.trainsVectors { tables["embedding"] = classifier.embedding }
    for part in [optimizer.tables, average?.tables ?? [:]] { tables.merge(part) { one, _ in one } }
    return tables
  }

  /// Goes on after so many steps, its tables being those of then.
  func resume(steps: Int) {
    step = steps
    optimizer.resume(steps: steps, vectors: max(steps - unfreezeStep, 0))
    average?.resume(steps: steps)
    pack()
  }

  /// Trains on one batch, rows by falling length; returns its mean loss.
  ///
  /// Errors: a loss or a gradient that is not a number; the weights are then those before the step.
  package func train(_ examples: Examples, rows: ArraySlice<Int>) throws(LSTMError) -> Double {
    let loss = gradient(examples, rows: rows)
    let norm = gradientNorm()
    guard loss.isFinite, norm.isFinite else {
      throw .diverged(
        step: step + 1, learningRate: learningRate, largestGradient: largestGradient())
    }
    let clip = Double(settings.clipNorm)
    let words = fineTune ? words : nil
    if let average, let words { average.prepare(words, of: classifier, team: team) }
    optimizer.step(
      classifier, gradient: shards[0].dense, words: words,
      scale: clip > 0 && norm > clip ? Float(clip / norm) : 1, learningRate: learningRate,
      team: team)
    average?.add(classifier, team: team)
    step += 1
    pack()
    return loss
  }

  /// Calls `body` while the classifier holds the averaged weights, where weights are averaged.
  package func withAverages<Result>(
    _ body: () throws(LSTMError) -> Result
  ) throws(LSTMError) -> Result {
    guard let average, step > 0 else { return try body() }
    func exchange() {
      average.exchange(with: classifier, team: team)
      pack()
    }
    exchange()
    defer { exchange() }
    return try body()
  }

  /// Forward and backward; the batch's gradient is then in the first shard's and in `words`.
  package func gradient(_ examples: Examples, rows: ArraySlice<Int>) -> Double {
    if step == 0 { pack() }
    let count = ShardPass.count(rows.count)
    while shards.count < count { shards.append(ShardGradient(classifier.layout)) }
    deal(rows, shards: count)
    var divisor = 0.0
    for row in rows { divisor += objective.share(examples.targets, row: row) }
    let scale = Float(1 / divisor)
    let dropout = Dropout(classifier.settings, seed: dropoutSeed, step: step)
    team.forEach(count) { number, worker in
      let shard = shards[number]
      var masks = dropout.isActive ? dropout : nil
      masks?.first = number
      masks?.stride = count
      shard.setZero()
      shard.batch.fill(
        examples.texts, members: dealt(number, of: count, rows: rows.count),
        bothWays: classifier.settings.bidirectional, dropout: masks)
      passes[worker].forward(classifier, shard.batch, dropout: masks, keeping: .everything)
      shard.loss = passes[worker].backward(
        classifier, shard.batch, transposed: transposed, objective: objective,
        targets: examples.targets, scale: scale, dropout: masks, into: shard, fineTune: fineTune)
    }
    var loss = 0.0
    for number in 0..<count { loss += shards[number].loss }
    reduce(count)
    if fineTune, let words {
      words.gather(shards[0..<count], directions: classifier.layout.directions, team: team)
    }
    return loss / divisor
  }

  /// The dense part of the last gradient, laid out as the parameters are.
  package var dense: UnsafeMutablePointer<Float> { shards[0].dense }

  /// The vectors' part of the last gradient, as a table [V × E].
  package var vectorGradient: Matrix {
    let table = Matrix(
      rows: classifier.embedding.rows, columns: classifier.embedding.columns)
    if let words {
      for place in 0..<words.count {
        table.row(words.word(place)).update(from: words.row(place), count: table.columns)
      }
    }
    return table
  }

  /// Text k of the batch goes to shard k mod count: lengths fall, so all shards get about as much.
  private func deal(_ rows: ArraySlice<Int>, shards count: Int) {
    members.reserve(rows.count)
    var next = 0
    for shard in 0..<count {
      for place in stride(from: shard, to: rows.count, by: count) {
        members.pointer[next] = rows[rows.startIndex + place]
        next += 1
      }
    }
  }

  private func dealt(_ shard: Int, of count: Int, rows: Int) -> UnsafeBufferPointer<Int> {
    let size = rows / count
    let longer = rows % count
    let start = shard * size + min(shard, longer)
    return UnsafeBufferPointer(
      start: members.pointer + start, count: size + (shard < longer ? 1 : 0))
  }

  private func pack() {
    let cells = classifier.layout.cells
    let parameters = UnsafePointer(classifier.parameters.pointer)
    team.forEach(cells.count * 2) { task, _ in
      let number = task / 2
      let cell = cells[number]
      if task % 2 == 0 {
        transposed[number].recurrent.packTransposed(cell.recurrent(parameters))
      } else if fineTune || number >= classifier.layout.directions {
        // The words' vectors, or the layer below, want the gradient of what this one read.
        transposed[number].input.packTransposed(cell.input(parameters))
      }
    }
  }

  /// Sums the shards' dense gradients into the first one's, shard by shard, and squares each piece.
  private func reduce(_ count: Int) {
    let total = classifier.layout.count
    let pieces = (total + Self.piece - 1) / Self.piece
    squares.reserve(pieces)
    team.forEach(pieces) { piece, _ in
      let start = piece * Self.piece
      let size = min(Self.piece, total - start)
      let sum = shards[0].dense + start
      for number in 1..<max(count, 1) { Kernel.axpy(1, shards[number].dense + start, sum, size) }
      squares.pointer[piece] = Double(Kernel.dot(sum, sum, size))
    }
  }

  /// ‖gradient‖ over dense parameters and touched vectors.
  package func gradientNorm() -> Double {
    var total = 0.0
    for piece in 0..<(classifier.layout.count + Self.piece - 1) / Self.piece {
      total += squares.pointer[piece]
    }
    if let words {
      for place in 0..<words.count {
        total += Double(Kernel.dot(words.row(place), words.row(place), words.width))
      }
    }
    return total.squareRoot()
  }

  private func largestGradient() -> Float {
    var largest: Float = 0
    func look(_ values: UnsafePointer<Float>, _ count: Int) {
      for i in 0..<count {
        if values[i].isNaN { largest = .nan }
        largest = max(largest, abs(values[i]))
      }
    }
    look(dense, classifier.layout.count)
    if let words { for place in 0..<words.count { look(words.row(place), words.width) } }
    return largest
  }
}
