import EmbeddingStore
import Kernels

/// Every row compared with the question in float, one after another: what nearest words cost without
/// any thought, and what their answers must be.
final class PlainLoop: @unchecked Sendable {
  private let table: EmbeddingTable
  private let team: WorkerTeam
  private let scores: Matrix
  private let inverses: Matrix
  private let blockRows = 2048

  init(_ table: EmbeddingTable, threads: Int) {
    self.table = table
    team = WorkerTeam(threads: threads)
    scores = Matrix(rows: 1, columns: table.vectors.rows)
    inverses = Matrix(rows: 1, columns: table.vectors.rows)
    for row in 0..<table.vectors.rows { inverses[0, row] = inverse(row) }
  }

  func nearest(to id: Int32, count: Int) -> [Int32] {
    let query = Matrix(rows: 1, columns: table.dimensions)
    let length = squares(Int(id)).squareRoot()
    for i in 0..<table.dimensions {
      query[0, i] = Float(Double(table.vectors[Int(id), i]) / length)
    }
    let rows = table.vectors.rows
    team.forEach((rows + blockRows - 1) / blockRows) { block, _ in
      for row in (block * blockRows)..<min(rows, (block + 1) * blockRows) {
        let score = Kernel.dot(query.pointer, table.vectors.row(row), table.dimensions)
        scores.pointer[row] = score * inverses.pointer[row]
      }
    }
    var best: [Int32] = []
    for row in Int32(Vocabulary.reservedCount)..<Int32(rows) where row != id {
      if best.count == count, scores.pointer[Int(row)] <= score(best[count - 1]) { continue }
      best.insert(row, at: best.firstIndex { score($0) < score(row) } ?? best.count)
      if best.count > count { best.removeLast() }
    }
    return best
  }

  private func score(_ id: Int32) -> Float { scores.pointer[Int(id)] }

  private func inverse(_ row: Int) -> Float {
    let square = squares(row)
    return square > 0 ? Float(1 / square.squareRoot()) : 0
  }

  private func squares(_ row: Int) -> Double {
    var sum = 0.0
    let x = table.vectors.row(row)
    for i in 0..<table.dimensions { sum += Double(x[i]) * Double(x[i]) }
    return sum
  }
}
