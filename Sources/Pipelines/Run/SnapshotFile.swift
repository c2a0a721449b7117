import Archive
import EmbeddingStore
import Kernels
import Word2Vec

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A training of vectors that was stopped, as a file beside the run's results:
///
///     training   json              the key of the stage: settings, inputs and program
///     state      json              how far it had come
///     centers    float32 [R, E]    the rows of words and of n-grams
///     contexts   float32 [V, E]
///
/// It is written beside itself and renamed, like every file of ours: a run that is killed while it
/// writes leaves the snapshot before.
struct SnapshotFile {
  private let name: StageName
  private let workshop: Workshop
  private static let kind = "word2vec-snapshot"
  private var path: String { workshop.path("\(name).snapshot.gz") }

  init(_ name: StageName, in workshop: Workshop) {
    self.name = name
    self.workshop = workshop
  }

  /// What to save, and, where the run is to be resumed, from where to go on.
  func plan(every words: Int) throws -> SkipGramSnapshots {
    var plan = SkipGramSnapshots()
    plan.interval = words
    plan.save = { snapshot throws(StoreError) in
      do throws(ArchiveError) { try write(snapshot) } catch { throw .archive(error) }
    }
    if workshop.resume { plan.resume = try read() }
    return plan
  }

  func remove() { unlink(path) }

  private func write(_ snapshot: SkipGramSnapshot) throws(ArchiveError) {
    var container = ContainerWriter(kind: Self.kind)
    container.add("training", json: workshop.key)
    container.add("state", json: snapshot.state)
    for (name, matrix) in [("centers", snapshot.centers), ("contexts", snapshot.contexts)] {
      container.add(
        name, floats: matrix.pointer, rows: matrix.rows, columns: matrix.columns,
        stride: matrix.stride)
    }
    try container.write(to: path)
  }

  /// The snapshot of this very training; nil, and a word about it, when there is none.
  private func read() throws -> SkipGramSnapshot? {
    let container: ContainerReader
    do throws(ArchiveError) {
      container = try ContainerReader(path: path, kind: Self.kind)
    } catch {
      guard case .missing = error else { throw error }
      workshop.note(name, "no snapshot to resume from: begins anew", isMilestone: true)
      return nil
    }
    guard try container.json("training", as: String.self) == workshop.key else {
      workshop.note(
        name,
        "the snapshot is of another training (its settings, inputs or program differ): begins anew",
        isMilestone: true)
      return nil
    }
    let state = try container.json("state", as: SkipGramState.self)
    workshop.note(
      name, "resumed from epoch \(state.epoch + 1), chunk \(NumberText.grouped(state.chunk))",
      isMilestone: true)
    return SkipGramSnapshot(
      state: state, centers: try matrix("centers", container),
      contexts: try matrix("contexts", container))
  }

  private func matrix(_ name: String, _ container: ContainerReader) throws(ArchiveError) -> Matrix {
    guard let shape = container.shape(name), shape.count == 2 else {
      throw .missingSection(path: container.path, name: name)
    }
    let matrix = Matrix(rows: shape[0], columns: shape[1])
    try container.floats(name, into: matrix.pointer, stride: matrix.stride)
    return matrix
  }
}
