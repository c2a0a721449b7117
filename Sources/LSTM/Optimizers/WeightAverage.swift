import Kernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The exponential moving average of a classifier's weights over the steps of its training.
///
/// After t steps the average is Σ dᵗ⁻ⁱ wᵢ / Σ dᵗ⁻ⁱ over the weights wᵢ after the steps i = 1 … t, with d
/// the decay: a true mean, in which the weights before the first step have no share. It follows by
///
///     average ← average + (1 − d) / (1 − dᵗ) · (w − average)
///
/// Words' vectors are averaged too, each over all t steps, also those that left it alone. While a
/// vector rests, k steps in a row only draw the average nearer to it, by a factor in all of
/// dᵏ (1 − dˢ) / (1 − dˢ⁺ᵏ) after s steps; so a row is brought up to date when its vector is about to
/// change and when the averages are asked for. That is the same average, not an approximation of it.
///
/// Source: Polyak and Juditsky, Acceleration of stochastic approximation by averaging (1992); the
/// correction of the beginning is that of Kingma and Ba, arXiv 1412.6980, section 3.
package final class WeightAverage {
  /// Floats of one piece of work.
  private static let piece = 8192
  /// Words' rows of one piece of work.
  private static let rows = 64

  private let decay: Double
  /// Steps averaged so far.
  private var steps = 0
  private let parameters: Matrix
  private let vectors: Matrix?
  /// The steps that a word's average covers.
  private let covered = Scratch<Int>()

  package init(_ classifier: Classifier, _ settings: TrainingSettings) {
    decay = Double(settings.averaging)
    parameters = Matrix(rows: 1, columns: classifier.parameters.columns)
    let table = classifier.embedding
    vectors = settings.trainsVectors ? Matrix(rows: table.rows, columns: table.columns) : nil
    if vectors != nil { covered.reserve(table.rows).update(repeating: 0, count: table.rows) }
  }

  /// The averages by names for a checkpoint, to be taken when all are up to date: after an exchange.
  var tables: [String: Matrix] {
    var tables = ["average": parameters]
    tables["average.embedding"] = vectors
    return tables
  }

  /// Goes on after so many steps, up to which all averages are.
  func resume(steps: Int) {
    self.steps = steps
    if let vectors { covered.pointer.update(repeating: steps, count: vectors.rows) }
  }

  /// Before a step that changes these words' vectors.
  package func prepare(_ words: SparseGradient, of classifier: Classifier, team: WorkerTeam) {
    let table = classifier.embedding
    team.forEach((words.count + Self.rows - 1) / Self.rows) { number, _ in
      for place in number * Self.rows..<min((number + 1) * Self.rows, words.count) {
        cover(words.word(place), of: table)
      }
    }
  }

  /// After a step.
  package func add(_ classifier: Classifier, team: WorkerTeam) {
    steps += 1
    let share = Float((1 - decay) / (1 - pow(decay, Double(steps))))
    let count = parameters.size
    team.forEach((count + Self.piece - 1) / Self.piece) { number, _ in
      let start = number * Self.piece
      Kernel.approach(
        share, classifier.parameters.pointer + start, parameters.pointer + start,
        min(Self.piece, count - start))
    }
  }

  /// Exchanges the classifier's weights and the averages; the same once more undoes it.
  ///
  /// The classifier is to be packed anew by the caller. Between the two, no step may be taken.
  package func exchange(with classifier: Classifier, team: WorkerTeam) {
    func swap(_ a: UnsafeMutablePointer<Float>, _ b: UnsafeMutablePointer<Float>, _ count: Int) {
      for i in 0..<count { (a[i], b[i]) = (b[i], a[i]) }
    }
    swap(classifier.parameters.pointer, parameters.pointer, parameters.size)
    guard let vectors else { return }
    let table = classifier.embedding
    team.forEach((vectors.rows + Self.rows - 1) / Self.rows) { number, _ in
      for word in number * Self.rows..<min((number + 1) * Self.rows, vectors.rows) {
        cover(word, of: table)
        swap(table.row(word), vectors.row(word), vectors.columns)
      }
    }
  }

  /// Brings a word's average up to the last step; its vector has not changed since it was covered.
  private func cover(_ word: Int, of table: Matrix) {
    guard let vectors, covered.pointer[word] < steps else { return }
    let before = Double(covered.pointer[word])
    let now = Double(steps)
    let left = pow(decay, now - before) * (1 - pow(decay, before)) / (1 - pow(decay, now))
    Kernel.approach(
      Float(1 - left), table.row(word), vectors.row(word), vectors.columns)
    covered.pointer[word] = steps
  }
}
