import Corpora
import Testing

/// Files that people really have; skipped where the data for development is absent.
@Suite struct RealDataTests {
  @Test(.enabled(if: RealData.has("formats/zomato-multiline.csv.gz")))
  func reviewsOverSeveralLines() throws {
    var source = ExampleSource(paths: [RealData.path("formats/zomato-multiline.csv.gz")])
    source.text = "Review"
    source.labels = .single("Rating")
    source.onBadRow = .skip
    let examples = try source.load()
    // Python's csv module reads the same counts from this file.
    #expect(examples.count == 9962)
    #expect(examples.report.skipped == 38)
    #expect(examples.report.emptyTexts == 7)
    #expect(examples.labelNames == ["1", "1.5", "2", "2.5", "3", "3.5", "4", "4.5", "5", "Like"])
    #expect(String(decoding: examples.text(0), as: UTF8.self).hasPrefix("The ambience was good"))
    #expect(examples.line(1) == 5)
  }

  @Test(.enabled(if: RealData.has("uci/imdb_labelled.txt")), arguments: ["imdb", "amazon_cells"])
  func sentencesWithoutAHeader(_ name: String) throws {
    var source = ExampleSource(paths: [RealData.path("uci/\(name)_labelled.txt")])
    source.format = .tsv
    source.header = false
    source.text = "1"
    source.labels = .single("2")
    let examples = try source.load()
    #expect(examples.count == 1000)
    #expect(examples.labelNames == ["0", "1"])
    #expect(examples.labelCounts == [500, 500])
  }

  @Test(.enabled(if: RealData.has("yelp-sentences/train.tsv.gz")))
  func yelpSentences() throws {
    let source = ExampleSource(paths: [RealData.path("yelp-sentences/train.tsv.gz")])
    let examples = try source.load()
    #expect(examples.count == 153_460)
    #expect(examples.labelNames == ["bad", "good"])
    let split = try examples.split(.fractions(train: 0.9, validation: 0.05, test: 0.05), seed: 1)
    #expect(split.test.count == 7673)
    let good = split.test.count { examples.label($0) == 1 }
    #expect(abs(Double(good) - 0.05 * Double(examples.labelCounts[1])) <= 2)
  }

  @Test(.enabled(if: RealData.has("imdb/train.tsv.gz")))
  func imdbReviews() throws {
    let source = ExampleSource(paths: [RealData.path("imdb/train.tsv.gz")])
    let examples = try source.load()
    #expect(examples.count == 25_000)
    #expect(examples.labelNames == ["negative", "positive"])
    #expect(examples.labelCounts == [12_500, 12_500])
    // It holds 96 copies of other reviews: they follow their originals.
    let split = try examples.split(.fractions(train: 0.7, validation: 0.1, test: 0.2), seed: 1)
    #expect(abs(split.test.count - 5000) <= 2)
    let trained = Set(split.train.map { Array(examples.text($0)) })
    #expect(!split.test.contains { trained.contains(Array(examples.text($0))) })
  }
}
