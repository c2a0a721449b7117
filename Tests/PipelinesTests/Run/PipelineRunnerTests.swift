import Archive
import Classifying
import EmbeddingStore
import Foundation
import Pipelines
import StrictJSON
import Testing

@Suite struct PipelineRunnerTests {
  @Test func leavesItsFilesAndTheirRecord() throws {
    let tiny = try TinyRun()
    let record = try tiny.run()
    #expect(tiny.events == TinyRun.stages.map { "run \($0)" })
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: tiny.folder()).sorted() == [
        "classifier.model.gz", "report.html", "run.json", "scores.metrics.json",
        "story.trace.json", "tokens.tokens.gz", "vectors.vectors.gz",
      ])
    for output in record.stages.flatMap(\.outputs) {
      let (sha256, bytes) = try Fingerprint.ofFile("\(tiny.folder())/\(output.file)")
      #expect(sha256 == output.sha256)
      #expect(bytes == output.bytes)
    }

    let model = try TextClassifier(contentsOf: tiny.folder() + "/classifier.model.gz")
    #expect(model.labels == ["bad", "good"])
    guard case .object(let training)? = model.training, case .list(let epochs)? = training["epochs"]
    else {
      Issue.record("the model tells nothing of its training")
      return
    }
    let figures = try #require(record["classifier"]).figures
    #expect(figures["epochs"]?.elements?.count == epochs.count)
    guard case .integer(let rows)? = training["trainRows"] else {
      Issue.record("the model does not tell its rows")
      return
    }
    #expect(figures["trainRows"] == .integer(rows))
    #expect(try #require(record["scores"]).figures["rows"] == 30)
    let story = try Data(contentsOf: URL(fileURLWithPath: tiny.folder() + "/story.trace.json"))
    let traces = try #require(try JSONSerialization.jsonObject(with: story) as? [[String: Any]])
    #expect(traces.map { $0["text"] as? String } == ["The soup was not good.", "Quokka"])
    #expect((traces[0]["words"] as? [Any])?.count == 6)
    #expect((traces[1]["words"] as? [[String: Any]])?.first?["known"] as? Bool == false)
  }

  @Test func measuresTheTexts() throws {
    let tiny = try TinyRun()
    try tiny.write("a a a b\n", to: "corpus.txt")
    let record = try tiny.run(
      """
      {"pipeline": "p", "stages": {
        "corpus": {"stage": "corpus", "path": "../data/corpus.txt"},
        "tokens": {"stage": "tokenize", "from": "corpus", "minCount": 2}}}
      """)
    let figures = try #require(record["tokens"]).figures
    #expect(figures["texts"] == 1)
    #expect(figures["words"] == 4)
    #expect(figures["distinct"] == 2)
    #expect(figures["vocabulary"] == 1)
    #expect(figures["unknownShare"] == .number(0.25))
  }

  static let vectorsOnly = """
    {"pipeline": "p", "seed": 3, "stages": {
      "corpus": {"stage": "corpus", "path": "../data/corpus.txt"},
      "tokens": {"stage": "tokenize", "from": "corpus", "minCount": 5},
      "vectors": {"stage": "word2vec", "tokens": "tokens", "dimensions": 8, "epochs": 1}}}
    """

  /// A corpus of one line, longer than any buffer, with more ids than stay in memory: the same
  /// vocabulary as of the text in one piece, and the same vectors whether the ids come from the stage
  /// that counted them or were made again.
  @Test func aCorpusOfOneLongLine() throws {
    let tiny = try TinyRun()
    var generator = SeededGenerator(state: 5)
    var text: [UInt8] = []
    var builder = VocabularyBuilder()
    let words = (0..<3000).map { "w\($0)" }
    let count = 4_400_000
    for _ in 0..<count {
      let number = Int.random(in: 0..<3000, using: &generator)
      let word = words[number * number / 3000]
      builder.add(word)
      text += word.utf8
      text.append(0x20)
    }
    try tiny.write(String(decoding: text, as: UTF8.self), to: "corpus.txt")
    let record = try tiny.run(Self.vectorsOnly)
    #expect(try #require(record["tokens"]).figures["words"] == .integer(count))
    #expect(try #require(record["tokens"]).figures["texts"] == 1)
    #expect(try #require(record["vectors"]).figures["words"] == .integer(count))
    let table = try EmbeddingTable(contentsOf: tiny.folder() + "/vectors.vectors.gz")
    #expect(table.vocabulary == (try builder.build(minCount: 5)))
    let files = ["run.json", "tokens.tokens.gz", "vectors.vectors.gz"]
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: tiny.folder()).sorted() == files)

    try FileManager.default.removeItem(atPath: tiny.folder() + "/vectors.vectors.gz")
    #expect(tiny.hashes(try tiny.run(Self.vectorsOnly)) == tiny.hashes(record))
    #expect(tiny.events == ["keep corpus", "keep tokens", "run vectors"])
  }

  @Test(arguments: [1, 3, 8])
  func threadsChangeNoByte(threads: Int) throws {
    let tiny = try TinyRun()
    let expected = tiny.hashes(try tiny.run(threads: 2))
    #expect(expected.count == 5)
    #expect(tiny.hashes(try tiny.run(out: "other", threads: threads)) == expected)
  }

  /// Stopped in its third epoch, a training leaves its best model, and goes on to the bytes of one
  /// that was not stopped.
  @Test func aStoppedTrainingGoesOnToTheSameBytes() throws {
    let tiny = try TinyRun()
    let overrides = ["classifier.epochs=4", "classifier.checkpointSeconds=0"]
    let expected = tiny.hashes(try tiny.run(TinyRun.pipeline, overrides))
    let out = tiny.folder("stopped")
    let stopped = try tiny.runner(TinyRun.pipeline, overrides, out: "stopped", stopAfter: 20)
    let message = """
      stage "classifier": stopped in epoch 3; the best model so far, of epoch 1, is \
      \(out)/classifier.best.model.gz; the same command with --resume goes on from the end of epoch 2
      """
    do {
      _ = try stopped.run()
      Issue.record("it was not stopped")
    } catch {
      #expect(error.description == message)
    }
    #expect(try TextClassifier(contentsOf: out + "/classifier.best.model.gz").labels.count == 2)
    #expect(!FileManager.default.fileExists(atPath: out + "/classifier.model.gz"))

    var notes: [String] = []
    let resumed = try tiny.runner(
      TinyRun.pipeline, overrides, out: "stopped", threads: 3, resume: true
    ) {
      if case .progress("classifier", let text, isMilestone: true) = $0 { notes.append(text) }
    }
    #expect(tiny.hashes(try resumed.run()) == expected)
    #expect(notes.contains("resumed from the end of epoch 2"))
    let left = try FileManager.default.contentsOfDirectory(atPath: out)
    #expect(left.filter { $0.contains("snapshot") || $0.contains("best") } == [])
  }

  /// A run with other settings whose results are kept leaves what a stopped training can go on from.
  @Test func aStoppedTrainingOutlastsRunsOfOthers() throws {
    let tiny = try TinyRun()
    let overrides = ["classifier.epochs=4", "classifier.checkpointSeconds=0"]
    let expected = tiny.hashes(try tiny.run(TinyRun.pipeline, overrides))
    try tiny.run(TinyRun.pipeline, ["classifier.epochs=1"], out: "both")
    #expect(throws: RunError.self) {
      try tiny.runner(TinyRun.pipeline, overrides, out: "both", stopAfter: 20).run()
    }
    try tiny.run(TinyRun.pipeline, ["classifier.epochs=1"], out: "both")
    #expect(tiny.events.contains("keep classifier"))
    var notes: [String] = []
    let resumed = try tiny.runner(TinyRun.pipeline, overrides, out: "both", resume: true) {
      if case .progress("classifier", let text, isMilestone: true) = $0 { notes.append(text) }
    }
    #expect(tiny.hashes(try resumed.run()) == expected)
    #expect(notes.contains("resumed from the end of epoch 2"))
  }

  /// A snapshot that is not this training's own is passed over, whatever kind of stage made it.
  @Test func aSnapshotOfAnotherStageIsPassedOver() throws {
    let tiny = try TinyRun()
    let expected = tiny.hashes(try tiny.run())
    let out = tiny.folder("other")
    try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
    var snapshot = ContainerWriter(kind: "word2vec-snapshot")
    snapshot.add("training", json: "another")
    try snapshot.write(to: out + "/classifier.snapshot.gz")
    try snapshot.write(to: out + "/vectors.snapshot.gz")
    var notes: [String] = []
    let runner = try tiny.runner(out: "other", resume: true) {
      if case .progress(_, let text, isMilestone: true) = $0 { notes.append(text) }
    }
    #expect(tiny.hashes(try runner.run()) == expected)
    let another =
      "the snapshot is of another training (its settings, inputs or program differ): begins anew"
    #expect(notes.filter { $0 == another }.count == 2)
  }

  /// What was kept from earlier runs, in any mixture, leads to the bytes of a run of one piece.
  @Test func resumingChangesNoByte() throws {
    let tiny = try TinyRun()
    let expected = tiny.hashes(try tiny.run())

    try tiny.run(TinyRun.pipeline, ["classifier.epochs=1"], out: "resumed")
    #expect(tiny.hashes(try tiny.run(out: "resumed")) == expected)
    #expect(
      tiny.events == [
        "keep reviews", "keep corpus", "keep tokens", "keep vectors", "run classifier",
        "run scores", "run story", "run report",
      ])

    let files = expected.keys.sorted()
    for mask in 1..<1 << files.count {
      let lost = files.indices.filter { mask >> $0 & 1 == 1 }.map { files[$0] }
      for file in lost {
        try FileManager.default.removeItem(atPath: "\(tiny.folder())/\(file)")
      }
      #expect(tiny.hashes(try tiny.run(threads: 3)) == expected, "after losing \(lost)")
      #expect(tiny.events.filter { $0.hasPrefix("run") }.count == lost.count)
      for file in lost {
        #expect(try Fingerprint.ofFile("\(tiny.folder())/\(file)").sha256 == expected[file])
      }
    }
  }

  /// Words of the texts that are to judge the classifier must be strangers to it.
  @Test func onlyTrainingTextsFeedTheVocabulary() throws {
    let tiny = try TinyRun()
    try tiny.run()
    let model = try TextClassifier(contentsOf: tiny.folder() + "/classifier.model.gz")
    #expect(model.vocabulary.id(of: "soup") != nil)
    #expect(model.vocabulary.id(of: "zebrafish") == nil)
    #expect(model.predict("soup zebrafish").unknownCount == 1)

    // The same word counts where the part is the one to train on.
    let swapped = TinyRun.reviews.replacingOccurrences(of: "\ttest\n", with: "\ttrain\n")
    try tiny.write(swapped, to: "reviews.tsv")
    try tiny.run(TinyRun.pipeline, ["scores.on=validation"])
    let other = try TextClassifier(contentsOf: tiny.folder() + "/classifier.model.gz")
    #expect(other.vocabulary.id(of: "zebrafish") != nil)
  }

  @Test func badRowsThatAreSkippedAreCounted() throws {
    let tiny = try TinyRun()
    try tiny.write(TinyRun.reviews + "one field\n", to: "reviews.tsv")
    let record = try tiny.run(TinyRun.pipeline, ["reviews.onBadRow=skip"])
    let figures = try #require(record["reviews"]).figures
    #expect(figures["rows"] == 300)
    #expect(figures["skipped"] == 1)
    #expect(figures["badRows"]?.elements?.count == 1)
    let text = RunSummary(record, folder: tiny.folder(), width: 100).text
    #expect(text.contains("  300 rows: 240 train, 30 validation, 30 test; 1 bad rows skipped\n"))
  }
}
