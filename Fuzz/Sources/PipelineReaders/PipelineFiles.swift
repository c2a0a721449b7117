import Archive
import Kernels
import Pipelines
import Readers
import Trainings

/// A pipeline file, and behind it, after zero bytes, the values that the command line sets.
func pipeline(_ bytes: [UInt8]) {
  let parts = bytes.split(separator: 0, omittingEmptySubsequences: false)
  let file = told {
    try PipelineFile.parse(
      Array(parts.first ?? []), path: "Pipelines/fuzz.json",
      overrides: parts.dropFirst().map { String(decoding: $0, as: UTF8.self) })
  }
  if let file { _ = "\(file.resolved)" }
}

/// What a stopped training left, and the training that goes on from there; tables as stages read them.
func snapshot(_ bytes: [UInt8]) {
  guard let file = told({ try ContainerReader(path: Scratch.file(bytes)) }) else { return }
  var tables: [String: Matrix] = [:]
  for name in file.names where name != "training" && name != "state" {
    guard let shape = file.shape(name), shape.count == 2,
      Matrix.fitsMemory(rows: shape[0], columns: shape[1])
    else { return }
    let matrix = Matrix(rows: shape[0], columns: shape[1])
    guard (try? file.floats(name, into: matrix.pointer, stride: matrix.stride)) != nil else {
      return
    }
    tables[name] = matrix
  }
  _ = told {
    switch file.kind {
    case SmallSkipGram.kind:
      try SmallSkipGram.resume(try file.json("state", as: SmallSkipGram.State.self), tables)
    case SmallClassifier.kind:
      try SmallClassifier.resume(try file.json("state", as: SmallClassifier.State.self), tables)
    default: break
    }
  }
}
