import Archive
import EmbeddingStore
import Foundation
import Testing

/// Models of fastText have the vectors that fastText and gensim give; `Golden/make_fasttext.py` asked
/// them.
@Suite struct FastTextBinaryTests {
  struct Golden: Decodable {
    struct Unseen: Decodable {
      var word: String
      var bits: [UInt32]
    }

    struct Tiny: Decodable {
      var words: [String]
      var counts: [Int]
      var bits: [[UInt32]]
      var min: Int
      var max: Int
      var buckets: Int
      var unseen: [Unseen]
    }

    struct File: Decodable {
      var rows: Int
      var dimensions: Int
      var min: Int
      var max: Int
      var buckets: Int
      var occurrences: Int
      var wordsChecksum: UInt32
      var vectorsChecksum: UInt32
      var unseen: [Unseen]
    }

    var tiny: [String: Tiny]
    var files: [String: File]

    static func load() throws -> Golden {
      let path = EmbeddingStoreTests.Golden.path("fasttext.json")
      return try JSONDecoder().decode(Golden.self, from: Data(content(path)))
    }
  }

  static func path(_ name: String) -> String { EmbeddingStoreTests.Golden.path(name) }

  func check(_ unseen: [Golden.Unseen], _ table: EmbeddingTable, _ name: String) {
    for unseen in unseen {
      #expect(table.vocabulary.id(of: unseen.word) == nil)
      let bits = table.vector(of: unseen.word)?.map(\.bitPattern) ?? []
      // What has no n-gram has zeros there and no vector here.
      #expect(bits == unseen.bits || bits.isEmpty && unseen.bits.allSatisfy { $0 == 0 }, "\(name)")
    }
  }

  @Test(arguments: [
    "tiny.fasttext.bin", "tiny.words.fasttext.bin", "tiny.labels.fasttext.bin",
  ])
  func tinyModels(_ name: String) throws {
    let golden = try #require(Golden.load().tiny[name])
    #expect(try VectorFormat.detect(Self.path(name)) == .fastText)
    let table = try EmbeddingTable.read(Self.path(name))
    #expect(words(table) == golden.words.map { Array($0.utf8) })
    let counts = table.vocabulary.wordIDs.map(table.vocabulary.frequency)
    #expect(counts == golden.counts)
    for (id, expected) in zip(table.vocabulary.wordIDs, golden.bits) {
      // The end of a line is checked against gensim by the script; fastText has it otherwise.
      #expect(table.vector(id).map(\.bitPattern) == expected, "\(table.vocabulary.word(id))")
    }
    #expect(table.vector(0) == [0, 0, 0])
    if golden.max == 0 {
      #expect(table.subwords == nil)
      #expect(table.vector(of: "soups") == nil)
    } else {
      let expected = SubwordSettings(min: golden.min, max: golden.max, buckets: golden.buckets)
      #expect(table.subwords?.settings == expected)
      #expect(table.subwords?.numbers == Array(0..<Int32(golden.buckets)))
      #expect(golden.unseen.count > 5)
      check(golden.unseen, table, name)
    }
  }

  @Test(.enabled(if: SharedData.hasFormats, "the shared vectors are not here"))
  func modelsOfOthers() throws {
    for (name, golden) in try Golden.load().files {
      let table = try EmbeddingTable.read(SharedData.format(name))
      #expect(table.vocabulary.wordIDs.count == golden.rows, "\(name)")
      #expect(table.dimensions == golden.dimensions, "\(name)")
      #expect(table.vocabulary.totalFrequency == golden.occurrences, "\(name)")
      let text = Array(words(table).map { $0 + [10] }.joined())
      #expect(text.withUnsafeBytes { Checksum.of($0) } == golden.wordsChecksum, "\(name)")
      let numbers = bits(table).dropFirst(2 * table.dimensions).map(\.littleEndian)
      #expect(
        numbers.withUnsafeBytes { Checksum.of($0) } == golden.vectorsChecksum, "\(name)")
      #expect(
        table.subwords?.settings
          == SubwordSettings(min: golden.min, max: golden.max, buckets: golden.buckets), "\(name)")
      #expect(golden.unseen.count > 5)
      check(golden.unseen, table, name)
    }
  }

  /// All of it, counts and n-grams too, goes into a file of our own and comes back.
  @Test func storesAsOurOwn() throws {
    try withFolder { folder in
      let table = try EmbeddingTable.read(Self.path("tiny.fasttext.bin"))
      try table.write(to: folder + "/a.gz")
      let back = try EmbeddingTable.read(folder + "/a.gz")
      #expect(back.vocabulary == table.vocabulary)
      #expect(bits(back) == bits(table))
      #expect(back.vector(of: "soups") == table.vector(of: "soups"))
    }
  }

  // MARK: - Files made here

  /// A model of two dimensions as fastText writes it, each part to be changed.
  struct Made {
    var magic: [Int32] = [793_712_314, 12]
    var dimensions: Int32 = 2
    var loss: Int32 = 2
    var kind: Int32 = 2
    var buckets: Int32 = 2
    var letters: (Int32, Int32) = (3, 3)
    var entries: [(word: [UInt8], count: Int64, kind: Int8)] = [
      (Array("ab".utf8), 5, 0), (Array("c".utf8), 3, 0),
    ]
    var words: Int32 = 2
    var labels: Int32 = 0
    var pruned: Int64 = -1
    var kept: [Int32] = []
    var quantized: UInt8 = 0
    var rows: Int64?
    var input: [Float] = [1, 2, 3, 4, 10, 20, 100, 200]
    var output: [Float] = [0, 0]
    var tail: [UInt8] = []

    var bytes: [UInt8] {
      func raw<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
      }
      let isNew = !magic.isEmpty
      var bytes = magic.flatMap(raw)
      let settings: [Int32] = [
        dimensions, 5, 1, 1, 5, 1, loss, kind, buckets, letters.0, letters.1, 100,
      ]
      bytes += settings.flatMap(raw) + raw(UInt64(0))
      bytes += [Int32(entries.count), words, labels].flatMap(raw) + raw(Int64(8))
      if isNew { bytes += raw(pruned) }
      for entry in entries { bytes += entry.word + [0] + raw(entry.count) + raw(entry.kind) }
      bytes += kept.flatMap(raw)
      if isNew { bytes.append(quantized) }
      bytes += raw(rows ?? Int64(input.count / 2)) + raw(Int64(2))
      bytes += input.flatMap { raw($0.bitPattern) }
      if isNew { bytes.append(0) }
      bytes += raw(Int64(output.count / 2)) + raw(Int64(2)) + output.flatMap { raw($0.bitPattern) }
      return bytes + tail
    }
  }

  func read(_ change: (inout Made) -> Void) throws -> EmbeddingTable {
    var made = Made()
    change(&made)
    var table: EmbeddingTable?
    try withFolder { folder in
      try write(made.bytes, to: folder + "/a")
      table = try EmbeddingTable.read(folder + "/a")
    }
    return try #require(table)
  }

  func refusal(_ change: (inout Made) -> Void) throws -> String {
    var made = Made()
    change(&made)
    return try refusal(made.bytes)
  }

  func refusal(_ bytes: [UInt8]) throws -> String {
    var said = "accepted"
    try withFolder { folder in
      try write(bytes, to: folder + "/a")
      do {
        _ = try EmbeddingTable.read(folder + "/a", as: .fastText)
      } catch {
        said = "\(error)".replacing(folder + "/", with: "")
      }
    }
    return said
  }

  /// "<c>" is one n-gram of three letters, "<ab>" has two; which buckets they have decides the means.
  @Test func meansByHand() throws {
    let table = try read { _ in }
    let settings = SubwordSettings(min: 3, max: 3, buckets: 2)
    let gram = settings.numbers(of: "c")
    #expect(gram.count == 1)
    let row: [Float] = gram[0] == 0 ? [10, 20] : [100, 200]
    #expect(table.vector(of: "c") == [(3 + row[0]) / 2, (4 + row[1]) / 2])
    #expect(table.vocabulary.frequency(2) == 5)
  }

  @Test func kindsOfModels() throws {
    // Before there was a magic number; nothing of it is there then.
    let old = try read { $0.magic = [] }
    #expect(try bits(old) == bits(read { _ in }))
    #expect(try bits(read { $0.magic[1] = 11 }) == bits(old))
    // Classifiers have n-grams since version 12.
    #expect(try read { $0.kind = 3 }.subwords != nil)
    #expect(
      try read {
        $0.kind = 3
        $0.magic[1] = 11
      }.subwords == nil)
    // No n-grams, with rows for them and without.
    for input: [Float] in [[1, 2, 3, 4], [1, 2, 3, 4, 10, 20, 100, 200]] {
      let plain = try read {
        $0.letters.1 = 0
        $0.input = input
      }
      #expect(plain.vector(of: "ab") == [1, 2])
      #expect(plain.subwords == nil)
    }
    let labelled = try read {
      $0.entries.append((Array("__label__x".utf8), 2, 1))
      $0.labels = 1
    }
    #expect(labelled.vocabulary.wordIDs.count == 2)
  }

  /// Where n-grams were left out to make a model smaller, they are left out of the means.
  @Test func prunedModels() throws {
    let bucket = SubwordSettings(min: 3, max: 3, buckets: 2).numbers(of: "c")[0]
    let one = try read {
      $0.pruned = 1
      $0.kept = [bucket, 0]
      $0.input = [1, 2, 3, 4, 50, 60]
    }
    #expect(one.subwords?.numbers == [bucket])
    #expect(one.vector(of: "c") == [26.5, 32])
    let none = try read {
      $0.pruned = 0
      $0.input = [1, 2, 3, 4]
    }
    #expect(none.vector(of: "c") == [3, 4])
    #expect(none.vector(of: "zz") == nil)
  }

  @Test func wordsNeedNotBeUTF8() throws {
    let table = try read { $0.entries[0].word = [0x8f, 0xe0, 0xff] }
    #expect(words(table)[0] == [0x8f, 0xe0, 0xff])
  }

  @Test func faults() throws {
    #expect(
      try refusal { $0.quantized = 1 }
        == "a: this is a quantized fastText model, which is not read here; use the .bin file that it "
        + "was made of")
    #expect(
      try refusal { $0.magic[1] = 13 }
        == "a: byte 4: the version is 13, but 11 or 12 was expected; the file is damaged, or of a "
        + "version that is not known here")
    #expect(
      try refusal { $0.rows = Int64.max }.hasPrefix(
        "a: byte 116: the shape of a matrix is 9223372036854775807 × 2, but"))
    #expect(
      try refusal { $0.rows = 2_000_000_000 }.hasPrefix(
        "a: byte 116: the matrix is 2000000000 × 2, but 4 × 2 was expected"))
    #expect(
      try refusal { $0.input[3] = .nan }
        == "a: byte 140: number 2 of 'c' is not finite as a 32-bit float")
    #expect(
      try refusal { $0.input[6] = .infinity }
        == "a: byte 156: number 1 of 'n-grams of bucket 1' is not finite as a 32-bit float")
    #expect(
      try refusal { $0.entries[1].word = Array("ab".utf8) }
        == "a: byte 104: 'ab' stands at byte 92 already, but a word may stand only once; remove one"
    )
    #expect(
      try refusal { $0.tail = [0] }.hasPrefix("a: byte 189: what follows the model is not empty"))
    #expect(
      try refusal { $0.words = 0 }
        == "a: byte 64: there are no words, but at least one was expected")
    #expect(try refusal { $0.words = 3 }.contains("3 words"))
    #expect(try refusal { $0.entries[0].kind = 1 }.contains("a word behind a label"))
    #expect(try refusal { $0.entries[0].count = -1 }.contains("occurred -1 times"))
    #expect(try refusal { $0.letters.1 = 21 }.contains("maxn"))
    #expect(try refusal { $0.dimensions = 3 }.contains("4 × 3 was expected"))
    #expect(
      try refusal {
        $0.pruned = 1
        $0.kept = [2, 0]
        $0.input = [1, 2, 3, 4, 5, 6]
      }.contains("a bucket of n-grams is 2 in row 0"))
  }

  /// A header that promises much is refused before memory is taken.
  @Test func promisesAreNotBelieved() throws {
    let started = ContinuousClock.now
    let said = try refusal {
      $0.buckets = 2_000_000_000
      $0.rows = 2_000_000_002
    }
    #expect(
      said
        == "a: byte 116: the file ends, but a matrix of 2000000002 rows was expected; it was cut "
        + "off")
    #expect(ContinuousClock.now - started < .milliseconds(200))
  }

  @Test func cutAnywhereIsRefused() throws {
    for name in ["tiny.fasttext.bin", "tiny.labels.fasttext.bin"] {
      let bytes = try content(Self.path(name))
      for length in 0..<bytes.count {
        #expect(try refusal(Array(bytes[..<length])) != "accepted", "\(length)")
      }
    }
  }

  @Test func flippedAnywhereNeverCrashes() throws {
    var bytes = Made().bytes
    for bit in 0..<bytes.count * 8 {
      bytes[bit / 8] ^= 1 << (bit % 8)
      _ = try refusal(bytes)
      bytes[bit / 8] ^= 1 << (bit % 8)
    }
  }

  @Test func lenientLeavesRowsOut() throws {
    var made = Made()
    made.entries.append((Array("ab".utf8), 2, 0))
    made.words = 3
    made.input = [1, .nan, 3, 4, 5, 6, 10, 20, 100, .infinity]
    try withFolder { folder in
      try write(made.bytes, to: folder + "/a")
      let (table, skipped) = try EmbeddingTable.readLeniently(folder + "/a")
      #expect(words(table) == [Array("c".utf8)])
      #expect(table.vocabulary.frequency(2) == 3)
      #expect(table.subwords?.numbers == [0])
      #expect(skipped.kinds.map(\.fault) == ["duplicate", "notFinite"])
      #expect(skipped.kinds.map(\.count) == [1, 2])
      #expect(skipped.rows == 3)
    }
  }
}
