import EmbeddingStore
import Kernels

/// The two tables that skip-gram learns: `centers` v and `contexts` u, [V × E] each.
package struct SkipGramTables: Sendable {
  package let centers: Matrix
  package let contexts: Matrix

  /// Centers uniform within ±1/(2E), contexts and the rows of reserved ids zero.
  ///
  /// A row's numbers depend on the seed and the row's id alone.
  package init(settings: SkipGramSettings, rows: Int) {
    centers = Matrix(rows: rows, columns: settings.dimensions)
    contexts = Matrix(rows: rows, columns: settings.dimensions)
    let seed = RandomStream.derive(settings.seed, "skip-gram centers")
    for id in Vocabulary.reservedCount..<max(rows, Vocabulary.reservedCount) {
      var stream = RandomStream(seed: seed, stream: UInt64(id))
      let row = centers.row(id)
      for e in 0..<settings.dimensions {
        row[e] = (stream.uniform() - 0.5) / Float(settings.dimensions)
      }
    }
  }

  /// Whether all numbers of both tables are finite and far from overflow.
  func areFinite(_ team: WorkerTeam) -> Bool {
    // Rows in runs of 1024: what each finds is its own.
    let runs = (centers.rows + 1023) / 1024
    let sound = Matrix(rows: runs, columns: 1)
    team.forEach(runs) { run, _ in
      var squares: Float = 0
      for row in (run * 1024)..<min((run + 1) * 1024, centers.rows) {
        let (v, u) = (centers.row(row), contexts.row(row))
        squares += Kernel.dot(v, v, centers.columns) + Kernel.dot(u, u, centers.columns)
      }
      sound[run, 0] = squares.isFinite ? 1 : 0
    }
    return (0..<runs).allSatisfy { sound[$0, 0] == 1 }
  }
}
