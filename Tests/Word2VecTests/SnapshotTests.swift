import Archive
import EmbeddingStore
import Kernels
import Testing
import Word2Vec

@Suite struct SnapshotTests {
  static let texts = Texts.random(words: 300, texts: 1200, length: 60, seed: 21)

  /// Wide windows make short chunks, about 18 of them.
  static func settings(_ model: SkipGramTests.ModelCase) -> SkipGramSettings {
    SkipGramTests.settings(24, model: model) {
      $0.window = 64
      $0.negatives = 2
      $0.subsample = 0.02
      // A wrong word's step counts as often as there are words around, which are many here.
      if model.model == .skipGram, model.subwords != nil { $0.learningRate = 0.005 }
    }
  }

  static func train(
    _ settings: SkipGramSettings, threads: Int, _ snapshots: SkipGramSnapshots
  ) throws -> SkipGramResult {
    try SkipGram(settings).train(
      texts, vocabulary: Texts.vocabulary(texts), threads: threads, keepState: true,
      snapshots: snapshots)
  }

  /// All snapshots of a training, and its result.
  static func snapshots(
    _ settings: SkipGramSettings, threads: Int, every interval: Int
  ) throws -> ([SkipGramSnapshot], SkipGramResult) {
    var saved: [SkipGramSnapshot] = []
    var snapshots = SkipGramSnapshots()
    snapshots.interval = interval
    snapshots.save = {
      // The tables go on being trained.
      saved.append(
        SkipGramSnapshot(
          state: $0.state, centers: $0.centers.copy(), contexts: $0.contexts.copy()))
    }
    let result = try train(settings, threads: threads, snapshots)
    return (saved, result)
  }

  /// Wherever a training stopped and on however many threads, it ends with the same bits.
  @Test(arguments: SkipGramTests.models, [1, 3])
  func goingOnGivesTheSameBits(_ model: SkipGramTests.ModelCase, threads: Int) throws {
    let settings = Self.settings(model)
    let whole = try Self.train(settings, threads: 2, SkipGramSnapshots())
    let (saved, result) = try Self.snapshots(settings, threads: threads, every: 1)
    #expect(SkipGramTests.bits(result) == SkipGramTests.bits(whole))
    #expect(saved.count >= 4 && saved.contains { $0.state.epoch == 1 })
    // The first, some from the middle, one at an epoch's end, and the last.
    var places = [0, saved.count / 2, saved.count - 1]
    places += saved.indices.filter { $0 + 1 < saved.count && saved[$0 + 1].state.epoch == 1 }
      .suffix(1)
    for place in places {
      for other in [1, 2, 8] where other != 8 || place == places[1] {
        var snapshots = SkipGramSnapshots()
        snapshots.resume = saved[place]
        let resumed = try Self.train(settings, threads: other, snapshots)
        #expect(SkipGramTests.bits(resumed) == SkipGramTests.bits(whole), "\(place), \(other)")
        #expect(resumed.lossPerEpoch == whole.lossPerEpoch, "\(place), \(other)")
        #expect(resumed.seconds > saved[place].state.seconds)
      }
    }
  }

  @Test func snapshotsKeepTheirDistance() throws {
    let settings = Self.settings(SkipGramTests.models[0])
    let (none, _) = try Self.snapshots(settings, threads: 1, every: 0)
    #expect(none.isEmpty)
    let (some, _) = try Self.snapshots(settings, threads: 1, every: 9000)
    let (many, _) = try Self.snapshots(settings, threads: 1, every: 1)
    #expect(!some.isEmpty && some.count < many.count)
    for (one, two) in zip(many, many.dropFirst()) {
      #expect((one.state.epoch, one.state.chunk) < (two.state.epoch, two.state.chunk))
    }
  }

  @Test func whatCannotBeSavedIsTold() {
    var snapshots = SkipGramSnapshots()
    snapshots.interval = 1
    snapshots.save = { _ throws(StoreError) in throw SkipGramTests.BrokenTexts.error }
    let error = SkipGramTests.failure {
      _ = try Self.train(Self.settings(SkipGramTests.models[0]), threads: 1, snapshots)
    }
    #expect(error == .snapshot(SkipGramTests.BrokenTexts.error))
    #expect(
      error?.description == "the snapshot could not be saved: \(SkipGramTests.BrokenTexts.error)")
  }

  @Test func snapshotsOfOtherTrainingsAreRefused() throws {
    let settings = Self.settings(SkipGramTests.models[0])
    let good = try #require(try Self.snapshots(settings, threads: 1, every: 1).0.first)
    func text(
      rows: (Int, Int)? = nil, columns: Int = 24, change: (inout SkipGramState) -> Void = { _ in }
    ) -> String? {
      var state = good.state
      change(&state)
      var snapshots = SkipGramSnapshots()
      snapshots.resume = SkipGramSnapshot(
        state: state,
        centers: rows.map { Matrix(rows: $0.0, columns: columns) } ?? good.centers,
        contexts: rows.map { Matrix(rows: $0.1, columns: columns) } ?? good.contexts)
      return SkipGramTests.failure {
        _ = try Self.train(settings, threads: 2, snapshots)
      }?.description
    }
    #expect(text() == nil)
    let rows = good.centers.rows
    #expect(
      text(rows: (rows + 1, rows))
        == "the snapshot's tables are \(rows + 1) × 24, but this training's are \(rows) × 24; it "
        + "is of another training: start again without it")
    #expect(
      text(rows: (rows, 2))
        == "the snapshot's tables are 2 × 24, but this training's are \(rows) × 24; it is of "
        + "another training: start again without it")
    #expect(
      text(rows: (rows, rows), columns: 25)
        == "the snapshot's tables are \(rows) × 25, but this training's are \(rows) × 24; it is "
        + "of another training: start again without it")
    func place(_ epoch: Int, _ chunk: Int) -> String {
      "the snapshot stands at epoch \(epoch), chunk \(chunk), which this training does not have; "
        + "it is of another training: start again without it"
    }
    #expect(text { $0.chunk = 1000 } == place(0, 1000))
    #expect(text { $0.chunk = -1 } == place(0, -1))
    #expect(text { $0.epoch = -1 } == place(-1, good.state.chunk))
    #expect(text { $0.epoch = .max } == place(.max, good.state.chunk))
    #expect(text { $0.lossPerEpoch = [0.5] } == place(0, good.state.chunk))
    #expect(text { $0.pairs = .max } == place(0, good.state.chunk))
    #expect(text { $0.allPairs = -1 } == place(0, good.state.chunk))
    #expect(
      text {
        $0.epoch = 2
        $0.lossPerEpoch = [0.5, 0.5]
      } == place(2, good.state.chunk))
    // Numbers that are none show at the epoch's end at the latest.
    #expect(text { $0.loss = .nan }?.hasPrefix("training went astray") == true)
  }
}
