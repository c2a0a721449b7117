import Archive
import EmbeddingStore
import Kernels
import Word2Vec

/// A training of word vectors on a few words, which writes a snapshot or goes on from one.
public enum SmallSkipGram {
  public typealias State = SkipGramState

  public static let kind = "word2vec-snapshot"

  private static let settings = {
    var settings = SkipGramSettings()
    settings.dimensions = 2
    settings.negatives = 1
    settings.epochs = 2
    settings.subsample = 0
    return settings
  }()

  private static let texts = {
    var texts = EncodedTexts()
    texts.append([2, 3, 4, 2, 3])
    texts.append([4, 3, 2])
    return texts
  }()

  public static func write(to path: String) throws {
    var snapshots = SkipGramSnapshots()
    snapshots.interval = 1
    snapshots.save = { snapshot throws(StoreError) in
      guard snapshot.state.epoch == 1 else { return }
      do throws(ArchiveError) {
        var file = ContainerWriter(kind: kind)
        file.add("training", json: "key")
        file.add("state", json: snapshot.state)
        for (name, matrix) in [("centers", snapshot.centers), ("contexts", snapshot.contexts)] {
          file.add(name, matrix)
        }
        try file.write(to: path)
      } catch {
        throw .archive(error)
      }
    }
    try train(snapshots)
  }

  public static func resume(_ state: State, _ tables: [String: Matrix]) throws {
    guard let centers = tables["centers"], let contexts = tables["contexts"] else { return }
    var snapshots = SkipGramSnapshots()
    snapshots.resume = SkipGramSnapshot(state: state, centers: centers, contexts: contexts)
    try train(snapshots)
  }

  private static func train(_ snapshots: SkipGramSnapshots) throws {
    let words = ["tasty", "soup", "cold"].map { (Array($0.utf8), 3) }
    _ = try SkipGram(settings).train(
      texts, vocabulary: try Vocabulary(words: words), threads: 1, snapshots: snapshots)
  }
}

extension ContainerWriter {
  mutating func add(_ name: String, _ matrix: Matrix) {
    add(
      name, floats: matrix.pointer, rows: matrix.rows, columns: matrix.columns,
      stride: matrix.stride)
  }
}
