import Archive
import EmbeddingStore
import Foundation
import Kernels
import Testing

@Suite struct TextWritingTests {
  static let formats: [(VectorFormat, separator: String, hasWords: Bool)] = [
    (.word2vecText, " ", true), (.gloveText, " ", true), (.projector, "\t", false),
  ]

  /// What one thread writes with the language's own texts of numbers.
  func plainly(
    _ table: EmbeddingTable, _ form: (VectorFormat, separator: String, hasWords: Bool)
  ) -> [UInt8] {
    var text: [UInt8] = []
    if form.0 == .word2vecText {
      text += "\(table.vocabulary.wordIDs.count) \(table.dimensions)\n".utf8
    }
    for id in table.vocabulary.wordIDs {
      if form.hasWords { text += table.vocabulary.bytes(of: id) + Array(form.separator.utf8) }
      text += table.vector(id).map(\.description).joined(separator: form.separator).utf8
      text += "\n".utf8
    }
    return text
  }

  /// Many blocks of rows, rows as long as a block, and rows of one number.
  @Test(arguments: [(20_011, 7), (4001, 100), (40, 40_000), (30_000, 1)], [false, true])
  func manyRows(_ shape: (words: Int, dimensions: Int), isPacked: Bool) throws {
    try withFolder { folder in
      let table = try randomTable(words: shape.words, dimensions: shape.dimensions, seed: 4)
      for form in Self.formats {
        let path = folder + (isPacked ? "/a.gz" : "/a")
        try table.write(to: path, as: form.0)
        #expect(try content(path).starts(with: [0x1f, 0x8b]) == isPacked)
        let isSame = try ByteReader.contents(of: path) == plainly(table, form)
        #expect(isSame)
      }
    }
  }

  /// The longest words and numbers there can be, and words that are not UTF-8.
  @Test func longRows() throws {
    try withFolder { folder in
      let numbers: [Float] = [
        -.leastNormalMagnitude, -0.00012345679, -3.4028235e38, .leastNonzeroMagnitude, -0.0,
      ]
      let words = [
        [UInt8](repeating: 0xff, count: 65_536), Array("a".utf8),
        [UInt8](repeating: 0x80, count: 300_000),
      ]
      let vocabulary = try Vocabulary(words: words.map { ($0, 1) })
      let vectors = Matrix(rows: vocabulary.count, columns: 5000)
      for row in 0..<vectors.rows {
        for column in 0..<vectors.columns { vectors[row, column] = numbers[column % 5] }
      }
      let table = EmbeddingTable(vocabulary: vocabulary, vectors: vectors)
      for form in Self.formats {
        try table.write(to: folder + "/a", as: form.0)
        let isSame = try content(folder + "/a") == plainly(table, form)
        #expect(isSame)
      }
    }
  }
}
