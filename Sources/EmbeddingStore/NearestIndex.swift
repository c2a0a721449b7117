import Kernels
import Synchronization

/// A word found near another one.
public struct Neighbour: Equatable, Sendable, Codable {
  public var id: Int32
  public var word: String
  /// Cosine of the angle, −1…1.
  public var similarity: Float

  public init(id: Int32, word: String, similarity: Float) {
    self.id = id
    self.word = word
    self.similarity = similarity
  }
}

/// Answers questions about which words of a table are nearest.
///
/// Every answer is exact, that of comparing all words in float: score(x) = q·x / ‖x‖ with `Kernel.dot`,
/// q the question's vector brought to length 1. Equal scores are ordered by id, so that an answer
/// depends on the vectors alone, never on the number of threads. The reserved entries are never part of
/// an answer, nor is a vector with a NaN or an infinity. A vector of zeros has similarity 0 to
/// everything.
///
/// The first question reads the table as it is. From the second one on, large tables are looked
/// through as bytes (`ByteShadow`), a quarter of their memory besides it, and only rows that these cannot
/// exclude are compared; making them takes the time of several questions, once.
///
/// Questions are to be put one after another when the index has several threads.
public final class NearestIndex: @unchecked Sendable {
  public let table: EmbeddingTable
  private let vectors: Matrix
  /// `RowLength.inverse` of each row.
  private let inverses: Matrix
  private let team: WorkerTeam
  private let shadowFrom: Int
  private let state = Mutex(State())

  private struct State {
    var questions = 0
    var shadow: ByteShadow?
  }

  /// Rows compared at a time by one worker.
  private static let blockRows = 2048

  /// Floats of a table that is looked through as bytes: smaller ones take a millisecond or two as
  /// they are.
  private static let largeTable = 1 << 24

  public convenience init(_ table: EmbeddingTable, threads: Int = 1) {
    self.init(table, threads: threads, shadowFrom: Self.largeTable)
  }

  package init(_ table: EmbeddingTable, threads: Int, shadowFrom: Int) {
    self.table = table
    vectors = table.vectors
    self.shadowFrom = shadowFrom
    team = WorkerTeam(threads: threads)
    let (vectors, inverses) = (vectors, Matrix(rows: 1, columns: vectors.rows))
    self.inverses = inverses
    let blocks = Self.blocks(of: vectors.rows)
    team.forEach(blocks.count) { block, _ in
      for row in blocks[block] {
        inverses.pointer[row] = RowLength(vectors.row(row), vectors.columns).inverse
      }
    }
  }

  /// The words nearest to a word, without the word itself.
  ///
  /// - Errors: `unknownWord`, `noSubword`.
  public func nearest(to word: String, count: Int) throws(StoreError) -> [Neighbour] {
    guard let id = table.vocabulary.id(of: word) else {
      return nearest(to: try table.askedVector(of: word), count: count)
    }
    return best(unit(id), count, excluding: [id])
  }

  /// The words nearest to any vector; its length does not matter.
  ///
  /// Edge cases: a vector of zeros, or one with a NaN, is equally far from everything: the first words
  /// are given, with similarity 0.
  ///
  /// - Precondition: the vector has the table's dimensions.
  public func nearest(
    to vector: [Float], count: Int, excluding: Set<Int32> = []
  ) -> [Neighbour] {
    precondition(vector.count == table.dimensions)
    let query = Matrix(rows: 1, columns: table.dimensions)
    vector.withUnsafeBufferPointer {
      RowLength.normalise($0.baseAddress!, table.dimensions, into: query.pointer)
    }
    return best(query, count, excluding: excluding)
  }

  /// What is to `c` as `b` is to `a`: "man", "king", "woman" gives "queen" in good vectors.
  ///
  /// Formula: the words nearest to b − a + c, all three of length 1 (3CosAdd); the three words of the
  /// question are never the answer.
  ///
  /// - Errors: `unknownWord`, `noSubword`.
  /// - Source: Mikolov, Yih, Zweig, "Linguistic Regularities in Continuous Space Word
  ///   Representations", 2013, section 4.
  public func analogy(
    _ a: String, _ b: String, _ c: String, count: Int = 1
  ) throws(StoreError) -> [Neighbour] {
    let (x, y, z) = (try unit(of: a), try unit(of: b), try unit(of: c))
    let target = (0..<table.dimensions).map { y[0, $0] - x[0, $0] + z[0, $0] }
    let known = [a, b, c].compactMap { table.vocabulary.id(of: $0) }
    return nearest(to: target, count: count, excluding: Set(known))
  }

  // MARK: - Comparing

  private func unit(of word: String) throws(StoreError) -> Matrix {
    let vector = try table.askedVector(of: word)
    let unit = Matrix(rows: 1, columns: table.dimensions)
    vector.withUnsafeBufferPointer {
      RowLength.normalise($0.baseAddress!, table.dimensions, into: unit.pointer)
    }
    return unit
  }

  private func unit(_ id: Int32) -> Matrix {
    let unit = Matrix(rows: 1, columns: table.dimensions)
    RowLength.normalise(vectors.row(Int(id)), table.dimensions, into: unit.pointer)
    return unit
  }

  private func best(_ query: Matrix, _ count: Int, excluding: Set<Int32>) -> [Neighbour] {
    let rows = vectors.rows
    guard count > 0 else { return [] }
    let capacity = min(count, rows)
    // Where a good part of the rows is wanted, few can be excluded unseen.
    let shadow = capacity > rows / 16 ? nil : shadow()
    let workers = (0..<team.threads).map { _ in Worker(capacity: capacity) }
    let blocks = Self.blocks(of: rows)
    // A worker's blocks come in rising order: so do its rows.
    team.forEach(blocks.count) { block, number in
      let worker = workers[number]
      shadow?.bounds(of: blocks[block], query.pointer, worker.bounds.pointer)
      for (place, row) in blocks[block].enumerated() where row >= Vocabulary.reservedCount {
        if shadow != nil, worker.bounds.pointer[place] <= worker.list.threshold { continue }
        let score = score(row, query)
        if score > worker.list.threshold, !excluding.contains(Int32(row)) {
          worker.list.insert(Int32(row), score)
        }
      }
    }
    return BestRows.best(count, of: workers.map(\.list)).map { row, score in
      Neighbour(
        id: row, word: table.vocabulary.word(row), similarity: min(1, max(-1, score)))
    }
  }

  /// What one thread has found. Only that thread touches it.
  private final class Worker: @unchecked Sendable {
    var list: BestRows
    let bounds = Matrix(rows: 1, columns: NearestIndex.blockRows)

    init(capacity: Int) { list = BestRows(capacity: capacity) }
  }

  /// The cosine of a row and a query of length 1, NaN for a row without direction.
  private func score(_ row: Int, _ query: Matrix) -> Float {
    let inverse = inverses.pointer[row]
    if inverse == .infinity {
      return withExtendedLifetime(unit(Int32(row))) {
        Kernel.dot(query.pointer, $0.pointer, table.dimensions)
      }
    }
    return Kernel.dot(query.pointer, vectors.row(row), table.dimensions) * inverse
  }

  /// The table as bytes, made for the second question.
  private func shadow() -> ByteShadow? {
    guard vectors.size >= shadowFrom else { return nil }
    return state.withLock { state in
      state.questions += 1
      if state.questions == 2 { state.shadow = ByteShadow(vectors, team: team) }
      return state.shadow
    }
  }

  static func blocks(of rows: Int) -> [Range<Int>] {
    stride(from: 0, to: rows, by: blockRows).map { $0..<min($0 + blockRows, rows) }
  }
}
