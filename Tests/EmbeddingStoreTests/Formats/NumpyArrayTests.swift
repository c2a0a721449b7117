import Archive
import EmbeddingStore
import Foundation
import Testing

/// Arrays that NumPy wrote (`Golden/make_numpy.py`) are read bit for bit, ours are read by NumPy.
@Suite struct NumpyArrayTests {
  /// What `make_numpy.py` holds, as floats.
  static let values: [UInt32] = [
    1_056_964_608, 3_223_322_624, 1_077_936_128, 1_065_353_216, 0, 2_147_483_648, 1_048_576_000,
    1_199_562_752, 3_187_671_040, 864_026_624, 3_095_379_968, 1_088_421_888, 1_157_627_904,
    1_157_627_904, 1_036_828_672, 1_084_227_584, 1_086_324_736, 1_088_421_888,
  ]
  static let spellings = ["tasty", "crispy", "süß", "寿司", "ice cream", "a.b-c"]

  @Test(arguments: [
    "tiny.half.npy", "tiny.half.big.npy", "tiny.float.npy", "tiny.float.big.npy",
    "tiny.double.npy", "tiny.double.big.npy",
  ])
  func everyTypeAndOrder(_ name: String) throws {
    let path = Golden.path(name)
    #expect(try VectorFormat.detect(path) == .numpy)
    for table in [
      try EmbeddingTable.read(path), try EmbeddingTable.read(path, words: Golden.path("words.txt")),
    ] {
      #expect(words(table) == Self.spellings.map { Array($0.utf8) })
      #expect(Array(bits(table).dropFirst(6)) == Self.values)
    }
  }

  static let rows: [UInt8] = [[1, 2], [3, -4]].flatMap { (row: [Float]) in
    row.flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian) { Array($0) } }
  }

  /// A file of version 1.0 with the given header.
  static func file(_ header: String, _ content: [UInt8] = rows) -> [UInt8] {
    let length = header.utf8.count
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 0xff), UInt8(length >> 8)]
      + Array(header.utf8) + content
  }

  static let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }\n"

  func refusal(_ bytes: [UInt8], words: String? = "a\nb\n") throws -> String {
    var said = "accepted"
    try withFolder { folder in
      try write(bytes, to: folder + "/a.npy")
      if let words { try write(Array(words.utf8), to: folder + "/a.words.txt") }
      do {
        _ = try EmbeddingTable.read(folder + "/a.npy")
      } catch {
        said = "\(error)".replacing(folder + "/", with: "")
      }
    }
    return said
  }

  @Test(arguments: [
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }", true),
    ("{ 'shape':(2L,2L) ,\"fortran_order\":True,'descr':\"=f4\"}  \n", true),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }x", false),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), 'x': True}", false),
    ("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2, 2)}", false),
    ("{'descr': '<f4', 'fortran_order': False}", false),
    ("{'descr': '<f4', 'fortran_order': 0, 'shape': (2, 2)}", false),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (4)}", false),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (4,)}", false),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2, 1)}", false),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (-2, -2)}", false),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 2)}", false),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 99999999999999999999)}", false),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 100000)}", false),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (9000000000000000000, 65536)}", false),
    ("{'descr': '<i4', 'fortran_order': False, 'shape': (2, 2)}", false),
    ("{'descr': '|O', 'fortran_order': False, 'shape': (2, 2)}", false),
    ("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (2, 2)}", false),
    ("{'descr': '\\x3cf4', 'fortran_order': False, 'shape': (2, 2)}", false),
    ("{'descr': '<f4', 'fortran_order': __import__('os'), 'shape': (2, 2)}", false),
    ("{'descr': '<f4", false), ("{", false), ("", false), ("(2, 2)", false),
  ])
  func headersAreParsedStrictly(_ header: String, _ isSound: Bool) throws {
    let said = try refusal(Self.file(header))
    #expect((said == "accepted") == isSound, "\(said)")
  }

  @Test func faults() throws {
    #expect(
      try refusal(Self.file(Self.header), words: nil)
        == "a.npy: a NumPy array has no words, and there is no list of them beside it; expected "
        + "a.words.txt, one word a line, or name the list")
    #expect(
      try refusal(Self.file(Self.header), words: "a\n")
        == "a.words.txt: line 1: there are 1 words for 2 vectors, but one for each was expected")
    #expect(
      try refusal(Self.file(Self.header), words: "a\na\n")
        == "a.words.txt: line 2: 'a' stands at line 1 already, but a word may stand only once; "
        + "remove one")
    #expect(
      try refusal(Self.file(Self.header), words: "a\n\n")
        == "a.words.txt: line 2: the word is empty, but at least one byte was expected")
    #expect(
      try refusal(Self.file(Self.header, Self.rows.dropLast())).hasPrefix(
        "a.npy: byte 70: the file ends, but an array of 2 × 2 numbers was expected"))
    #expect(
      try refusal(Self.file(Self.header, Self.rows + [0])).hasPrefix(
        "a.npy: byte 86: what follows the array is not empty"))
    var rows = Self.rows
    rows[15] = 0x7f
    rows[14] = 0x80
    #expect(
      try refusal(Self.file(Self.header, rows))
        == "a.npy: byte 78: number 2 of 'b' is not finite as a 32-bit float")
    #expect(
      try refusal(Self.file("{'descr': '<i8', 'fortran_order': False, 'shape': (2, 2), }"))
        == "a.npy: byte 0: the type of the numbers is '<i8', but '<f4', '<f2', '<f8' or the same "
        + "with '>' was expected; the file is damaged, or of a version that is not known here")
    var version = Self.file(Self.header)
    version[6] = 4
    #expect(try refusal(version).contains("the version is 4.0, but 1.0, 2.0 or 3.0"))
  }

  @Test(arguments: ["tiny.half.big.npy", "tiny.double.npy", "tiny.float.big.npy"])
  func cutOrFlipped(_ name: String) throws {
    var bytes = try content(Golden.path(name))
    let list = Self.spellings.joined(separator: "\n")
    for length in 6..<bytes.count {
      #expect(try refusal(Array(bytes[..<length]), words: list) != "accepted", "\(length)")
    }
    for bit in 0..<bytes.count * 8 {
      bytes[bit / 8] ^= 1 << (bit % 8)
      _ = try refusal(bytes, words: list)
      bytes[bit / 8] ^= 1 << (bit % 8)
    }
  }

  @Test func lenientTakesWhatIsThere() throws {
    try withFolder { folder in
      var rows = Self.rows + Self.rows
      rows.replaceSubrange(0..<4, with: [0, 0, 0x80, 0x7f])
      let header = Self.header.replacing("(2, 2)", with: "(4, 2)")
      try write(Self.file(header, rows), to: folder + "/a.npy")
      try write(Array("a\nb\nb\n".utf8), to: folder + "/words.txt")
      let (table, skipped) = try EmbeddingTable.readLeniently(folder + "/a.npy")
      #expect(words(table) == [Array("b".utf8)])
      #expect(table.vector(of: "b") == [3, -4])
      #expect(skipped.kinds.map(\.fault) == ["wordCount", "notFinite", "duplicate"])
      #expect(
        skipped.kinds.map(\.path) == ["words.txt", "a.npy", "words.txt"].map { "\(folder)/\($0)" })
      #expect(skipped.rows == 2)
    }
  }

  @Test func whatIsWrittenComesBack() throws {
    try withFolder { folder in
      let vocabulary = try Vocabulary(words: [
        ([0x8f, 0xe0, 0xff], 4), (Array("ice cream".utf8), 2), ([0x20, 0x0d, 0x61], 1),
      ])
      let table = EmbeddingTable(
        vocabulary: vocabulary, vectors: randomMatrix(rows: 5, columns: 17, seed: 4))
      for name in ["a.npy", "b.npy.gz", "c"] {
        try table.write(to: "\(folder)/\(name)", as: .numpy)
        let back = try EmbeddingTable.read("\(folder)/\(name)")
        #expect(words(back) == words(table))
        #expect(bits(back).dropFirst(34) == bits(table).dropFirst(34))
      }
      let companion = VectorFormat.numpy.companion(of: folder + "/b.npy.gz")
      #expect(companion == folder + "/b.words.txt.gz")
      for word in ["a\nb", "a\r", "\u{feff}a"] {
        #expect(throws: StoreError.self) {
          try EmbeddingStoreTests.table([(word, [1])]).write(to: folder + "/d.npy", as: .numpy)
        }
      }
      #expect(!FileManager.default.fileExists(atPath: folder + "/d.npy"))
    }
  }

  @Test(.enabled(if: Gensim.isHere, "no Python with gensim; LEXIGATE_VENV names one"))
  func numpyReadsWhatIsWritten() throws {
    try withFolder { folder in
      let table = try randomTable(words: 50, dimensions: 7)
      try table.write(to: folder + "/a.npy", as: .numpy)
      let numbers = bits(table).dropFirst(14).map(\.littleEndian)
      let checksum = numbers.withUnsafeBytes { Checksum.of($0) }
      let script = """
        import sys, zlib, numpy
        a = numpy.load(sys.argv[1] + "/a.npy")
        words = open(sys.argv[1] + "/a.words.txt").read().split("\\n")
        print(a.shape, a.dtype, len(words), words[49], zlib.crc32(a.tobytes()))
        """
      #expect(
        Gensim.run(["-c", script, folder]).output == "(50, 7) float32 51 word49 \(checksum)\n")
    }
  }
}
