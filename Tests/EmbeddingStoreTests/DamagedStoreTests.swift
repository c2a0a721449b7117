import Archive
import EmbeddingStore
import Foundation
import Kernels
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
      var accepted = 0
      for bit in 0..<file.bytes.count * 8 {
        try file.withFlipped(bit) {
          guard let payload = load(path) else { return }
          accepted += 1
          if payload != sound { Issue.record("bit \(bit) gives other vectors") }
        }
      }
      // Times and hints in the headers of gzip members say nothing of the content.
      #expect(accepted < file.bytes.count * 8 / 3)
      for length in (0..<file.bytes.count).reversed() {
        try file.cut(to: length)
        if load(path) != nil { Issue.record("cut at \(length)") }
      }
    }
  }

  /// The same for a file of many members, at places drawn from a seed.
  @Test func aLargeFileCutAndFlippedHereAndThere() throws {
    try withFolder { folder in
      let path = folder + "/v.gz"
      let table = try Self.table(words: 4000, dimensions: 25, isFull: true)
      try table.write(to: path)
      let sound = Payload(table)
      let file = try DamagedFile(path)
      #expect(file.bytes.count > 1_000_000)
      var random = RandomStream(seed: 31)
      for _ in 0..<60 {
        let bit = random.below(file.bytes.count * 8)
        try file.withFlipped(bit) {
          if let payload = load(path), payload != sound { Issue.record("bit \(bit)") }
        }
      }
      let lengths = (0..<20).map { _ in random.below(file.bytes.count) }
      for length in lengths.sorted(by: >) {
        try file.cut(to: length)
        if load(path) != nil { Issue.record("cut at \(length)") }
      }
    }
  }

  /// A few kilobytes that unpack to gigabytes are refused before they fill the memory.
  @Test(arguments: [VectorFormat.word2vecText, .word2vecBinary, .gloveText, nil])
  func aBombIsRefused(format: VectorFormat?) throws {
    try withFolder { folder in
      let path = folder + "/bomb.gz"
      let zeros = [UInt8](repeating: 0, count: 1 << 20)
      try SafeFile.write(path, gzip: true) { file throws(ArchiveError) in
        try file.write("2000000000 300\nword 0.5 ")
        for _ in 0..<100 { try file.write(zeros) }
      }
      #expect(throws: StoreError.self) { try EmbeddingTable.read(path, as: format) }
    }
  }
}

/// A file whose bytes are changed where they lie.
private struct DamagedFile {
  let bytes: [UInt8]
  private let file: FileHandle

  init(_ path: String) throws {
    bytes = try content(path)
    file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
  }

  func withFlipped(_ bit: Int, _ body: () throws -> Void) throws {
    try put(bytes[bit / 8] ^ 1 << (bit % 8), at: bit / 8)
    try body()
    try put(bytes[bit / 8], at: bit / 8)
  }

  func cut(to length: Int) throws { try file.truncate(atOffset: UInt64(length)) }

  private func put(_ byte: UInt8, at place: Int) throws {
    try file.seek(toOffset: UInt64(place))
    try file.write(contentsOf: Data([byte]))
  }
}
