import Archive
import EmbeddingStore
import Foundation

/// Reads a text in which words stand between spaces, a document a line.
enum Corpus {
  /// As ids on disk, the way `lexigate run` keeps them.
  static func read(_ options: Options) throws -> (SpooledTexts, Vocabulary) {
    var builder = VocabularyBuilder()
    try words(options, { builder.add($0) }, endText: {})
    let vocabulary = try builder.build(minCount: options.minCount)
    var spool = TextSpool(in: FileManager.default.temporaryDirectory.path)
    try words(
      options, { try spool.append(id: vocabulary.id(of: $0) ?? Vocabulary.unknownID) },
      endText: { try spool.endText() })
    return (try spool.finish(), vocabulary)
  }

  private static func words(
    _ options: Options, _ word: (UnsafeBufferPointer<UInt8>) throws -> Void,
    endText: () throws -> Void
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
      held = try buffer.withUnsafeMutableBufferPointer { bytes in
        let end = start + count
        var wordStart = 0
        for i in start..<end where bytes[i] == 0x20 || bytes[i] == 0x0a {
          if i > wordStart {
            try word(UnsafeBufferPointer(rebasing: bytes[wordStart..<i]))
            inText = true
          }
          if bytes[i] == 0x0a {
            try endText()
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
      try buffer.withUnsafeBufferPointer {
        try word(UnsafeBufferPointer(rebasing: $0[0..<held]))
      }
      inText = true
    }
    if inText { try endText() }
  }
}
