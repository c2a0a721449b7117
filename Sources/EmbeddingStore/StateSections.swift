import Archive
import Kernels

// A training's state as sections of a container, which only a training reads:
//
//     state.contexts   float32 [V, E]
//     state.words      float32 [V, E]   where n-grams are used

extension TrainingState {
  static func sectionNames(prefix: String) -> [String] {
    [prefix + "state.contexts", prefix + "state.words"]
  }

  func add(to writer: inout ContainerWriter, prefix: String) {
    for (name, matrix) in zip(Self.sectionNames(prefix: prefix), [contexts, words]) {
      guard let matrix else { continue }
      writer.add(
        name, floats: matrix.pointer, rows: matrix.rows, columns: matrix.columns,
        stride: matrix.stride, required: false)
    }
  }

  /// Takes what `add` put into a file; nil when the file has none.
  init?(from reader: ContainerReader, prefix: String, like vectors: Matrix) throws(ArchiveError) {
    let names = Self.sectionNames(prefix: prefix)
    guard names.contains(where: reader.has) else { return nil }
    func matrix(_ name: String) throws(ArchiveError) -> Matrix {
      guard let shape = reader.shape(name) else {
        throw .missingSection(path: reader.path, name: name)
      }
      guard shape == [vectors.rows, vectors.columns] else {
        throw .malformed(
          path: reader.path, place: "section '\(name)'",
          found: "the shape \(shape.map(String.init).joined(separator: " × "))",
          expected: "\(vectors.rows) × \(vectors.columns)")
      }
      let matrix = Matrix(rows: vectors.rows, columns: vectors.columns)
      try reader.floats(name, into: matrix.pointer, stride: matrix.stride)
      return matrix
    }
    contexts = try matrix(names[0])
    words = reader.has(names[1]) ? try matrix(names[1]) : nil
  }
}
