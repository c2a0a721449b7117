import Archive
import Kernels

/// A stage that was stopped, as a file beside the run's results:
///
///     training   json              the key of the stage: settings, inputs and program
///     state      json              how far it had come
///     …          float32 [R, C]    the tables that it had made
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

  func remove() { Folder.remove(path) }

  func write(
    _ state: some Encodable, _ tables: [(name: String, matrix: Matrix)]
  ) throws(ArchiveError) {
    var container = ContainerWriter(kind: kind)
    container.add("training", json: workshop.key)
    container.add("state", json: state)
    for (name, matrix) in tables {
      container.add(
        name, floats: matrix.pointer, rows: matrix.rows, columns: matrix.columns,
        stride: matrix.stride)
    }
    try container.write(to: path)
  }

  /// The snapshot of this very training, where the run is to be resumed; nil, and a word about it unless
  /// it is that of a part, when there is none.
  ///
  /// - Parameter required: the tables that it must have; it may have others.
  func read<State: Decodable>(
    having required: [String] = [], _ place: (State) -> String
  ) throws -> (State, [String: Matrix])? {
    guard workshop.resume else { return nil }
    func beginAnew(_ why: String) {
      guard part == nil else { return }
      workshop.note(name, "\(why): begins anew", isMilestone: true)
    }
    let another = "the snapshot is of another training (its settings, inputs or program differ)"
    let container: ContainerReader
    do throws(ArchiveError) {
      container = try ContainerReader(path: path, kind: kind)
    } catch {
      switch error {
      case .missing: beginAnew("no snapshot to resume from")
      case .wrongKind: beginAnew(another)
      default: throw error
      }
      return nil
    }
    guard try container.json("training", as: String.self) == workshop.key else {
      beginAnew(another)
      return nil
    }
    let state = try container.json("state", as: State.self)
    var tables: [String: Matrix] = [:]
    for name in container.names where name != "training" && name != "state" {
      guard let shape = container.shape(name), shape.count == 2,
        Matrix.fitsMemory(rows: shape[0], columns: shape[1])
      else {
        throw ArchiveError.missingSection(path: container.path, name: name)
      }
      let matrix = Matrix(rows: shape[0], columns: shape[1])
      try container.floats(name, into: matrix.pointer, stride: matrix.stride)
      tables[name] = matrix
    }
    for name in required where tables[name] == nil {
      throw ArchiveError.missingSection(path: container.path, name: name)
    }
    workshop.note(name, "resumed from \(place(state))", isMilestone: true)
    return (state, tables)
  }
}
