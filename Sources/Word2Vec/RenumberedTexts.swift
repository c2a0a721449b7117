import EmbeddingStore

/// Texts whose ids are replaced by others as they are read.
struct RenumberedTexts<Base: EncodedTextSource>: EncodedTextSource {
  private let base: Base
  /// The new id of each old one.
  private let ids: [Int32]

  init(_ base: Base, ids: [Int32]) {
    self.base = base
    self.ids = ids
  }

  var count: Int { base.count }
  var textCount: Int { base.textCount }

  func read(
    _ range: Range<Int>, into target: UnsafeMutablePointer<Int32>
  ) throws(StoreError) {
    try base.read(range, into: target)
    for i in 0..<range.count where target[i] != EncodedTexts.endOfText {
      target[i] = ids[Int(target[i])]
    }
  }
}

extension Vocabulary {
  /// The words of both, counts added up, and for each id of `other` its id there.
  func joined(with other: Vocabulary) throws(Word2VecError) -> (Vocabulary, [Int32]) {
    var builder = VocabularyBuilder()
    // Counts of a file may be anything: their sum must not overflow.
    let most = Int.max / (count + other.count)
    for vocabulary in [other, self] {
      for id in vocabulary.wordIDs {
        let count = min(max(vocabulary.frequency(id), 1), most)
        _ = vocabulary.bytes(of: id).withUnsafeBufferPointer { builder.add($0, count: count) }
      }
    }
    do throws(StoreError) {
      let union = try builder.build()
      let ids = builder.ids(in: union)
      return (
        union,
        (0..<Int32(Vocabulary.reservedCount)).map { $0 } + ids.prefix(other.wordIDs.count)
      )
    } catch {
      throw .vectors(error)
    }
  }
}
