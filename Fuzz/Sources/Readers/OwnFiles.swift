import Archive
import Classifying
import EmbeddingStore

/// Every section of a container as every type, and as what it is.
func container(_ bytes: [UInt8]) {
  guard let reader = try? ContainerReader(path: Scratch.file(bytes)) else { return }
  for name in reader.names {
    precondition(reader.has(name) && reader.shape(name) != nil)
    _ = try? reader.json(name, as: OpaqueRecord.self)
    _ = try? reader.strings(name)
    _ = try? reader.floats(name)
    _ = try? reader.bytes(name)
    _ = try? reader.integers(name)
  }
  try? reader.refuseUnknown(known: [])
}

/// A model, and one answer of it.
func model(_ bytes: [UInt8]) {
  guard let model = try? TextClassifier(contentsOf: Scratch.file(bytes)) else { return }
  _ = model.predict("a tasty soup, but not cold")
  _ = model.trace("tasty unknown")
}

/// A table of vectors in one form, or in the form that its bytes tell.
func vectors(_ bytes: [UInt8], as format: VectorFormat?) {
  let path = Scratch.file(bytes)
  let words = format == .numpy ? Scratch.words : nil
  // What is refused strictly may be read leniently, on another way.
  let table: EmbeddingTable
  if bytes.count % 2 == 0 {
    guard let read = try? EmbeddingTable.read(path, as: format, withState: true, words: words)
    else { return }
    table = read
  } else {
    guard let read = try? EmbeddingTable.readLeniently(path, as: format, words: words)
    else { return }
    table = read.table
  }
  precondition(table.vectors.rows == table.vocabulary.count)
  for id in table.vocabulary.wordIDs.prefix(3) {
    let word = table.vocabulary.bytes(of: id)
    precondition(word.withUnsafeBufferPointer { table.vocabulary.id(of: $0) } == id)
    precondition(table.vector(id).allSatisfy(\.isFinite))
  }
  _ = table.vector(of: "unseen")
  _ = TableInfo(table)
}
