import Kernels

/// Moves a classifier's parameters along their gradients by one rule.
///
/// Dense parameters take every step. A word's vector takes a step only when the batch has the word
/// ("lazy"): what the rule remembers of it rests meanwhile. Weight decay is decoupled whatever the
/// rule: weights shrink by rate · λ of themselves before each step, and neither the rule's memory nor
/// biases nor vectors see it.
///
/// Source of the decay: Loshchilov and Hutter, arXiv 1711.05101, algorithms 1 and 2.
package final class Optimizer {
  /// Floats of one piece of work.
  private static let piece = 8192
  /// Words' rows of one piece of work.
  private static let rows = 64
  /// Words between asking for a row and changing it.
  private static let readAhead = 4

  private let weightDecay: Float
  private var rule: any UpdateRule
  private var steps = 0
  private let memory: Matrix
  private let pieces: [(range: Range<Int>, decays: Bool)]
  private var vectorRule: any UpdateRule
  /// Steps that the vectors took part in: they may join later.
  private var vectorSteps = 0
  /// The vectors' learning rate in learning rates of the rest.
  private let vectorFactor: Float
  /// A row for each word with its memories side by side; nil when vectors are not trained.
  private let vectorMemory: Matrix?
  private let vectorApart: Int

  package init(_ classifier: Classifier, _ settings: TrainingSettings) {
    weightDecay = settings.decay
    vectorFactor = settings.vectorLearningRate
    rule =
      switch settings.optimizer {
      case .adam, .adamW: AdamRule()
      case .sgd: MomentumRule(momentum: settings.momentum)
      case .adagrad: AdagradRule()
      }
    vectorRule = rule
    let layout = classifier.layout
    memory = Matrix(rows: rule.memories, columns: layout.count)
    let table = classifier.embedding
    vectorApart = table.stride
    vectorMemory =
      settings.trainsVectors
      ? Matrix(rows: table.rows, columns: rule.memories * table.stride) : nil
    var pieces: [(range: Range<Int>, decays: Bool)] = []
    for (runs, decays) in [(layout.decaying, true), (layout.steady, false)] {
      for run in runs {
        for start in stride(from: run.lowerBound, to: run.upperBound, by: Self.piece) {
          pieces.append((start..<min(start + Self.piece, run.upperBound), decays))
        }
      }
    }
    self.pieces = pieces
  }

  /// What it remembers, by names for a checkpoint.
  var tables: [String: Matrix] {
    if rule.memories == 0 { return [:] }
    var tables = ["optimizer": memory]
    tables["optimizer.embedding"] = vectorMemory
    return tables
  }

  /// Goes on after so many steps, of which the vectors took part in `vectors`.
  func resume(steps: Int, vectors: Int) {
    self.steps = steps
    vectorSteps = vectors
  }

  /// One step along `scale` times the gradients, which are scaled in place; `words` nil leaves the
  /// vectors as they are.
  package func step(
    _ classifier: Classifier, gradient: UnsafeMutablePointer<Float>, words: SparseGradient?,
    scale: Float, learningRate: Float, team: WorkerTeam
  ) {
    let decay = 1 - learningRate * weightDecay
    steps += 1
    rule.begin(step: steps, learningRate: learningRate)
    let rule = rule
    team.forEach(pieces.count) { number, _ in
      let (range, decays) = pieces[number]
      let start = range.lowerBound
      if scale != 1 { Kernel.scale(scale, gradient + start, gradient + start, range.count) }
      rule.update(
        classifier.parameters.pointer + start, memory: memory.pointer + start,
        apart: memory.stride, gradient: gradient + start, range.count, decay: decays ? decay : 1)
    }
    guard let words, let vectorMemory else { return }
    vectorSteps += 1
    vectorRule.begin(step: vectorSteps, learningRate: vectorFactor * learningRate)
    let vectorRule = vectorRule
    let table = classifier.embedding
    let columns = table.columns
    team.forEach((words.count + Self.rows - 1) / Self.rows) { number, _ in
      for place in number * Self.rows..<min((number + 1) * Self.rows, words.count) {
        let word = words.word(place)
        let soon = words.word(min(place + Self.readAhead, words.count - 1))
        Kernel.fetch(table.row(soon), columns)
        Kernel.fetch(vectorMemory.row(soon), vectorMemory.columns)
        let gradient = words.row(place)
        if scale != 1 { Kernel.scale(scale, gradient, gradient, columns) }
        vectorRule.update(
          table.row(word), memory: vectorMemory.row(word), apart: vectorApart,
          gradient: gradient, columns, decay: 1)
      }
    }
  }
}
