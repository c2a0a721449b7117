import Kernels

/// The word ids of many texts, one after another.
///
/// Padding ids (0) are left out on entry: a padded text and a bare one are the same here.
public struct IDSequences: Sendable, Equatable {
  public static let paddingID: Int32 = 0
  public static let unknownID: Int32 = 1

  public private(set) var ids: [Int32] = []
  /// Where each text starts; one entry more than there are texts.
  public private(set) var starts: [Int] = [0]
  /// The smallest and largest id, to check against a table of vectors.
  public private(set) var smallestID: Int32 = .max
  public private(set) var largestID: Int32 = .min
  /// Vectors of words that a classifier's table lacks, [words × E]: where the table has V rows, id
  /// V + i reads row i. They belong to these texts alone and are never trained.
  public var extraVectors: Matrix?

  public init() {}

  public init(_ texts: [[Int32]]) {
    for text in texts { append(text) }
  }

  /// Takes over flat ids; text i is `ids[starts[i]..<starts[i + 1]]`.
  public init(ids: [Int32], starts: [Int]) {
    for i in 0..<max(starts.count - 1, 0) { append(ids[starts[i]..<starts[i + 1]]) }
  }

  public mutating func append(_ text: some Sequence<Int32>) {
    for id in text where id != Self.paddingID {
      smallestID = min(smallestID, id)
      largestID = max(largestID, id)
      ids.append(id)
    }
    starts.append(ids.count)
  }

  /// Appends what `truncation` keeps of a text.
  public mutating func append(_ text: [Int32], cutBy truncation: Truncation) {
    append(truncation.apply(text[...]))
  }

  /// The texts of all `parts`, one after another, with all their extra vectors: ids from `tableRows` on,
  /// which each part gave to its own, are given anew.
  public init(joining parts: [IDSequences], tableRows: Int) {
    self.init()
    let extra = parts.compactMap(\.extraVectors)
    let vectors = extra.first.map { first in
      Matrix(rows: extra.reduce(0) { $0 + $1.rows }, columns: first.columns)
    }
    var rows = 0
    for part in parts {
      let shift = Int32(rows)
      for text in 0..<part.count {
        append(part[text].lazy.map { Int($0) < tableRows ? $0 : $0 + shift })
      }
      guard let vectors, let own = part.extraVectors else { continue }
      vectors.row(rows).update(from: own.pointer, count: own.size)
      rows += own.rows
    }
    extraVectors = vectors
  }

  public var count: Int { starts.count - 1 }

  public func length(_ text: Int) -> Int { starts[text + 1] - starts[text] }

  public subscript(text: Int) -> ArraySlice<Int32> { ids[starts[text]..<starts[text + 1]] }

  /// Refuses ids that have a vector neither in a table of that shape nor among the extra ones.
  package func check(rows: Int, columns: Int) throws(LSTMError) {
    var rows = rows
    if let extraVectors {
      if extraVectors.columns != columns {
        throw .dimensions(
          of: "the extra vectors' table", found: "\(extraVectors.rows) × \(extraVectors.columns)",
          expected: "\(extraVectors.rows) × \(columns)")
      }
      rows += extraVectors.rows
    }
    if ids.isEmpty { return }
    if smallestID < 0 { throw .unknownID(found: Int(smallestID), rows: rows) }
    if Int(largestID) >= rows { throw .unknownID(found: Int(largestID), rows: rows) }
  }

  /// Same texts, same extra vectors.
  public static func == (a: IDSequences, b: IDSequences) -> Bool {
    func values(_ matrix: Matrix?) -> [[Float]]? {
      matrix.map { matrix in
        (0..<matrix.rows).map { row in (0..<matrix.columns).map { matrix[row, $0] } }
      }
    }
    return a.ids == b.ids && a.starts == b.starts
      && (a.extraVectors === b.extraVectors || values(a.extraVectors) == values(b.extraVectors))
  }
}

/// What to keep of a text that is longer than one wants to read.
public struct Truncation: Codable, Hashable, Sendable {
  public enum Keep: String, Codable, CaseIterable, Sendable {
    /// The first words.
    case head
    /// The last words.
    case tail
    /// The first half (rounded up) and the last half.
    case both
  }

  public var maximumTokens: Int
  public var keep: Keep

  public init(maximumTokens: Int, keep: Keep) {
    self.maximumTokens = maximumTokens
    self.keep = keep
  }

  /// The words kept, in their order.
  public func apply<Element>(_ text: ArraySlice<Element>) -> [Element] {
    guard text.count > maximumTokens else { return Array(text) }
    switch keep {
    case .head: return Array(text.prefix(maximumTokens))
    case .tail: return Array(text.suffix(maximumTokens))
    case .both:
      let head = (maximumTokens + 1) / 2
      return Array(text.prefix(head)) + Array(text.suffix(maximumTokens - head))
    }
  }

  public func apply(_ texts: IDSequences) -> IDSequences {
    var result = IDSequences()
    result.extraVectors = texts.extraVectors
    for i in 0..<texts.count { result.append(apply(texts[i])) }
    return result
  }
}
