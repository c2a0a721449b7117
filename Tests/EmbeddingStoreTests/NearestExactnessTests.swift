import EmbeddingStore
import Kernels
import Testing

/// Answers with and without bytes against comparing and sorting all rows.
@Suite struct NearestExactnessTests {
  static let words = 5000

  enum Kind: CaseIterable {
    case random, clustered, grid, equal, duplicated, mixed
  }

  /// Vectors made to be hard to tell apart, or to compute with.
  func table(_ kind: Kind, dimensions n: Int) throws -> EmbeddingTable {
    var random = RandomStream(seed: 11)
    func normal(_ scale: Float) -> [Float] { (0..<n).map { _ in random.normal() * scale } }
    let centres = (0..<5).map { _ in normal(1) }
    let rows = (0..<Self.words).map { row -> [Float] in
      switch kind {
      case .random: return normal(1)
      case .clustered: return zip(centres[row % 5], normal(1e-6)).map { $0 + $1 }
      case .grid: return (0..<n).map { _ in Float(random.below(3) - 1) }
      case .equal: return centres[0]
      case .duplicated: return row < 700 ? normal(1) : centres[row * row % 5]
      case .mixed:
        switch row % 9 {
        case 0: return [Float](repeating: 0, count: n)
        case 1: return normal(1e-30)
        case 2: return normal(1e30)
        case 3: return normal(1).enumerated().map { $0 == n / 2 ? .nan : $1 }
        case 4: return normal(1).enumerated().map { $0 == 0 ? -.infinity : $1 }
        case 5: return normal(1).enumerated().map { $0 == n - 1 ? $1 * 1e5 : $1 }
        default: return normal(Float(row % 100))
        }
      }
    }
    return try EmbeddingStoreTests.table(rows.enumerated().map { ("word\($0)", $1) })
  }

  func plain(_ table: EmbeddingTable, _ vector: [Float], _ excluded: Set<Int32>) -> [Neighbour] {
    let n = table.dimensions
    let query = Matrix(rows: 1, columns: n)
    RowLength.normalise(vector, n, into: query.pointer)
    let unit = Matrix(rows: 1, columns: n)
    var scored: [(id: Int32, score: Float)] = []
    for id in table.vocabulary.wordIDs where !excluded.contains(id) {
      let row = table.vectors.row(Int(id))
      let inverse = RowLength(row, n).inverse
      var score = Kernel.dot(query.pointer, row, n) * inverse
      if inverse == .infinity {
        RowLength.normalise(row, n, into: unit.pointer)
        score = Kernel.dot(query.pointer, unit.pointer, n)
      }
      if !table.vector(id).contains(where: { !$0.isFinite }) { scored.append((id, score)) }
    }
    scored.sort { $0.score != $1.score ? $0.score > $1.score : $0.id < $1.id }
    return scored.map {
      Neighbour(
        id: $0.id, word: table.vocabulary.word($0.id), similarity: min(1, max(-1, $0.score)))
    }
  }

  @Test(arguments: Kind.allCases, [1, 17, 64])
  func everyAnswerIsThatOfComparingAll(_ kind: Kind, _ n: Int) throws {
    let table = try table(kind, dimensions: n)
    var random = RandomStream(seed: 12)
    let excluded: Set<Int32> = [2, 9, 4000]
    var queries = [2, 5, 11, 800, 4999].map { table.vector(Int32($0)) }
    queries.append((0..<n).map { _ in random.normal() })
    queries.append([Float](repeating: 0, count: n))
    queries.append([Float](repeating: .nan, count: n))
    let expected = queries.map { plain(table, $0, excluded) }
    for (threads, shadowFrom) in [(1, 0), (2, 0), (5, 0), (2, Int.max)] {
      let index = NearestIndex(table, threads: threads, shadowFrom: shadowFrom)
      _ = index.nearest(to: queries[0], count: 1)
      for (query, all) in zip(queries, expected) {
        for count in [1, 10, 300, 4990, Int.max] {
          let found = index.nearest(to: query, count: count, excluding: excluded)
          let differs = zip(found, all).first { $0 != $1 }
          #expect(differs == nil, "\(threads) threads, \(count)")
          #expect(found.count == min(count, all.count))
        }
      }
    }
  }

  /// The first question is answered from the floats, all later ones by way of the bytes.
  @Test func allQuestionsOfAnIndexAgree() throws {
    let table = try table(.random, dimensions: 20)
    let index = NearestIndex(table, threads: 2, shadowFrom: 0)
    let first = try index.nearest(to: "word7", count: 20)
    for _ in 0..<5 { #expect(try index.nearest(to: "word7", count: 20) == first) }
  }
}
