import EmbeddingStore
import Kernels

/// Answers many analogy questions at once, as products of matrices.
///
/// Questions go in batches to the threads; the words' unit vectors lie packed in slabs that fit a
/// cache. A score sums its products in one order, so no answer depends on batches or threads.
struct AnalogySearch {
  struct Question {
    var a: Int32, b: Int32, c: Int32, expected: Int32
  }

  private let vocabulary: RestrictedVocabulary
  private let team: WorkerTeam
  /// Unit vectors of the restricted words, in their order; zero vectors stay zero.
  private let unit: Matrix
  private let slabs: [PackedWeights]

  private static let slabWords = 1024
  private static let batchQuestions = 48
  /// Candidates looked at before the last of them is the answer (a rule of gensim's that counts only
  /// where words differ by case alone).
  private static let candidates = 5

  init(_ table: EmbeddingTable, _ vocabulary: RestrictedVocabulary, team: WorkerTeam) {
    self.vocabulary = vocabulary
    self.team = team
    let words = vocabulary.ids.count
    let dimensions = table.vectors.columns
    let unit = Matrix(rows: words, columns: dimensions)
    let slabs = stride(from: 0, to: words, by: Self.slabWords).map {
      PackedWeights(rows: dimensions, columns: min(Self.slabWords, words - $0))
    }
    let first = Int(vocabulary.ids.lowerBound)
    team.forEach(slabs.count) { slab, _ in
      let start = slab * Self.slabWords
      for word in start..<(start + slabs[slab].columns) {
        let row = table.vectors.row(first + word)
        var square = 0.0
        for e in 0..<dimensions { square += Double(row[e]) * Double(row[e]) }
        if square > 0 {
          Kernel.scale(Float(1 / square.squareRoot()), row, unit.row(word), dimensions)
        }
      }
      slabs[slab].packTransposed(unit.row(start), stride: unit.stride)
    }
    self.unit = unit
    self.slabs = slabs
  }

  /// Whether each question is answered rightly.
  func answer(_ questions: [Question]) -> [Bool] {
    let batches = (questions.count + Self.batchQuestions - 1) / Self.batchQuestions
    var right = [Bool](repeating: false, count: questions.count)
    right.withUnsafeMutableBufferPointer { right in
      team.forEach(batches) { batch, _ in
        let start = batch * Self.batchQuestions
        let own = start..<min(start + Self.batchQuestions, questions.count)
        answer(Array(questions[own])) { right[start + $0] = $1 }
      }
    }
    return right
  }

  private func answer(_ batch: [Question], _ report: (Int, Bool) -> Void) {
    let first = vocabulary.ids.lowerBound
    let queries = Matrix(rows: batch.count, columns: unit.columns)
    for (q, question) in batch.enumerated() {
      let row = queries.row(q)
      Kernel.axpy(1, unit.row(Int(question.b - first)), row, unit.columns)
      Kernel.axpy(1, unit.row(Int(question.c - first)), row, unit.columns)
      Kernel.axpy(-1, unit.row(Int(question.a - first)), row, unit.columns)
    }
    let scores = Matrix(rows: batch.count, columns: Self.slabWords)
    var best = batch.map { _ in [(word: Int32, score: Float)]() }
    for (slab, weights) in slabs.enumerated() {
      Kernel.gemm(
        batch.count, queries.pointer, .whole(queries.stride), weights.panels, scores.pointer,
        .whole(scores.stride))
      let start = first + Int32(slab * Self.slabWords)
      for (q, question) in batch.enumerated() {
        let row = scores.row(q)
        var worst = best[q].count < Self.candidates ? -Float.infinity : best[q].last!.score
        for j in 0..<weights.columns where row[j] > worst {
          let word = start + Int32(j)
          if word == question.a || word == question.b || word == question.c { continue }
          // Behind all that are as near: they are more frequent.
          let place = best[q].firstIndex { $0.score < row[j] } ?? best[q].count
          best[q].insert((word, row[j]), at: place)
          if best[q].count > Self.candidates { best[q].removeLast() }
          if best[q].count == Self.candidates { worst = best[q].last!.score }
        }
      }
    }
    for (q, question) in batch.enumerated() {
      let found = best[q].map { vocabulary.representative(of: $0.word) }
      let answer = found.first { $0 != question.a && $0 != question.b && $0 != question.c }
      report(q, (answer ?? found.last) == question.expected)
    }
  }
}
