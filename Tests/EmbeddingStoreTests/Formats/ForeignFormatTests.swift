import Archive
import EmbeddingStore
import Foundation
import Testing

/// Files that other programs wrote, told apart by content and read with the values that gensim reads.
@Suite struct ForeignFormatTests {
  @Test(arguments: [
    ("tiny.w2v.txt", VectorFormat.word2vecText), ("tiny.w2v.bin", .word2vecBinary),
    ("tiny.glove.txt", .gloveText), ("tiny.newlines.bin", .word2vecBinary),
    ("tiny.newlines.bin.gz", .word2vecBinary),
  ])
  func everyFormOfTheTinyTableIsRead(_ name: String, _ format: VectorFormat) throws {
    let golden = try Golden.load().tiny
    let path = Golden.path(name)
    #expect(try VectorFormat.detect(path) == format)
    let table = try EmbeddingTable.read(path)
    #expect(words(table) == golden.words.map { Array($0.utf8) })
    let reserved = [UInt32](repeating: 0, count: 6)
    #expect(bits(table) == reserved + Array(golden.bits.joined()))
    #expect(table.vocabulary.wordIDs.allSatisfy { table.vocabulary.frequency($0) == 0 })
    #expect(table.vocabulary.id(of: "<unk>") == 6)
  }

  @Test(.enabled(if: SharedData.hasFormats, "the shared vectors are not here"))
  func foreignFilesHaveTheValuesThatGensimReads() throws {
    for (name, golden) in try Golden.load().files {
      let table = try EmbeddingTable.read(SharedData.format(name))
      #expect(table.vocabulary.wordIDs.count == golden.rows, "\(name)")
      #expect(table.dimensions == golden.dimensions, "\(name)")
      let text = Array(words(table).map { $0 + [10] }.joined())
      #expect(text.withUnsafeBytes { Checksum.of($0) } == golden.wordsChecksum, "\(name)")
      let numbers = bits(table).dropFirst(2 * table.dimensions).map(\.littleEndian)
      let checksum = numbers.withUnsafeBytes { Checksum.of($0) }
      #expect(checksum == golden.vectorsChecksum, "\(name)")
      for row in golden.shown {
        let id = Int32(row.row + 2)
        #expect(table.vocabulary.word(id) == row.word, "\(name)")
        #expect(table.vector(id).prefix(5).map(\.bitPattern) == row.bits, "\(name)")
      }
    }
  }

  @Test(.enabled(if: SharedData.hasFormats, "the shared vectors are not here"))
  func filesOfOtherKindsAreNamed() throws {
    let lying = SharedData.format("pretrained.vec")
    #expect(throws: StoreError.file(path: lying, .line(2), .fewerRows(found: 1, declared: 3))) {
      try EmbeddingTable.read(lying)
    }
    #expect(throws: StoreError.self) {
      try EmbeddingTable.read(SharedData.format("zomato-multiline.csv.gz"))
    }
    #expect(throws: StoreError.self) {
      try EmbeddingTable.read(SharedData.format("lee_background.cor"))
    }
  }

  @Test func whatIsWrittenComesBack() throws {
    try withFolder { folder in
      let original = try EmbeddingTable.read(Golden.path("tiny.w2v.bin"))
      for format in [VectorFormat.word2vecText, .word2vecBinary] {
        for name in ["a", "a.gz"] {
          let path = "\(folder)/\(name)"
          try original.write(to: path, as: format)
          #expect(try (content(path).first == 0x1f) == name.hasSuffix("gz"))
          #expect(try VectorFormat.detect(path) == format)
          let back = try EmbeddingTable.read(path)
          #expect(words(back) == words(original))
          #expect(bits(back) == bits(original))
        }
      }
    }
  }

  /// Bytes that are not UTF-8 stay what they are; the reserved rows are not written.
  @Test func bytesAndReservedRows() throws {
    try withFolder { folder in
      let vocabulary = try Vocabulary(words: [([0x8f, 0xe0, 0xff], 4), ([0x61, 0xc3], 2)])
      let table = EmbeddingTable(vocabulary: vocabulary, vectors: .init(rows: 4, columns: 2))
      table.vectors[1, 0] = 7
      table.vectors[2, 1] = 0.25
      for format in [VectorFormat.word2vecText, .word2vecBinary] {
        try table.write(to: folder + "/a", as: format)
        let back = try EmbeddingTable.read(folder + "/a")
        #expect(words(back) == [[0x8f, 0xe0, 0xff], [0x61, 0xc3]])
        #expect(back.vector(1) == [0, 0])
        #expect(back.vector(2) == [0, 0.25])
      }
    }
  }

  @Test func wordsThatDoNotFitAreNotWritten() throws {
    try withFolder { folder in
      let path = folder + "/a"
      for word in ["ice cream", "a\nb"] {
        let table = try table([(word, [1])])
        #expect(
          throws: StoreError.unwritableWord(path: path, word: word, format: "word2vec text")
        ) { try table.write(to: path, as: .word2vecText) }
        #expect(
          throws: StoreError.unwritableWord(path: path, word: word, format: "word2vec binary")
        ) { try table.write(to: path, as: .word2vecBinary) }
      }
      #expect(throws: StoreError.self) {
        try table([("a\r", [1])]).write(to: path, as: .word2vecText)
      }
      #expect(throws: StoreError.self) { try table([("a", [1])]).write(to: path, as: .fastText) }
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }

  @Test func nameAndPlaceOfTheFileAreTheCallers() {
    #expect(throws: StoreError.archive(.missing(path: "/no/such/file"))) {
      try EmbeddingTable.read("/no/such/file")
    }
    #expect(throws: StoreError.archive(.isDirectory(path: "/"))) { try EmbeddingTable.read("/") }
    #expect(throws: StoreError.self) { try EmbeddingTable.read("-") }
  }

  /// Words with spaces, and bytes that are not UTF-8, go through GloVe text.
  @Test func gloveTextThereAndBack() throws {
    try withFolder { folder in
      let path = folder + "/a"
      let vocabulary = try Vocabulary(words: [
        (Array("ice cream".utf8), 0), ([0x8f, 0xff], 0), (Array(". . .".utf8), 0),
        (Array("7".utf8), 0), (Array("a 5".utf8), 0),
      ])
      let table = EmbeddingTable(
        vocabulary: vocabulary, vectors: randomMatrix(rows: 7, columns: 3, seed: 2))
      try table.write(to: path, as: .gloveText)
      #expect(try VectorFormat.detect(path) == .gloveText)
      let back = try EmbeddingTable.read(path)
      #expect(words(back) == words(table))
      #expect(bits(back).dropFirst(6) == bits(table).dropFirst(6))
      for word in ["a\nb", " a", "a ", "a 5", "\u{feff}a"] {
        let table = try EmbeddingStoreTests.table([(word, [1, 2]), ("b", [3, 4])])
        #expect(throws: StoreError.self) { try table.write(to: path, as: .gloveText) }
      }
      let number = try EmbeddingStoreTests.table([("5", [1])])
      #expect(throws: StoreError.self) { try number.write(to: path, as: .gloveText) }
    }
  }

  /// Our files are read by gensim itself, where it is installed.
  @Test(.enabled(if: Gensim.isHere, "no Python with gensim; LEXIGATE_VENV names one"))
  func gensimReadsWhatIsWritten() throws {
    try withFolder { folder in
      let table = try randomTable(words: 500, dimensions: 13)
      try table.write(to: folder + "/a.txt.gz", as: .word2vecText)
      try table.write(to: folder + "/a.bin", as: .word2vecBinary)
      try table.write(to: folder + "/a.glove", as: .gloveText)
      let numbers = bits(table).dropFirst(26).map(\.littleEndian)
      let checksum = numbers.withUnsafeBytes { Checksum.of($0) }
      let script = """
        import sys, zlib
        from gensim.models import KeyedVectors
        for name, binary in [("a.txt.gz", False), ("a.bin", True), ("a.glove", False)]:
            v = KeyedVectors.load_word2vec_format(
                sys.argv[1] + "/" + name, binary=binary, no_header=name == "a.glove")
            print(len(v), v.index_to_key[499], zlib.crc32(v.vectors.astype("<f4").tobytes()))
        """
      let line = "500 word499 \(checksum)\n"
      #expect(Gensim.run(["-c", script, folder]).output == line + line + line)
    }
  }
}

/// Python with gensim, where it is installed; LEXIGATE_VENV may name a virtual environment.
enum Gensim {
  static func run(_ arguments: [String]) -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    let environment = ProcessInfo.processInfo.environment["LEXIGATE_VENV"]
    let python = environment.map { $0 + "/bin/python3" } ?? "python3"
    process.arguments = [python] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return (-1, "") }
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  static let isHere = run(["-c", "import gensim"]).status == 0
}
