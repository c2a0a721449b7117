import EmbeddingStore
import Kernels
import Testing

@Suite struct ByteShadowTests {
  static let shapes = [1, 2, 15, 16, 17, 33, 100, 300]

  func matrix(_ rows: [[Float]]) -> Matrix {
    let matrix = Matrix(rows: rows.count, columns: rows[0].count)
    for (r, row) in rows.enumerated() {
      for (c, value) in row.enumerated() { matrix[r, c] = value }
    }
    return matrix
  }

  func unit(_ vector: [Float]) -> Matrix {
    let query = Matrix(rows: 1, columns: vector.count)
    RowLength.normalise(vector, vector.count, into: query.pointer)
    return query
  }

  /// How far each bound lies above the score in float.
  func slack(_ shadow: ByteShadow, _ vectors: Matrix, _ query: Matrix) -> [Float] {
    var bounds = [Float](repeating: .nan, count: vectors.rows)
    withExtendedLifetime(query) { shadow.bounds(of: 0..<vectors.rows, $0.pointer, &bounds) }
    return (0..<vectors.rows).map { row in
      let inverse = RowLength(vectors.row(row), vectors.columns).inverse
      return bounds[row] - Kernel.dot(query.pointer, vectors.row(row), vectors.columns) * inverse
    }
  }

  @Test(arguments: shapes)
  func noScoreExceedsItsBound(_ n: Int) {
    var random = RandomStream(seed: UInt64(n))
    // Rows of many shapes: round, with one long component, with few components, of any length.
    let rows = (0..<200).map { row in
      let scale = Float(1 << (row % 20)) / 1024
      return (0..<n).map { i in
        let value = random.normal() * scale
        return row % 4 == 1 && i == 0 ? value * 1000 : row % 4 == 2 && i > 2 ? 0 : value
      }
    }
    let vectors = matrix(rows)
    let shadow = ByteShadow(vectors, team: WorkerTeam(threads: 2))
    for row in 0..<40 {
      let near = rows[row].map { $0 * (1 + 0.1 * random.normal()) }
      for query in [near, rows[row], (0..<n).map { _ in random.normal() }] {
        #expect(slack(shadow, vectors, unit(query)).allSatisfy { $0 >= 0 })
      }
    }
  }

  /// A query along what rounding to bytes has lost: Cauchy and Schwarz's inequality is an equality.
  @Test(arguments: shapes.filter { $0 > 1 })
  func theWorstQueryReachesTheBound(_ n: Int) {
    var random = RandomStream(seed: 5)
    for _ in 0..<50 {
      let row = (0..<n).map { _ in random.normal() }
      let vectors = matrix([row])
      let length = Kernel.squares(row, n).squareRoot()
      var bytes = [Int8](repeating: 0, count: vectors.stride)
      let step = Kernel.toBytes(row, n, length: length, &bytes).step
      let lost = (0..<n).map { Float(Double(row[$0]) / length - Double(step) * Double(bytes[$0])) }
      let shadow = ByteShadow(vectors, team: WorkerTeam(threads: 1))
      let slack = slack(shadow, vectors, unit(lost))[0]
      #expect(slack >= 0)
      #expect(slack < 1e-4)
    }
  }

  /// Where bytes hold the row exactly, only the roundings of float are left.
  @Test func roundingsAreCoveredWhereNothingElseIs() {
    var random = RandomStream(seed: 6)
    let n = 300
    let rows = (0..<500).map { _ in (0..<n).map { $0 == 0 ? 127 : Float(random.below(255) - 127) } }
    let vectors = matrix(rows)
    let shadow = ByteShadow(vectors, team: WorkerTeam(threads: 1))
    for row in rows.prefix(20) {
      let slack = slack(shadow, vectors, unit(row.map { $0 + random.normal() }))
      #expect(slack.allSatisfy { $0 >= 0 && $0 < 3e-5 })
      // Without what is added for roundings the bounds would not hold.
      #expect(slack.contains { $0 < Float(n / 4 + 64) * 0x1p-24 })
    }
  }

  @Test func boundsOfOrdinaryVectorsAreClose() {
    var random = RandomStream(seed: 7)
    let rows = (0..<500).map { _ in (0..<300).map { _ in random.normal() } }
    let vectors = matrix(rows)
    let shadow = ByteShadow(vectors, team: WorkerTeam(threads: 1))
    #expect(slack(shadow, vectors, unit(rows[3])).allSatisfy { $0 < 0.02 })
  }

  @Test func extraordinaryRowsAreAlwaysCompared() {
    let vectors = matrix([[0, 0], [1e-30, 0], [1e30, 0], [.nan, 1], [.infinity, 1], [1, 0]])
    let shadow = ByteShadow(vectors, team: WorkerTeam(threads: 1))
    var bounds = [Float](repeating: .nan, count: 6)
    for query in [unit([1, 1]), unit([0, 0])] {
      withExtendedLifetime(query) { shadow.bounds(of: 0..<6, $0.pointer, &bounds) }
      #expect(bounds[1...4].allSatisfy { $0 == .infinity })
      #expect(bounds[0] >= 0 && bounds[0] < 1e-4)
    }
  }
}
