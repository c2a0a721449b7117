import EmbeddingStore
import Kernels

/// The two tables that training learns: `centers` v and `contexts` u, [V × E] each.
package struct SkipGramTables: Sendable {
  /// Rows of words, then those of character n-grams.
  package let centers: PanelledMatrix
  /// Rows of words.
  package private(set) var contexts: PanelledMatrix

  /// - Parameters:
  ///   - rows: of `centers`; of `contexts` there are `words`.
  ///   - parts: threads that will share the tables; nothing else depends on it.
  ///
  /// Centers uniform within ±1/(2E), contexts and the rows of reserved ids zero.
  ///
  /// A row's numbers depend on the seed and the row's number alone.
  package init(settings: SkipGramSettings, rows: Int, words: Int, parts: Int) {
    centers = PanelledMatrix(rows: rows, columns: settings.dimensions, parts: parts)
    contexts = PanelledMatrix(rows: words, columns: settings.dimensions, parts: parts)
    let seed = RandomStream.derive(settings.seed, "skip-gram centers")
    for id in Vocabulary.reservedCount..<max(rows, Vocabulary.reservedCount) {
      var stream = RandomStream(seed: seed, stream: UInt64(id))
      for part in centers.parts {
        let row = part.matrix.row(id)
        for e in 0..<part.columns.count {
          row[e] = (stream.uniform() - 0.5) / Float(settings.dimensions)
        }
      }
    }
  }

  /// Gives back the memory of `contexts`.
  mutating func dropContexts() {
    contexts = PanelledMatrix(rows: 0, columns: contexts.columns, parts: 1)
  }

  /// Whether all numbers of both tables are finite and far from overflow.
  func areFinite(_ team: WorkerTeam) -> Bool {
    let parts = (centers.parts + contexts.parts).map(\.matrix)
    // What each finds is its own.
    let sound = Matrix(rows: parts.count, columns: 1)
    team.forEach(parts.count) { part, _ in
      let matrix = parts[part]
      let squares = (0..<matrix.rows).reduce(Float(0)) { sum, r in
        sum + Kernel.dot(matrix.row(r), matrix.row(r), matrix.columns)
      }
      sound[part, 0] = squares.isFinite ? 1 : 0
    }
    return parts.indices.allSatisfy { sound[$0, 0] == 1 }
  }
}
