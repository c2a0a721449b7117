/// The rows with the highest scores among those that came, in the order of their numbers.
///
/// Equal scores are ordered by row. Rows are gathered and now and then sorted and cut, so that any
/// number of them may be wanted.
struct BestRows {
  typealias Row = (row: Int32, score: Float)

  private let capacity: Int
  private var rows: [Row] = []
  /// What a row must exceed to get a place; NaN never does.
  private(set) var threshold = -Float.infinity

  init(capacity: Int) { self.capacity = capacity }

  /// - Precondition: the score is above the threshold; no row with a higher number came before.
  mutating func insert(_ row: Int32, _ score: Float) {
    rows.append((row, score))
    if rows.count >= 2 * capacity + 32 { cut() }
  }

  private mutating func cut() {
    rows = Self.best(capacity, of: rows)
    // A later row with this very score comes behind all of these.
    threshold = rows[capacity - 1].score
  }

  /// The best of several lists, highest score first.
  static func best(_ count: Int, of lists: [BestRows]) -> [Row] {
    best(count, of: lists.flatMap(\.rows))
  }

  private static func best(_ count: Int, of rows: [Row]) -> [Row] {
    let ordered = rows.sorted { a, b in a.score != b.score ? a.score > b.score : a.row < b.row }
    return Array(ordered.prefix(count))
  }
}
