import Classifying
import EmbeddingStore
import Kernels
import Pipelines
import StrictJSON
import Testing

/// An LSTM stage over vectors that have character n-grams.
@Suite struct SubwordsRunTests {
  /// A vocabulary so small that most words are unknown.
  static let pipeline = """
    {"pipeline": "p", "stages": {
      "reviews": {"stage": "examples", "path": "../data/reviews.tsv", "split": {"column": "split"}},
      "tokens": {"stage": "tokenize", "from": "reviews", "maximumVocabulary": 12},
      "vectors": {"stage": "vectors", "path": "../data/own.vectors.gz"},
      "classifier": {"stage": "lstm", "examples": "reviews", "tokens": "tokens",
                     "vectors": "vectors", "hidden": 8, "epochs": 1, "wordDropout": 0.1},
      "scores": {"stage": "evaluate", "classifier": "classifier", "on": "test"}}}
    """

  /// Vectors of "the" and of the n-grams of some words of the reviews.
  static func table(subwords: Bool = true) throws -> EmbeddingTable {
    var random = RandomStream(seed: 2)
    func matrix(_ rows: Int) -> Matrix {
      let matrix = Matrix(rows: rows, columns: 6)
      for row in 0..<rows { for column in 0..<6 { matrix[row, column] = random.normal() } }
      return matrix
    }
    let vocabulary = try Vocabulary(words: [(Array("the".utf8), 9)])
    var table = EmbeddingTable(vocabulary: vocabulary, vectors: matrix(3))
    table.state = TrainingState(contexts: matrix(3))
    guard subwords else { return table }
    let settings = SubwordSettings(min: 3, max: 4, buckets: 5000)
    let words = ["soup", "bread", "salad", "was", "tasty", "stale", "crispy", "soggy", "lovely"]
    let numbers = Set(words.flatMap(settings.numbers)).sorted()
    table.subwords = SubwordVectors(
      settings: settings, numbers: numbers, vectors: matrix(numbers.count))
    return table
  }

  func kitchen(subwords: Bool = true) throws -> TinyRun {
    let tiny = try TinyRun()
    try Self.table(subwords: subwords).write(to: tiny.sandbox.folder + "/data/own.vectors.gz")
    return tiny
  }

  @Test func unknownWordsAreReadByTheirNGrams() throws {
    let tiny = try kitchen()
    let record = try tiny.run(Self.pipeline)
    let figures = try #require(record["classifier"]?.figures)
    #expect(figures["knownVectors"] == 1)
    let counts = ["composedVectors", "unknownVectors"].map { key -> Int in
      if case .integer(let count)? = figures[key] { count } else { 0 }
    }
    #expect(counts[0] > 0)
    #expect(counts[1] > 3)
    let model = try TextClassifier(contentsOf: tiny.folder() + "/classifier.model.gz")
    #expect(model.vocabulary.id(of: "tastier") == nil)
    #expect(model.predict("tastier").probabilities != model.predict("xq").probabilities)
    #expect(model.predict("xq").probabilities == model.predict("qx").probabilities)

    let again = try tiny.run(Self.pipeline, out: "three", threads: 3)
    #expect(tiny.hashes(again) == tiny.hashes(record))
  }

  @Test func theSharedEntryCanBeAskedFor() throws {
    let tiny = try kitchen()
    let record = try tiny.run(Self.pipeline, ["classifier.unknown=entry"])
    #expect(record["classifier"]?.figures["unknownVectors"] == nil)
    let model = try TextClassifier(contentsOf: tiny.folder() + "/classifier.model.gz")
    #expect(model.subwords == nil)
    #expect(model.predict("tastier").probabilities == model.predict("xq").probabilities)
  }

  @Test func vectorsWithoutNGramsCannotServe() throws {
    let tiny = try kitchen(subwords: false)
    #expect(
      try tiny.failure(Self.pipeline, ["classifier.unknown=subwords"])
        == #"stage "classifier": "unknown" is "subwords" but the vectors of "vectors" have no "#
        + #"character n-grams; expected vectors of lexigate's own that were trained with "#
        + #""subwords", or "entry""#)
    let record = try tiny.run(Self.pipeline)
    #expect(record["classifier"]?.figures["unknownVectors"] == nil)
  }

  /// What training needs passes through a `vectors` stage.
  @Test func theStateIsCarriedOn() throws {
    let tiny = try kitchen()
    try tiny.run(Self.pipeline)
    let path = tiny.folder() + "/vectors.vectors.gz"
    #expect(try EmbeddingTable(contentsOf: path, withState: true).state?.contexts.rows == 3)
    #expect(try EmbeddingTable(contentsOf: path).subwords != nil)
  }

  @Test func aStageThatTrainsNoneIsToldAtOnce() throws {
    let tiny = try TinyRun()
    let faults = tiny.sandbox.faults(
      """
      {"pipeline": "p", "stages": {
      "r": {"stage": "examples", "path": "../data/reviews.tsv"},
      "t": {"stage": "tokenize", "from": "r"},
      "v": {"stage": "word2vec", "tokens": "t"},
      "c": {"stage": "lstm", "examples": "r", "tokens": "t", "vectors": "v", "unknown": "subwords"}}}
      """)
    #expect(
      faults == [
        "p.json:5:83: \"unknown\" is \"subwords\" but stage \"v\" makes vectors without n-grams; "
          + "expected \"subwords\" in that stage, or \"entry\""
      ])
  }
}
