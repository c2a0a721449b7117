import Kernels
import LSTM
import Testing

/// Words with vectors of their own beside the table's. The oracle: a classifier whose table has these
/// vectors as further rows.
@Suite struct ExtraVectorsTests {
  static let words = 12
  static let extra = 5
  static let dimensions = 5

  struct Pair {
    var narrow: Classifier
    var wide: Classifier
    var vectors: Matrix
  }

  /// The same weights over 12 rows and over 17, of which the last five are `vectors`.
  static func pair(
    labels: Int = 3, multiLabel: Bool = false, layers: Int = 1, bidirectional: Bool = false,
    pooling: Pooling = .last, dropout: Float = 0
  ) throws -> Pair {
    let table = TestModels.vectors(words + extra, dimensions)
    func part(_ rows: Range<Int>) -> Matrix {
      let matrix = Matrix(rows: rows.count, columns: dimensions)
      for row in rows {
        matrix.row(row - rows.lowerBound).update(from: table.row(row), count: dimensions)
      }
      return matrix
    }
    let settings = ClassifierSettings(
      labels: (0..<labels).map { "label \($0)" }, multiLabel: multiLabel,
      embeddingDimensions: dimensions, hidden: 7, layers: layers, bidirectional: bidirectional,
      pooling: pooling,
      embeddingDropout: dropout, outputDropout: dropout, wordDropout: dropout)
    return Pair(
      narrow: try Classifier(settings, embedding: part(0..<words), seed: 1),
      wide: try Classifier(settings, embedding: table, seed: 1),
      vectors: part(words..<words + extra))
  }

  static func texts(_ count: Int, _ vectors: Matrix? = nil) -> IDSequences {
    var texts = IDSequences(TestModels.texts(count, words: words + extra, longest: 12))
    texts.extraVectors = vectors
    return texts
  }

  static func dense(_ classifier: Classifier) -> [Float] {
    (0..<classifier.layout.count).map { classifier.parameters.pointer[$0] }
  }

  static func rows(_ matrix: Matrix, _ count: Int = words) -> [[Float]] {
    (0..<count).map { row in (0..<matrix.columns).map { matrix[row, $0] } }
  }

  @Test(arguments: TestModels.kinds)
  func answersAreThoseOfAWiderTable(_ kind: TestModels.Kind) throws {
    let pair = try Self.pair(
      multiLabel: kind.multiLabel, layers: kind.layers, bidirectional: kind.bidirectional,
      pooling: kind.pooling)
    let expected = try Predictor(pair.wide).probabilities(Self.texts(50))
    for threads in [1, 3] {
      let found = try Predictor(pair.narrow, threads: threads).probabilities(
        Self.texts(50, pair.vectors))
      #expect(Self.rows(found, 50) == Self.rows(expected, 50))
    }
    let text: [Int32] = [3, 13, 1, 16, 12, 2]
    let trace = try pair.narrow.trace(text, extraVectors: pair.vectors)
    let wide = try pair.wide.trace(text)
    #expect(trace.probabilities == wide.probabilities)
    #expect(trace.steps == wide.steps)
    if kind.layers > 1 { return }
    #expect(trace.steps[0][1].input == Self.rows(pair.vectors, 5)[1])
  }

  /// The gradients of the dense weights and of the table's own rows are those of a wider table.
  @Test(arguments: TestModels.kinds)
  func gradientsAreThoseOfAWiderTable(_ kind: TestModels.Kind) throws {
    let pair = try Self.pair(
      multiLabel: kind.multiLabel, layers: kind.layers, bidirectional: kind.bidirectional,
      pooling: kind.pooling)
    let targets = TestModels.targets(40, labels: 3, multiLabel: kind.multiLabel)
    func gradient(_ classifier: Classifier, _ texts: IDSequences) -> ([Float], [[Float]]) {
      let run = TrainingRun(
        classifier, TrainingSettings(), totalSteps: 1, team: WorkerTeam(threads: 2))
      let examples = Examples(texts: texts, targets: targets)
      _ = run.gradient(examples, rows: TestModels.order(texts)[...])
      return (
        (0..<classifier.layout.count).map { run.dense[$0] }, Self.rows(run.vectorGradient)
      )
    }
    let narrow = gradient(pair.narrow, Self.texts(40, pair.vectors))
    let wide = gradient(pair.wide, Self.texts(40))
    #expect(narrow.0 == wide.0)
    #expect(narrow.1 == wide.1)
  }

  /// A whole training over a frozen table, dropout and truncation and all, whatever the threads.
  @Test func trainingIsThatOfAWiderTable() throws {
    var settings = TrainerTests.settings {
      $0.epochs = 2
      $0.embedding = .frozen
      $0.maximumTokens = 9
    }
    settings.keep = .both
    let targets = TestModels.targets(130, labels: 2, multiLabel: false)
    let wide = try Self.pair(labels: 2, bidirectional: true, dropout: 0.2)
    _ = try Trainer(settings).train(
      wide.wide, on: Examples(texts: Self.texts(130), targets: targets),
      validation: Examples(texts: Self.texts(130), targets: targets))
    for threads in [1, 2, 5] {
      let pair = try Self.pair(labels: 2, bidirectional: true, dropout: 0.2)
      let examples = Examples(texts: Self.texts(130, pair.vectors), targets: targets)
      _ = try Trainer(settings).train(
        pair.narrow, on: examples, validation: examples, threads: threads)
      #expect(Self.dense(pair.narrow) == Self.dense(wide.wide))
    }
  }

  @Test func trainingLeavesThemAsTheyAre() throws {
    var results: [[Float]] = []
    for threads in [1, 3] {
      let pair = try Self.pair(labels: 2)
      let before = Self.rows(pair.vectors, Self.extra)
      let examples = Examples(
        texts: Self.texts(60, pair.vectors),
        targets: TestModels.targets(60, labels: 2, multiLabel: false))
      let own = Self.rows(pair.narrow.embedding)
      _ = try Trainer(TrainerTests.settings { $0.monitor = .loss }).train(
        pair.narrow, on: examples, threads: threads)
      #expect(Self.rows(pair.vectors, Self.extra) == before)
      #expect(Self.rows(pair.narrow.embedding) != own)
      results.append(Self.dense(pair.narrow) + Self.rows(pair.narrow.embedding).flatMap { $0 })
    }
    #expect(results[0] == results[1])
  }

  @Test func idsBeyondThemAreRefused() throws {
    let pair = try Self.pair()
    #expect(throws: LSTMError.unknownID(found: 17, rows: 17)) {
      try pair.narrow.trace([3, 17], extraVectors: pair.vectors)
    }
    #expect(throws: LSTMError.unknownID(found: 12, rows: 12)) { try pair.narrow.trace([12]) }
    #expect(
      throws: LSTMError.dimensions(
        of: "the extra vectors' table", found: "2 × 4", expected: "2 × 5")
    ) {
      try pair.narrow.trace([3], extraVectors: Matrix(rows: 2, columns: 4))
    }
  }

  @Test func equalTextsHaveEqualVectors() throws {
    let pair = try Self.pair()
    #expect(Self.texts(9, pair.vectors) == Self.texts(9, pair.vectors.copy()))
    #expect(Self.texts(9, pair.vectors) != Self.texts(9))
    let other = pair.vectors.copy()
    other[4, 4] += 1
    #expect(Self.texts(9, pair.vectors) != Self.texts(9, other))
    let cut = Truncation(maximumTokens: 3, keep: .head).apply(Self.texts(9, other))
    #expect(cut.extraVectors === other)
  }
}
