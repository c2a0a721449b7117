import EmbeddingStore

/// Pairs of words with people's judgement of how alike or related they are, as in WordSim-353,
/// SimLex-999 and MEN.
///
/// One pair a line: two words and a number, between tabs, or between spaces or commas where a line
/// has no tab. Lines that start with `#` are comments.
public struct WordPairTest: Sendable {
  public struct Pair: Sendable, Equatable {
    public var first: String, second: String
    public var judgement: Double
  }

  public private(set) var pairs: [Pair] = []
  /// Lines that are no comment and no pair, such as a line of titles.
  public private(set) var invalidLines = 0
  private let file: String

  /// Reads the bytes of a file; `file` names it in errors.
  ///
  /// Errors: no line with two words and a number.
  public init(_ bytes: [UInt8], file: String) throws(Word2VecError) {
    self.file = file
    TestLines.forEach(bytes) { _, line in
      if line.hasPrefix("#") { return }
      let fields =
        line.contains("\t")
        ? line.split(separator: "\t", omittingEmptySubsequences: false)
        : line.split { $0.isWhitespace || $0 == "," }
      guard fields.count == 3, let judgement = Double(TestLines.trimmed(fields[2])),
        judgement.isFinite
      else {
        invalidLines += 1
        return
      }
      pairs.append(
        Pair(first: String(fields[0]), second: String(fields[1]), judgement: judgement))
    }
    guard !pairs.isEmpty else { throw .noPairLine(file: file, invalidLines: invalidLines) }
  }

  /// Compares people's judgements with the cosines of a table.
  ///
  /// - Parameters:
  ///   - restrict: only the first so many words of the table are looked at.
  ///   - foldsCase: whether case is disregarded.
  /// Edge cases: pairs with a word that the restricted vocabulary lacks are counted as unknown and
  /// left out. The cosine with a zero vector is 0.
  /// The figures equal those of gensim's `evaluate_word_pairs`.
  /// Errors: fewer than two pairs are known.
  public func evaluate(
    _ table: EmbeddingTable, restrict: Int = 300_000, foldsCase: Bool = true
  ) throws(Word2VecError) -> WordPairScore {
    let vocabulary = RestrictedVocabulary(table, restrict: restrict, foldsCase: foldsCase)
    var judgements: [Double] = []
    var cosines: [Double] = []
    for pair in pairs {
      guard let a = vocabulary.id(of: pair.first), let b = vocabulary.id(of: pair.second) else {
        continue
      }
      judgements.append(pair.judgement)
      cosines.append(Self.cosine(table, a, b))
    }
    guard judgements.count > 1 else {
      throw .noKnownPair(file: file, pairs: pairs.count, restrictedTo: vocabulary.ids.count)
    }
    return WordPairScore(
      spearman: Correlation.spearman(judgements, cosines),
      pearson: Correlation.pearson(judgements, cosines), known: judgements.count,
      unknown: pairs.count - judgements.count)
  }

  private static func cosine(_ table: EmbeddingTable, _ a: Int32, _ b: Int32) -> Double {
    let (x, y) = (table.vectors.row(Int(a)), table.vectors.row(Int(b)))
    var (xy, xx, yy) = (0.0, 0.0, 0.0)
    for e in 0..<table.vectors.columns {
      xy += Double(x[e]) * Double(y[e])
      xx += Double(x[e]) * Double(x[e])
      yy += Double(y[e]) * Double(y[e])
    }
    return xx > 0 && yy > 0 ? xy / (xx * yy).squareRoot() : 0
  }
}

/// How far a table agrees with people's judgements.
public struct WordPairScore: Codable, Equatable, Sendable {
  /// Rank correlation, −1…1; nil where one side is the same for all pairs.
  public var spearman: Double?
  /// Linear correlation, −1…1; nil likewise.
  public var pearson: Double?
  /// Pairs compared.
  public var known: Int
  /// Pairs with a word outside the restricted vocabulary.
  public var unknown: Int

  /// Share of the pairs that could not be compared, 0…1.
  public var unknownShare: Double { Double(unknown) / Double(known + unknown) }
}
