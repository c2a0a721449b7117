import Archive
import Kernels

/// A stage that was stopped, as a file beside the run's results.
///
/// It is written beside itself and renamed, like every file of ours: a run that is killed while it
/// writes leaves the snapshot before.
struct SnapshotFile {
  private let name: StageName
  private let kind: String
  private let part: String?
  private let workshop: Workshop
  private var path: String {
    workshop.path("\(name)\(part.map { ".\($0)" } ?? "").snapshot.gz")
  }

  /// - Parameters:
  ///   - kind: the container's, which tells one kind of stage's snapshots from another's.
  ///   - part: what of the stage it is about; nil for the stage itself.
  init(_ name: StageName, kind: String, part: String? = nil, in workshop: Workshop) {
    self.name = name
    self.kind = kind
    self.part = part
    self.workshop = workshop
  }

  /// Takes it away, and what was left of one that a run was killed over.
  func remove() { SafeFile.remove(path) }

  /// Takes away what a training left that was stopped while another run had its results already, and
  /// what killed writers left. Another training's snapshots stay: they can be gone on from.
  ///
  /// - Parameter key: of the training whose results there are.
  static func clear(_ name: StageName, key: String, in folder: String) {
    func path(_ part: String) -> String { "\(folder)/\(name).\(part).gz" }
    let (snapshots, best) = (["snapshot", "folds.snapshot"].map(path), path("best.model"))
    for path in snapshots + [best] { SafeFile.removeLeft(path) }
    let left = snapshots.filter {
      (try? ContainerReader(path: $0).json("training", as: String.self)) == key
    }
    if left.isEmpty { return }
    for path in left + [best] { SafeFile.remove(path) }
  }

  func write<State: Codable>(
    _ state: State, _ tables: [String: Matrix] = [:]
  ) throws(ArchiveError) {
    try Snapshot(training: workshop.key, state: state, tables: tables).write(to: path, kind: kind)
  }

  /// The snapshot of this very training, where the run is to be resumed; nil, and a word about it unless
  /// it is that of a part, when there is none.
  ///
  /// - Parameter required: the tables that it must have; it may have others.
  func read<State: Codable>(
    having required: [String] = [], _ place: (State) -> String
  ) throws(ArchiveError) -> Snapshot<State>? {
    guard workshop.resume else { return nil }
    func beginAnew(_ why: String) {
      guard part == nil else { return }
      workshop.note(name, "\(why): begins anew", isMilestone: true)
    }
    let found: Snapshot<State>?
    do throws(ArchiveError) {
      found = try Snapshot(
        contentsOf: path, kind: kind, training: workshop.key, having: required)
    } catch .missing {
      beginAnew("no snapshot to resume from")
      return nil
    }
    guard let found else {
      beginAnew("the snapshot is of another training (its settings, inputs or program differ)")
      return nil
    }
    workshop.note(name, "resumed from \(place(found.state))", isMilestone: true)
    return found
  }
}
