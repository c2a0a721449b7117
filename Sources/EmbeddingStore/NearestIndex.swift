import Kernels

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

/// The vectors of a table brought to length 1 once, for many questions about nearness.
///
/// Every answer is exact: all words are compared. Equal similarities are ordered by id, so that an
/// answer depends on the vectors alone, never on the number of threads. The reserved entries are never
/// part of an answer. A vector of zeros stays zero and has similarity 0 to everything.
///
/// Questions are to be put one after another when the index has several threads.
public final class NearestIndex: @unchecked Sendable {
  public let table: EmbeddingTable
  /// Shapes: [V × E] as the table's, each row of length 1 or zero.
  public let unit: Matrix
  private let team: WorkerTeam

  /// Rows compared at a time by one worker.
  private static let blockRows = 2048

  public init(_ table: EmbeddingTable, threads: Int = 1) {
    self.table = table
    team = WorkerTeam(threads: threads)
    let unit = Matrix(rows: table.vectors.rows, columns: table.dimensions)
    self.unit = unit
    let blocks = Self.blocks(of: table.vectors.rows)
    team.forEach(blocks.count) { block, _ in
      for row in blocks[block] {
        Self.normalise(table.vectors.row(row), table.dimensions, into: unit.row(row))
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
    return best(UnsafePointer(unit.row(Int(id))), count, excluding: [id])
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
      Self.normalise($0.baseAddress!, table.dimensions, into: query.pointer)
    }
    return best(UnsafePointer(query.pointer), count, excluding: excluding)
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
    let (x, y, z) = (try unitVector(of: a), try unitVector(of: b), try unitVector(of: c))
    let target = (0..<table.dimensions).map { y[$0] - x[$0] + z[$0] }
    let known = [a, b, c].compactMap { table.vocabulary.id(of: $0) }
    return nearest(to: target, count: count, excluding: Set(known))
  }

  private func unitVector(of word: String) throws(StoreError) -> [Float] {
    let vector = try table.askedVector(of: word)
    let unit = Matrix(rows: 1, columns: table.dimensions)
    vector.withUnsafeBufferPointer {
      Self.normalise($0.baseAddress!, table.dimensions, into: unit.pointer)
    }
    return (0..<table.dimensions).map { unit[0, $0] }
  }

  // MARK: - Comparing

  private func best(
    _ query: UnsafePointer<Float>, _ count: Int, excluding: Set<Int32>
  ) -> [Neighbour] {
    guard count > 0 else { return [] }
    let blocks = Self.blocks(of: unit.rows)
    // One list for each block, not for each worker: who takes which block must not show.
    let lists = UnsafeMutablePointer<BestRows>.allocate(capacity: blocks.count)
    for block in blocks.indices { (lists + block).initialize(to: BestRows(capacity: count)) }
    defer {
      lists.deinitialize(count: blocks.count)
      lists.deallocate()
    }
    let places = Places(lists: lists)
    let (unit, columns) = (self.unit, table.dimensions)
    team.forEach(blocks.count) { block, _ in
      var list = BestRows(capacity: count)
      for row in blocks[block] where row >= Vocabulary.reservedCount {
        let score = Kernel.dot(query, unit.row(row), columns)
        if list.accepts(score) && !excluding.contains(Int32(row)) { list.insert(row, score) }
      }
      places.lists[block] = list
    }
    let candidates = blocks.indices.flatMap { lists[$0].rows }
    let ordered = candidates.sorted { a, b in a.score != b.score ? a.score > b.score : a.row < b.row
    }
    return ordered.prefix(count).map { row, score in
      Neighbour(
        id: Int32(row), word: table.vocabulary.word(Int32(row)),
        similarity: min(1, max(-1, score)))
    }
  }

  /// Lets the workers write to places of their own.
  private struct Places: @unchecked Sendable {
    let lists: UnsafeMutablePointer<BestRows>
  }

  private static func blocks(of rows: Int) -> [Range<Int>] {
    stride(from: 0, to: rows, by: blockRows).map { $0..<min($0 + blockRows, rows) }
  }

  /// Squares are summed as Double: a Float's square may be beyond Float.
  private static func normalise(
    _ x: UnsafePointer<Float>, _ n: Int, into y: UnsafeMutablePointer<Float>
  ) {
    var sum = 0.0
    for i in 0..<n { sum += Double(x[i]) * Double(x[i]) }
    let length = sum.squareRoot()
    guard length > 0, length.isFinite else { return y.update(repeating: 0, count: n) }
    for i in 0..<n { y[i] = Float(Double(x[i]) / length) }
  }
}

/// The rows with the highest scores so far, highest first; equal scores in the order they came.
private struct BestRows {
  private let capacity: Int
  private(set) var rows: [(row: Int, score: Float)] = []

  init(capacity: Int) { self.capacity = capacity }

  /// Whether a row that comes after all others would get a place.
  func accepts(_ score: Float) -> Bool {
    guard rows.count == capacity, let last = rows.last else { return true }
    return score > last.score
  }

  mutating func insert(_ row: Int, _ score: Float) {
    var (low, high) = (0, rows.count)
    while low < high {
      let middle = (low + high) / 2
      if rows[middle].score >= score { low = middle + 1 } else { high = middle }
    }
    rows.insert((row, score), at: low)
    if rows.count > capacity { rows.removeLast() }
  }
}
