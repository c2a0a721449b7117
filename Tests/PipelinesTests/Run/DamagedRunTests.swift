import Archive
import EmbeddingStore
import Foundation
import Kernels
import LSTM
import Pipelines
import TestSupport
import Testing
import Tokenizing
import Word2Vec

/// What a run leaves in its folder and reads back, cut and flipped: refused, or the same to the last
/// bit.
@Suite struct DamagedRunTests {
  let sandbox: Sandbox
  private var path: String { sandbox.folder + "/file" }

  init() throws { sandbox = try Sandbox(files: []) }

  // MARK: Snapshots

  private struct Payload<State: Equatable>: Equatable {
    var training: String
    var state: State
    var names: [String]
    var shapes: [[Int]]
    var numbers: [[UInt32]]
  }

  private func load<State: Codable & Equatable>(
    _ path: String, _ kind: String, as type: State.Type
  ) -> Payload<State>? {
    do throws(ArchiveError) {
      guard
        let found = try Snapshot<State>(
          contentsOf: path, kind: kind, training: "key", having: ["a"])
      else { return nil }
      let tables = found.tables.sorted { $0.key < $1.key }
      return Payload(
        training: found.training, state: found.state, names: tables.map(\.key),
        shapes: tables.map { [$0.value.rows, $0.value.columns] },
        numbers: tables.map { table in
          (0..<table.value.rows).flatMap { row in
            (0..<table.value.columns).map { table.value[row, $0].bitPattern }
          }
        })
    } catch {
      if !"\(error)".hasPrefix(path) { Issue.record("\(error)") }
      return nil
    }
  }

  private func expectRefused<State: Codable & Equatable>(_ kind: String, _ state: State) throws {
    let tables = ["a": Matrix.random(3, 2), "b": Matrix.random(1, 5)]
    try Snapshot(training: "key", state: state, tables: tables).write(to: path, kind: kind)
    #expect(load(path, kind, as: State.self)?.state == state)
    let file = try DamagedFile(path)
    let findings = try file.findings(bits: file.bits, lengths: file.lengths) {
      load($0, kind, as: State.self)
    }
    #expect(findings == [])
  }

  private static let records = (1...2).map {
    EpochRecord(
      epoch: $0, trainingLoss: 0.7, validationLoss: 0.5, validationAccuracy: 0.75,
      learningRate: 0.01, seconds: 1.5, tokensPerSecond: 1000, isBest: $0 == 1)
  }

  @Test func snapshotsOfWordVectors() throws {
    var state = SkipGramState()
    (state.epoch, state.chunk, state.loss, state.pairs) = (1, 3, 0.5, 77)
    (state.lossPerEpoch, state.allPairs, state.seconds) = ([0.25], 1234, 2.5)
    try expectRefused("word2vec-snapshot", state)
  }

  @Test func snapshotsOfClassifiers() throws {
    try expectRefused(
      "lstm-snapshot",
      TrainingCheckpoint.State(step: 24, records: Self.records, seconds: 3.25))
  }

  @Test func snapshotsOfFolds() throws { try expectRefused("lstm-folds", Self.records) }

  @Test func snapshotsOfOtherTrainingsAreNone() throws {
    try Snapshot(training: "other", state: 1, tables: [:]).write(to: path, kind: "k")
    #expect(try Snapshot<Int>(contentsOf: path, kind: "k", training: "key") == nil)
    #expect(try Snapshot<Int>(contentsOf: path, kind: "l", training: "other") == nil)
    #expect(try Snapshot<Int>(contentsOf: path, kind: "k", training: "other")?.state == 1)
    #expect(throws: ArchiveError.missingSection(path: path, name: "a")) {
      try Snapshot<Int>(contentsOf: path, kind: "k", training: "other", having: ["a"])
    }
    #expect(throws: ArchiveError.self) {
      try Snapshot<[Int]>(contentsOf: path, kind: "k", training: "other")
    }
  }

  /// What a later version adds is passed over where it may be, and else refused by name.
  @Test func sectionsOfLaterVersions() throws {
    for required in [false, true] {
      var container = ContainerWriter(kind: "k")
      container.add("training", json: "key")
      container.add("state", json: 5)
      container.add("more", integers: [1], required: required)
      try container.write(to: path)
      if required {
        #expect(throws: ArchiveError.unknownSection(path: path, name: "more", type: "int64")) {
          try Snapshot<Int>(contentsOf: path, kind: "k", training: "key")
        }
      } else {
        #expect(try Snapshot<Int>(contentsOf: path, kind: "k", training: "key")?.state == 5)
      }
    }
  }

  /// A run that is to go on from a damaged snapshot says so and leaves everything as it is; the same
  /// run from the beginning makes the bytes of one that was never stopped.
  @Test func aRunDoesNotGoOnFromADamagedSnapshot() throws {
    let tiny = try TinyRun()
    let overrides = ["classifier.epochs=4", "classifier.checkpointSeconds=0"]
    let expected = tiny.hashes(try tiny.run(TinyRun.pipeline, overrides, out: "whole"))
    #expect(throws: RunError.self) {
      try tiny.runner(TinyRun.pipeline, overrides, stopAfter: 20).run()
    }
    let snapshot = tiny.folder() + "/classifier.snapshot.gz"
    let bytes = try Data(contentsOf: URL(fileURLWithPath: snapshot))
    var flipped = bytes
    flipped[bytes.count / 2] ^= 4
    for damaged in [bytes.prefix(bytes.count - 1), flipped, Data()] {
      try damaged.write(to: URL(fileURLWithPath: snapshot))
      let runner = try tiny.runner(TinyRun.pipeline, overrides, resume: true)
      let message = #expect(throws: RunError.self) { try runner.run() }?.description ?? ""
      #expect(message.hasPrefix("stage \"classifier\": \(snapshot): "), "\(message)")
      #expect(try Data(contentsOf: URL(fileURLWithPath: snapshot)) == damaged)
    }
    #expect(tiny.hashes(try tiny.run(TinyRun.pipeline, overrides)) == expected)
    #expect(!FileManager.default.fileExists(atPath: snapshot))
  }

  // MARK: Tokens

  private struct Tokens: Equatable {
    var settings: TokenizerSettings
    var vocabulary: Vocabulary
    var ids: [Int32]

    init(_ set: TokenSet) {
      settings = set.settings
      vocabulary = set.vocabulary
      var encoder = set.encoder
      ids = Array("ab cd ab x".utf8).withUnsafeBufferPointer { encoder.ids(of: $0) }
    }
  }

  @Test func filesOfTokens() throws {
    let words = ["ab", "cd", "ab_cd"].map { Array($0.utf8) }
    let vocabulary = try Vocabulary(words: words.enumerated().map { ($1, 9 - $0) })
    var writer = ContainerWriter(kind: "phrases")
    writer.add("phrases", integers: [1, 1, 4, 2, 2, 3])
    try writer.write(to: path)
    let phrases = try PhraseTable(from: try ContainerReader(path: path), vocabulary: vocabulary)
    let set = TokenSet(settings: TokenizerSettings(), vocabulary: vocabulary, phrases: phrases)
    try set.write(to: path)
    let sound = Tokens(set)
    #expect(sound.ids.count == 3)
    let file = try DamagedFile(path)
    let findings = try file.findings(bits: file.bits, lengths: file.lengths) { path -> Tokens? in
      do {
        return Tokens(try TokenSet(contentsOf: path))
      } catch {
        if !"\(error)".hasPrefix(path) { Issue.record("\(error)") }
        return nil
      }
    }
    #expect(findings == [])
  }

  // MARK: JSON

  /// A record that is damaged anywhere counts for nothing; the line feed at its end may be missing.
  @Test func records() throws {
    let tiny = try TinyRun()
    try tiny.run(PipelineRunnerTests.vectorsOnly)
    let file = try DamagedFile(tiny.folder() + "/" + RunRecord.fileName)
    #expect(file.bytes.count > 2000)
    let lengths = file.lengths.dropLast()
    let findings = try file.findings(bits: file.bits, lengths: lengths, mostAccepted: 0.01) {
      _ in RunRecord.load(from: tiny.folder())?.json.compact
    }
    #expect(findings == [])
  }

  /// Whatever of a run's files is damaged, the stage that made it runs again, and to the same bytes.
  @Test func damagedOutputsAreMadeAgain() throws {
    let tiny = try TinyRun()
    let expected = tiny.hashes(try tiny.run())
    #expect(expected.count == 5)
    var random = RandomStream(seed: 12)
    for file in expected.keys.sorted() {
      let url = URL(fileURLWithPath: "\(tiny.folder())/\(file)")
      let bytes = try Data(contentsOf: url)
      for damage in 0..<3 {
        var damaged = bytes
        switch damage {
        case 0: damaged.removeLast(1 + random.below(bytes.count))
        case 1: damaged[random.below(bytes.count)] ^= 1 << UInt8(random.below(8))
        default: damaged.append(0)
        }
        try damaged.write(to: url)
        let stage = String(file.prefix { $0 != "." })
        #expect(try tiny.reasons()[stage] == ["\(file) was changed"])
        #expect(tiny.hashes(try tiny.run()) == expected)
        #expect(tiny.events.filter { $0.hasPrefix("run") } == ["run \(stage)"])
        #expect(try Data(contentsOf: url) == bytes)
      }
    }
  }
}
