import Classifying
import Foundation
import Pipelines
import Testing

/// An LSTM stage that skips unknown words.
@Suite struct UnknownRunTests {
  /// A vocabulary so small that most words are unknown.
  static let pipeline = TinyRun.pipeline
    .replacingOccurrences(
      of: #""from": ["corpus", "reviews"], "minCount": 2"#,
      with:
        #""from": "corpus", "maximumVocabulary": 14"#)

  /// The oracle: training that reads texts from which somebody struck the unknown words.
  @Test func trainingReadsNoUnknownWord() throws {
    let tiny = try TinyRun()
    let record = try tiny.run(Self.pipeline, ["classifier.unknown=skip"])
    let model = try TextClassifier(contentsOf: tiny.folder() + "/classifier.model.gz")
    #expect(model.skipsUnknown)
    let entry = try tiny.run(Self.pipeline, out: "entry")
    #expect(tiny.hashes(entry)["vectors.vectors.gz"] == tiny.hashes(record)["vectors.vectors.gz"])

    var struck = 0
    let rows = TinyRun.reviews.split(separator: "\n").enumerated().map { number, row in
      guard number > 0 else { return String(row) }
      var cells = row.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      let words = cells[0].matches(of: /[A-Za-z]+|[.!]/).map { String($0.output) }
      let known = words.filter { model.vocabulary.id(of: $0.lowercased()) != nil }
      struck += words.count - known.count
      cells[0] = known.joined(separator: " ")
      return cells.joined(separator: "\t")
    }
    #expect(struck > 300)
    try tiny.write(rows.joined(separator: "\n") + "\n", to: "reviews.tsv")
    let oracle = try tiny.run(Self.pipeline, out: "struck")
    #expect(oracle["classifier"]?.figures["epochs"]?.elements?.count == 2)
    for key in ["loss", "validationLoss", "accuracy", "f1"] {
      func values(_ record: RunRecord) -> [Double?] {
        record["classifier"]?.figures["epochs"]?.elements?.map { $0[key]?.double } ?? []
      }
      #expect(values(record) == values(oracle))
      #expect(values(record).count == 2)
    }
    #expect(oracle["scores"]?.figures == record["scores"]?.figures)
    #expect(entry["scores"]?.figures["logLoss"] != record["scores"]?.figures["logLoss"])
    let other = try TextClassifier(contentsOf: tiny.folder("struck") + "/classifier.model.gz")
    #expect(!other.skipsUnknown)
    for text in ["The soup was not good.", "", "the was"] {
      let known = model.trace(text).words.map(\.text).joined(separator: " ")
      #expect(model.predict(text).probabilities == other.predict(known).probabilities)
    }
    let story = try String(contentsOfFile: tiny.folder() + "/story.trace.json", encoding: .utf8)
    #expect(story.contains("\"skipped\""))
  }

  /// Said outright, n-grams are not asked.
  @Test func skippingNeedsNoNGrams() throws {
    let tiny = try TinyRun()
    try SubwordsRunTests.table().write(to: tiny.sandbox.folder + "/data/own.vectors.gz")
    let record = try tiny.run(SubwordsRunTests.pipeline, ["classifier.unknown=skip"])
    #expect(record["classifier"]?.figures["unknownVectors"] == nil)
    let model = try TextClassifier(contentsOf: tiny.folder() + "/classifier.model.gz")
    #expect(model.subwords == nil)
    #expect(model.predict("tastier").probabilities == model.predict("").probabilities)
  }
}
