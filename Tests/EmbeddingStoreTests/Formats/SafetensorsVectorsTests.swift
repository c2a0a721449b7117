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
