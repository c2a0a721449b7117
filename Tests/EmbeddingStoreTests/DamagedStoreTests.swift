import Archive
import EmbeddingStore
import Foundation
import Kernels
import TestSupport
import Testing

/// Files of vectors cut and flipped: refused, or the same to the last bit.
@Suite struct DamagedStoreTests {
  /// All that a file of vectors holds.
  struct Payload: Equatable {
    var vocabulary: Vocabulary
    var matrices: [[UInt32]]
    var shapes: [[Int]]
    var numbers: [Int32]?
    var settings: SubwordSettings?
    var training: OpaqueRecord?

    init(_ table: EmbeddingTable) {
      let all = [
        table.vectors, table.subwords?.vectors, table.state?.contexts, table.state?.words,
      ].compactMap { $0 }
      vocabulary = table.vocabulary
      shapes = all.map { [$0.rows, $0.columns] }
      matrices = all.map { matrix in
        (0..<matrix.rows).flatMap { row in
          (0..<matrix.columns).map { matrix[row, $0].bitPattern }
        }
      }
      numbers = table.subwords?.numbers
      settings = table.subwords?.settings
      training = table.training
    }
  }

  static func table(words: Int, dimensions: Int, isFull: Bool) throws -> EmbeddingTable {
    var table = try randomTable(words: words, dimensions: dimensions)
    if isFull {
      let (rows, buckets) = (table.vectors.rows, words * 2)
      table.training = OpaqueRecord(["epochs": 5, "window": 3])
      table.subwords = SubwordVectors(
        settings: SubwordSettings(min: 2, max: 3, buckets: buckets + 1),
        numbers: (1...Int32(buckets)).map { $0 },
        vectors: try randomTable(words: buckets - 2, dimensions: dimensions, seed: 2).vectors)
      table.state = TrainingState(
        contexts: try randomTable(words: rows - 2, dimensions: dimensions, seed: 3).vectors,
        words: try randomTable(words: rows - 2, dimensions: dimensions, seed: 4).vectors)
    }
    return table
  }

  /// How a file is taken; nil when it is refused, with words.
  func load(_ path: String) -> Payload? {
    do throws(StoreError) {
      return Payload(try EmbeddingTable(contentsOf: path, withState: true))
    } catch {
      if !"\(error)".hasPrefix(path) { Issue.record("\(error)") }
      return nil
    }
  }

  @Test(arguments: [
    (false, VectorPrecision.float32), (false, .float16), (false, .int8), (true, .float32),
  ])
  func everyCutAndEveryFlippedBit(isFull: Bool, precision: VectorPrecision) throws {
    try withFolder { folder in
      let path = folder + "/v.gz"
      let table = try Self.table(words: 4, dimensions: 3, isFull: isFull).stored(as: precision)
      try table.write(to: path)
      let sound = Payload(table)
      #expect(load(path) == sound)
      #expect(sound.matrices.count == (isFull ? 4 : 1))
      let file = try DamagedFile(path)
      #expect(try file.findings(bits: file.bits, lengths: file.lengths, load: load) == [])
    }
  }

  /// The same through the reader that finds out the format: what is damaged is not taken for a file
  /// of another one.
  @Test func everyCutAndEveryFlippedBitOfAFileOfAnyFormat() throws {
    try withFolder { folder in
      let path = folder + "/v.gz"
      try Self.table(words: 3, dimensions: 2, isFull: false).write(to: path)
      let file = try DamagedFile(path)
      let findings = try file.findings(bits: file.bits, lengths: file.lengths) {
        (try? EmbeddingTable.read($0)).map { Payload($0) }
      }
      #expect(findings == [])
    }
  }

  /// The same for a file of many members, at places drawn from a seed.
  @Test func aLargeFileCutAndFlippedHereAndThere() throws {
    try withFolder { folder in
      let path = folder + "/v.gz"
      try Self.table(words: 4000, dimensions: 25, isFull: true).write(to: path)
      let file = try DamagedFile(path)
      #expect(file.bytes.count > 1_000_000)
      var random = RandomStream(seed: 31)
      let bits = (0..<60).map { _ in random.below(file.bytes.count * 8) }
      let lengths = (0..<20).map { _ in random.below(file.bytes.count) }
      #expect(try file.findings(bits: bits, lengths: lengths, load: load) == [])
    }
  }

  /// A few kilobytes that unpack to gigabytes are refused where no line and no word goes on, not at
  /// their end.
  @Test(arguments: [
    (VectorFormat?.some(.word2vecText), "line 2: found more than 64 MiB without an end"),
    (.word2vecBinary, "byte 1220: no end of the word within 65536 bytes"),
    (.gloveText, "line 2: found more than 64 MiB without an end"),
    (nil, "line 2: found more than 64 MiB without an end"),
  ])
  func aBombIsRefused(format: VectorFormat?, words: String) throws {
    try withFolder { folder in
      let path = folder + "/bomb.gz"
      let zeros = [UInt8](repeating: 0, count: 1 << 20)
      try SafeFile.write(path, gzip: true) { file throws(ArchiveError) in
        try file.write("2000000000 300\nword 0.5 ")
        for _ in 0..<100 { try file.write(zeros) }
      }
      let error = #expect(throws: StoreError.self) { try EmbeddingTable.read(path, as: format) }
      let said = error?.description ?? ""
      #expect(said.hasPrefix("\(path): \(words)"), "\(said)")
    }
  }
}
