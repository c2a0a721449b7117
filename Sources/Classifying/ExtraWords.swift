import EmbeddingStore
import Kernels

/// Words beyond a vocabulary that have a vector by their n-grams, each met once and numbered from
/// `firstID` on in the order of their coming.
struct ExtraWords {
  private let subwords: SubwordVectors
  private let firstID: Int
  /// Numbers every unknown word, those without a vector too, so that none is composed twice.
  private var words = VocabularyBuilder()
  /// By that number: the id, or the unknown entry's.
  private var ids: [Int32] = []
  /// The vectors, one after another.
  private var values: [Float] = []
  private var count = 0

  init(_ subwords: SubwordVectors, firstID: Int) {
    self.subwords = subwords
    self.firstID = firstID
  }

  /// The word's id, or nil when none of its n-grams has a vector.
  mutating func id(of word: UnsafeBufferPointer<UInt8>) -> Int32? {
    let number = words.add(word)
    if number == ids.count { ids.append(compose(word)) }
    return ids[number] == Vocabulary.unknownID ? nil : ids[number]
  }

  private mutating func compose(_ word: UnsafeBufferPointer<UInt8>) -> Int32 {
    guard firstID + count <= Int(Int32.max), let vector = subwords.vector(of: word) else {
      return Vocabulary.unknownID
    }
    values.append(contentsOf: vector)
    count += 1
    return Int32(firstID + count - 1)
  }

  /// Shapes: [words × E]; nil without words.
  var vectors: Matrix? {
    guard count > 0 else { return nil }
    let columns = subwords.dimensions
    let matrix = Matrix(rows: count, columns: columns)
    values.withUnsafeBufferPointer { values in
      for row in 0..<count {
        matrix.row(row).update(from: values.baseAddress! + row * columns, count: columns)
      }
    }
    return matrix
  }

  mutating func removeAll() {
    if ids.isEmpty { return }
    self = ExtraWords(subwords, firstID: firstID)
  }
}
