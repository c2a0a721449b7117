import Archive
import EmbeddingStore

/// Reads a text in which words stand between spaces, a document a line.
enum Corpus {
  static func read(_ options: Options) throws -> (EncodedTexts, Vocabulary) {
    var builder = VocabularyBuilder()
    try words(options) {
      builder.add($0)
    } endText: {
    }
    let vocabulary = try builder.build(minCount: options.minCount)
    var texts = EncodedTexts()
    try words(options) {
      texts.append(id: vocabulary.id(of: $0) ?? Vocabulary.unknownID)
    } endText: {
      texts.endText()
    }
    return (texts, vocabulary)
  }

  private static func words(
    _ options: Options, _ word: (UnsafeBufferPointer<UInt8>) -> Void, endText: () -> Void
  ) throws {
    var reader = try ByteReader(path: options.corpus)
    var left = options.megabytes * 1_000_000
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    // Bytes of a word that goes on in the next piece.
    var held = 0
    var inText = false
    while left > 0 {
      let room = min(buffer.count - held, left)
      let start = held
      let count = try buffer.withUnsafeMutableBytes { bytes in
        try reader.read(
          into: UnsafeMutableRawBufferPointer(rebasing: bytes[start..<(start + room)]))
      }
      if count == 0 { break }
      left -= count
      held = buffer.withUnsafeMutableBufferPointer { bytes in
        let end = start + count
        var wordStart = 0
        for i in start..<end where bytes[i] == 0x20 || bytes[i] == 0x0a {
          if i > wordStart {
            word(UnsafeBufferPointer(rebasing: bytes[wordStart..<i]))
            inText = true
          }
          if bytes[i] == 0x0a {
            endText()
            inText = false
          }
          wordStart = i + 1
        }
        let rest = end - wordStart
        if rest > 0, wordStart > 0 {
          bytes.baseAddress!.update(from: bytes.baseAddress! + wordStart, count: rest)
        }
        return rest
      }
      if held == buffer.count { buffer.append(contentsOf: repeatElement(0, count: buffer.count)) }
    }
    if held > 0 {
      buffer.withUnsafeBufferPointer {
        word(UnsafeBufferPointer(rebasing: $0[0..<held]))
      }
      inText = true
    }
    if inText { endText() }
  }
}
