import Archive
import EmbeddingStore
import Foundation
import Testing

@Suite struct ProjectorTSVTests {
  @Test func numbersAndWords() throws {
    try withFolder { folder in
      let path = folder + "/a.tsv"
      try table([("ice cream", [1, -0.5]), ("süß", [1e-8, 3])]).write(to: path, as: .projector)
      #expect(try content(path) == Array("1.0\t-0.5\n1e-08\t3.0\n".utf8))
      #expect(VectorFormat.projector.companion(of: path) == folder + "/a.metadata.tsv")
      #expect(
        try content(folder + "/a.metadata.tsv") == Array("word\tcount\nice cream\t1\nsüß\t2\n".utf8)
      )
    }
  }

  /// A first line would be taken for a word where there is one column only.
  @Test func wordsWithoutCountsHaveNoFirstLine() throws {
    try withFolder { folder in
      let vocabulary = try Vocabulary(words: [([0x8f, 0xff], 0), (Array("b".utf8), 0)])
      let table = EmbeddingTable(
        vocabulary: vocabulary, vectors: randomMatrix(rows: 4, columns: 2, seed: 1))
      try table.write(to: folder + "/a.tsv.gz", as: .projector)
      #expect(try content(folder + "/a.tsv.gz").first == 0x1f)
      #expect(
        try ByteReader.contents(of: folder + "/a.metadata.tsv.gz") == [0x8f, 0xff, 10, 98, 10])
    }
  }

  @Test func wordsThatDoNotFit() throws {
    try withFolder { folder in
      for word in ["a\tb", "a\nb", "a\r"] {
        #expect(
          throws: StoreError.unwritableWord(
            path: folder + "/a", word: word, format: "projector TSV")
        ) { try table([(word, [1, 2])]).write(to: folder + "/a", as: .projector) }
      }
    }
  }

  /// The first number of a row is no word.
  @Test func isNotReadAsGloVe() throws {
    try withFolder { folder in
      try table([("a", [1, -0.5, 2]), ("b", [2, 3, 4])]).write(to: folder + "/a", as: .projector)
      #expect(
        throws: StoreError.unsupportedFormat(
          path: folder + "/a", format: "a table of numbers without words",
          advice: "name the file that the vectors came from, or add the words in front of the rows")
      ) { try EmbeddingTable.read(folder + "/a") }
    }
  }
}
