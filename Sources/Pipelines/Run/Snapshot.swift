import Archive
import Kernels

/// What a snapshot holds; as a container, whose kind names the kind of stage:
///
///     training   json              the key of the stage: settings, inputs and program
///     state      json              how far it had come
///     …          float32 [R, C]    the tables that it had made
package struct Snapshot<State: Codable> {
  package let training: String
  package let state: State
  package let tables: [String: Matrix]

  package init(training: String, state: State, tables: [String: Matrix]) {
    self.training = training
    self.state = state
    self.tables = tables
  }

  package func write(to path: String, kind: String) throws(ArchiveError) {
    var container = ContainerWriter(kind: kind)
    container.add("training", json: training)
    container.add("state", json: state)
    for (name, matrix) in tables.sorted(by: { $0.key < $1.key }) {
      container.add(
        name, floats: matrix.pointer, rows: matrix.rows, columns: matrix.columns,
        stride: matrix.stride)
    }
    try container.write(to: path)
  }

  /// The snapshot at `path`, or nil where it is one of another training.
  ///
  /// - Parameter required: the tables that it must have; it may have others.
  /// - Errors: `ArchiveError`, where the file is missing, damaged, or none of ours.
  package init?(
    contentsOf path: String, kind: String, training: String, having required: [String] = []
  ) throws(ArchiveError) {
    let container: ContainerReader
    do throws(ArchiveError) {
      container = try ContainerReader(path: path, kind: kind)
    } catch .wrongKind {
      return nil
    }
    guard try container.json("training", as: String.self) == training else { return nil }
    let state = try container.json("state", as: State.self)
    var tables: [String: Matrix] = [:]
    for name in container.names {
      guard let shape = container.shape(name), shape.count == 2 else { continue }
      guard Matrix.fitsMemory(rows: shape[0], columns: shape[1]) else {
        throw .malformed(
          path: path, place: "section '\(name)'", found: "\(shape[0]) × \(shape[1]) numbers",
          expected: "a table that fits in memory")
      }
      let matrix = Matrix(rows: shape[0], columns: shape[1])
      try container.floats(name, into: matrix.pointer, stride: matrix.stride)
      tables[name] = matrix
    }
    try container.refuseUnknown(known: ["training", "state"] + tables.keys)
    for name in required where tables[name] == nil {
      throw .missingSection(path: path, name: name)
    }
    self.init(training: training, state: state, tables: tables)
  }
}
