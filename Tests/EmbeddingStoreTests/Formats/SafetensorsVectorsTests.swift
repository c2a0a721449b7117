import Archive
import EmbeddingStore
import Foundation
import Kernels
import Testing

/// Vectors in safetensors, ours and those of others.
@Suite struct SafetensorsVectorsTests {
  static let values: [[Float]] = [[1, -0.5, 0], [0.25, 3, -96], [0x1p-14, 1.5, -0.0]]

  @Test(arguments: ["float32", "float16", "bfloat16", "float64", "list"])
  func everyTypeOfFloatsIsRead(_ name: String) throws {
    let path = Golden.path("tiny.\(name).safetensors")
    #expect(try VectorFormat.detect(path) == .safetensors)
    let table = try EmbeddingTable.read(path)
    #expect(words(table) == ["tasty", "ice cream", "süß"].map { Array($0.utf8) })
    let found = (2..<5).map { table.vector($0).map(\.bitPattern) }
    #expect(found == Self.values.map { $0.map(\.bitPattern) })
    #expect(table.vector(0) == [0, 0, 0] && table.vector(1) == [0, 0, 0])
  }

  @Test func whatIsWrittenComesBack() throws {
    try withFolder { folder in
      let vocabulary = try Vocabulary(
        words: [([0x8f, 0xe0, 0xff], 4), (Array("ice cream".utf8), 2), ([13], 1)])
      let table = EmbeddingTable(vocabulary: vocabulary, vectors: Matrix(rows: 5, columns: 19))
      for row in 1..<5 {
        for column in 0..<19 { table.vectors[row, column] = Float(row) / Float(column + 1) }
      }
      var files: [[UInt8]] = []
      for name in ["a", "b", "a.gz"] {
        try table.write(to: "\(folder)/\(name)", as: .safetensors)
        #expect(try VectorFormat.detect("\(folder)/\(name)") == .safetensors)
        let back = try EmbeddingTable.read("\(folder)/\(name)")
        #expect(words(back) == words(table))
        #expect(bits(back).dropFirst(38) == bits(table).dropFirst(38))
        files.append(try content("\(folder)/\(name)"))
      }
      #expect(files[0] == files[1])
      #expect(files[2].starts(with: [0x1f, 0x8b]))
    }
  }

  @Test func whatCannotBeWritten() throws {
    try withFolder { folder in
      let path = folder + "/a"
      let broken = try table([("a\nb", [1])])
      #expect(throws: StoreError.tensors(path: path, .lineBreak(word: "a\nb"))) {
        try broken.write(to: path, as: .safetensors)
      }
      let infinite = try table([("a", [.infinity])])
      #expect(throws: StoreError.notFinite(word: "a")) {
        try infinite.write(to: path, as: .safetensors)
      }
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }

  /// A header of F16 `vectors` in `rows` rows of two and `words` behind them.
  private static func file(_ rows: Int, _ words: String, _ bits: [UInt16]) -> [UInt8] {
    let end = rows * 4
    let header =
      #"{"vectors":{"dtype":"F16","shape":[\#(rows),2],"data_offsets":[0,\#(end)]},"#
      + #""words":{"dtype":"U8","shape":[\#(words.utf8.count)],"#
      + #""data_offsets":[\#(end),\#(end + words.utf8.count)]}}"#
    let data = bits.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    return SafetensorsFileTests.file(header, data + words.utf8)
  }

  @Test func lenientLeavesRowsOut() throws {
    try withFolder { folder in
      let path = folder + "/a"
      let (one, nan, infinity) = (UInt16(0x3c00), UInt16(0x7e00), UInt16(0xfc00))
      let bits = [one, nan, one, one, infinity, one, 0, one, one, 0, one, one]
      let bytes = Self.file(6, "a\nb\nc\nb\n\na", bits)
      try write(bytes, to: path)
      #expect(throws: StoreError.self) { try EmbeddingTable.read(path) }
      let (table, skipped) = try EmbeddingTable.readLeniently(path)
      // A row that is left out keeps no later one of its word from being taken.
      #expect(words(table) == ["b", "a"].map { Array($0.utf8) })
      #expect(table.vector(of: "b") == [1, 1] && table.vector(of: "a") == [1, 1])
      let start = bytes.count - 24 - "a\nb\nc\nb\n\na".utf8.count
      #expect(
        skipped.kinds.map { "\($0.fault) \($0.count) \($0.place): \($0.first)" } == [
          "notFinite 2 byte \(start): number 2 of 'a' is not finite as a 32-bit float",
          "duplicate 1 byte \(start + 12): 'b' stands at byte \(start + 4) already, but a word may "
            + "stand only once; remove one",
          "emptyWord 1 byte \(start + 16): the word is empty, but at least one byte was expected",
        ])
      #expect(skipped.rows == 4 && skipped.kinds.allSatisfy { $0.path == path })
    }
  }

  @Test func lenientTakesFewerWordsOrRows() throws {
    try withFolder { folder in
      let path = folder + "/a"
      for list in ["a", "a\nb\nc"] {
        try write(Self.file(2, list, [0x3c00, 0, 0, 0x3c00]), to: path)
        #expect(throws: StoreError.self) { try EmbeddingTable.read(path) }
        let (table, skipped) = try EmbeddingTable.readLeniently(path)
        #expect(table.vocabulary.wordIDs.count == min(2, list.split(separator: "\n").count))
        #expect(table.vector(of: "a") == [1, 0])
        #expect(skipped.kinds.map(\.fault) == ["wordCount"] && skipped.rows == 0)
      }
      // Where no row is left, there is no table.
      try write(Self.file(1, "a", [0x7e00, 0]), to: path)
      #expect(throws: StoreError.file(path: path, .byte(0), .noRows)) {
        try EmbeddingTable.readLeniently(path)
      }
    }
  }

  @Test(arguments: ["float32", "float16", "bfloat16", "float64", "list"])
  func soundFilesAreTheSameLeniently(_ name: String) throws {
    let path = Golden.path("tiny.\(name).safetensors")
    let (table, skipped) = try EmbeddingTable.readLeniently(path)
    #expect(skipped.isEmpty)
    #expect(try bits(table) == bits(EmbeddingTable.read(path)))
  }

  /// Our file is read by the safetensors package itself, where it is installed.
  @Test(.enabled(if: Self.hasPackage, "python3 with numpy and safetensors is not here"))
  func thePackageReadsWhatIsWritten() throws {
    try withFolder { folder in
      let table = try randomTable(words: 500, dimensions: 13)
      try table.write(to: folder + "/a.safetensors", as: .safetensors)
      let checksum = bits(table).dropFirst(26).map(\.littleEndian).withUnsafeBytes {
        Checksum.of($0)
      }
      let script = """
        import sys, zlib
        from safetensors.numpy import load_file
        t = load_file(sys.argv[1] + "/a.safetensors")
        words = bytes(t["words"]).decode().split("\\n")
        v = t["vectors"]
        print(len(words), words[499], v.shape, v.dtype, zlib.crc32(v.tobytes()))
        """
      #expect(
        Gensim.run(["-c", script, folder]).output
          == "500 word499 (500, 13) float32 \(checksum)\n")
    }
  }

  private static let hasPackage = Gensim.run(["-c", "import numpy, safetensors"]).status == 0

  @Test(arguments: [
    (#"{"vectors":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]}}"#, 4, ".noWords"),
    (
      #"{"__metadata__":{"words":"[1]"},"v":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]}}"#,
      4, "\"words\" in the metadata, 1:1: something else; expected a list of strings"
    ),
    (
      #"{"__metadata__":{"words":"[\"a\"]"},"v":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}}"#,
      8, "there are 1 words for 2 vectors; expected one for each"
    ),
    (
      #"{"__metadata__":{"words":"[\"a\",\"a\"]"},"v":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}}"#,
      8, "word 2 is \"a\", as word 1 is already; expected every word once"
    ),
    (
      #"{"__metadata__":{"words":"[\"a\",\"\"]"},"v":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}}"#,
      8, "word 2 is empty, but at least one byte was expected"
    ),
    (
      #"{"__metadata__":{"words":"[]"},"v":{"dtype":"F32","shape":[0,9],"data_offsets":[0,0]}}"#,
      0, "byte 0: there are no words, but at least one was expected"
    ),
    (
      #"{"__metadata__":{"words":"[]"},"v":{"dtype":"F32","shape":[9223372036854775807,0],"data_offsets":[0,0]}}"#,
      0,
      "byte 0: the header promises 9223372036854775807 words, but at most 2147483645 are possible"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1,1],"data_offsets":[4,8]}}"#,
      8,
      "no tensor is called \"vectors\", and not just one has two dimensions of floats (found \"a\", "
        + "\"b\"); expected one row for each word"
    ),
    (
      #"{"__metadata__":{"words":"[\"a\"]"},"v":{"dtype":"F16","shape":[1,2],"data_offsets":[0,4]}}"#,
      -4, "number 2 of the tensor \"v\" is not finite as a 32-bit float"
    ),
  ])
  func faultsAreNamed(_ header: String, _ size: Int, _ expected: String) throws {
    try withFolder { folder in
      let path = folder + "/a"
      var data = [UInt8](repeating: 0, count: abs(size))
      // A negative size stands for a half that is infinite at the end.
      if size < 0 { data[3] = 0x7c }
      try write(SafetensorsFileTests.file(header, data), to: path)
      let expected =
        expected == ".noWords"
        ? StoreError.TensorFault.noWords.description : expected
      let error = #expect(throws: StoreError.self) { try EmbeddingTable.read(path) }
      #expect(error?.description == "\(path): \(expected)")
    }
  }
}
