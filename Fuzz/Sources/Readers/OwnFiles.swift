import Archive
import Classifying
import EmbeddingStore
import Tokenizing

/// Every section of a container as every type, and as what it is.
func container(_ bytes: [UInt8]) {
  guard let reader = told({ try ContainerReader(path: Scratch.file(bytes)) }) else { return }
  for name in reader.names {
    precondition(reader.has(name) && reader.shape(name) != nil)
    _ = told { try reader.json(name, as: OpaqueRecord.self) }
    _ = told { try reader.strings(name) }
    _ = told { try reader.floats(name) }
    _ = told { try reader.bytes(name) }
    _ = told { try reader.integers(name) }
  }
  _ = told { try reader.refuseUnknown(known: []) }
}

/// A model, and one answer of it, which straight from the file must be the same.
func model(_ bytes: [UInt8]) {
  let path = Scratch.file(bytes)
  guard let model = told({ try TextClassifier(contentsOf: path) }) else { return }
  let text = "a tasty soup, but not cold"
  let answer = model.predict(text)
  // What is no number is not even the same as itself.
  if answer.probabilities.allSatisfy(\.isFinite) {
    precondition((try? TextClassifier.predict([text], by: path)) == [answer])
  }
  _ = model.trace("tasty unknown")
}

/// The tokens of a stage, and how a text is read by them.
func tokens(_ bytes: [UInt8]) {
  guard let file = told({ try ContainerReader(path: Scratch.file(bytes), kind: "tokens") }),
    let settings = told({ try file.json("tokenizer", as: TokenizerSettings.self) }),
    let vocabulary = told({ try Vocabulary(from: file) }),
    let phrases = told({ try PhraseTable(from: file, vocabulary: vocabulary) })
  else { return }
  var encoder = TextEncoder(settings, vocabulary, phrases: phrases)
  let text = Array("tasty tasty soup not cold, soup of soup".utf8)
  _ = text.withUnsafeBufferPointer { encoder.reading(of: $0) }
}

/// A model from the weights of others: a description, a zero byte, the tensors' part of a header, a zero
/// byte, and the numbers.
func imported(_ bytes: [UInt8]) {
  let parts = bytes.split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
  guard parts.count == 3 else { return }
  var header = Array(#"{"__metadata__":{"lexigate":""#.utf8)
  for byte in parts[0] {
    if [UInt8(ascii: "\""), UInt8(ascii: "\\")].contains(byte) {
      header.append(UInt8(ascii: "\\"))
    }
    // A control character cannot stand in a text, and is a gap as good as another outside of it.
    header.append(max(byte, UInt8(ascii: " ")))
  }
  header += Array(#""},"#.utf8) + parts[1] + [UInt8(ascii: "}")]
  let length = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) }
  let path = Scratch.file(length + header + parts[2])
  guard let model = told({ try TextClassifier(importing: path) }) else { return }
  _ = model.predict("a tasty soup, but not cold")
  _ = model.trace("tasty unknown")
}

/// The list of words beside an array.
func words(_ bytes: [UInt8]) {
  let path = Scratch.file(bytes)
  if let table = told({ try EmbeddingTable.read(Scratch.array, as: .numpy, words: path) }) {
    precondition(table.vocabulary.wordIDs.count == 6)
  }
  _ = told { try EmbeddingTable.readLeniently(Scratch.array, as: .numpy, words: path) }
}

/// A table of vectors in one form, or in the form that its bytes tell.
func vectors(_ bytes: [UInt8], as format: VectorFormat?) {
  let path = Scratch.file(bytes)
  let words = format == .numpy ? Scratch.words : nil
  // What is refused strictly may be read leniently, on another way.
  let table: EmbeddingTable
  if bytes.count % 2 == 0 {
    guard
      let read = told({
        try EmbeddingTable.read(path, as: format, withState: true, words: words)
      })
    else { return }
    table = read
  } else {
    guard
      let read = told({ try EmbeddingTable.readLeniently(path, as: format, words: words) })
    else { return }
    _ = read.skipped.lines
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
