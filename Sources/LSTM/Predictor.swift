import Kernels

/// A classifier with the buffers and threads to answer for many texts.
///
/// Not for use from two threads at once: make one each.
public final class Predictor {
  public let classifier: Classifier
  private let team: WorkerTeam
  private let passes: [any AnswerPass]
  private let batches: [PackedBatch]

  public convenience init(_ classifier: Classifier, threads: Int = 1) {
    self.init(classifier, team: WorkerTeam(threads: threads))
  }

  package init(_ classifier: Classifier, team: WorkerTeam) {
    self.classifier = classifier
    self.team = team
    passes = (0..<team.threads).map { _ in classifier.answerPass() }
    batches = (0..<team.threads).map { _ in PackedBatch() }
  }

  /// The probabilities of every label for every text.
  ///
  /// Shapes: [texts × L].
  ///
  /// Edge cases: a text without words gets the answer of the dense bias alone.
  ///
  /// Errors: an id that no vector belongs to.
  public func probabilities(_ texts: IDSequences) throws(LSTMError) -> Matrix {
    try answers(texts) { classifier.probabilities($0) }
  }

  /// What the probabilities are made of, before any temperature.
  ///
  /// Shapes: [texts × L].
  package func logits(_ texts: IDSequences) throws(LSTMError) -> Matrix {
    try answers(texts) { _ in }
  }

  private func answers(
    _ texts: IDSequences, finish: (UnsafeMutablePointer<Float>) -> Void
  ) throws(LSTMError) -> Matrix {
    try classifier.check(texts)
    let labels = classifier.layout.labels
    let result = Matrix(rows: texts.count, columns: labels)
    // By falling length, so that the texts of a shard end together.
    let order = (0..<texts.count).sorted {
      (texts.length($0), $1) > (texts.length($1), $0)
    }
    order.withUnsafeBufferPointer { order in
      team.forEach(ShardPass.count(texts.count)) { shard, worker in
        let start = shard * ShardPass.sequences
        let end = min(start + ShardPass.sequences, order.count)
        let batch = batches[worker]
        let pass = passes[worker]
        batch.fill(
          texts, members: UnsafeBufferPointer(rebasing: order[start..<end]),
          bothWays: classifier.settings.bidirectional, dropout: nil)
        pass.answer(classifier, batch)
        for slot in 0..<batch.sequences {
          let row = result.row(batch.members[slot])
          row.update(from: pass.logits + slot * labels, count: labels)
          finish(row)
        }
      }
    }
    return result
  }
}

extension Classifier {
  /// Logits of one text to its probabilities, in place.
  package func probabilities(_ logits: UnsafeMutablePointer<Float>) {
    if temperature != 1 {
      for label in 0..<layout.labels { logits[label] /= temperature }
    }
    Objective.probabilities(logits, labels: layout.labels, multiLabel: settings.multiLabel)
  }

  /// The probability of each label for one text; for many texts, keep a `Predictor`.
  public func predict(_ ids: [Int32]) throws(LSTMError) -> [Float] {
    let result = try Predictor(self).probabilities(IDSequences([ids]))
    return (0..<layout.labels).map { result[0, $0] }
  }
}
