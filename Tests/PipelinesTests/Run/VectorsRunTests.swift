import EmbeddingStore
import Foundation
import Kernels
import Pipelines
import Testing

/// A stage that takes vectors of other programs.
@Suite struct VectorsRunTests {
  static func pipeline(_ path: String, _ more: String = "") -> String {
    """
    {"pipeline": "p", "stages": {"vectors": {"stage": "vectors", "path": "../data/\(path)"\(more)}}}
    """
  }

  @Test func rowsWithFaultsAreLeftOutOnRequest() throws {
    let tiny = try TinyRun()
    let path = tiny.sandbox.folder + "/data/faulty.txt"
    try Data("3 2\na 1 2\nb 3\nc 5 6\n".utf8).write(to: URL(fileURLWithPath: path))
    #expect(
      try #require(try tiny.failure(Self.pipeline("faulty.txt"))).hasSuffix(
        "faulty.txt: line 3: 'b' has 1 numbers, but 2 were expected"))
    let record = try tiny.run(Self.pipeline("faulty.txt", #", "lenient": true"#))
    #expect(record["vectors"]?.figures["rows"] == 2)
    #expect(record["vectors"]?.figures["rowsLeftOut"] == 1)
    let table = try EmbeddingTable(contentsOf: tiny.folder() + "/vectors.vectors.gz")
    #expect(table.vector(of: "c") == [5, 6])
  }

  /// A list of words that the file does not name could change without the stage being run again.
  @Test func arraysNeedTheNameOfTheirWords() throws {
    let tiny = try TinyRun()
    let vocabulary = try Vocabulary(words: [(Array("a".utf8), 0)])
    let vectors = Matrix(rows: 3, columns: 2)
    vectors[2, 1] = 7
    try EmbeddingTable(vocabulary: vocabulary, vectors: vectors)
      .write(to: tiny.sandbox.folder + "/data/a.npy", as: .numpy)
    #expect(
      try #require(try tiny.failure(Self.pipeline("a.npy"))).hasSuffix(
        #"a.npy: a NumPy array has no words; expected "words", the file that has them, one a line"#)
    )
    let named = Self.pipeline("a.npy", #", "words": "../data/a.words.txt""#)
    try tiny.run(named)
    let table = try EmbeddingTable(contentsOf: tiny.folder() + "/vectors.vectors.gz")
    #expect(table.vector(of: "a") == [0, 7])
  }
}
