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

  /// How a file with these bytes is taken; nil when it is refused, with words.
  func load(_ bytes: [UInt8], _ path: String) throws -> Payload? {
    try write(bytes, to: path)
    do throws(StoreError) {
      return Payload(try EmbeddingTable(contentsOf: path, withState: true))
    } catch {
      if !"\(error)".hasPrefix(path) { Issue.record("\(error)") }
      return nil
    }
  }

  @Test(arguments: [false, true])
  func everyCutAndEveryFlippedBit(isFull: Bool) throws {
    try withFolder { folder in
      let path = folder + "/v.gz"
      let table = try Self.table(words: 4, dimensions: 3, isFull: isFull)
      try table.write(to: path)
      var bytes = try content(path)
      let sound = Payload(table)
      #expect(try load(bytes, path) == sound)
      #expect(sound.matrices.count == (isFull ? 4 : 1))
      for length in 0..<bytes.count {
        if try load(Array(bytes[..<length]), path) != nil { Issue.record("cut at \(length)") }
      }
      var accepted = 0
      for bit in 0..<bytes.count * 8 {
        bytes[bit / 8] ^= 1 << (bit % 8)
        if let payload = try load(bytes, path) {
          accepted += 1
          if payload != sound { Issue.record("bit \(bit) gives other vectors") }
        }
        bytes[bit / 8] ^= 1 << (bit % 8)
      }
      // Times and hints in the headers of gzip members say nothing of the content.
      #expect(accepted < bytes.count * 8 / 3)
    }
  }

  /// The same for a file of many members, at places drawn from a seed.
  @Test func aLargeFileCutAndFlippedHereAndThere() throws {
    try withFolder { folder in
      let path = folder + "/v.gz"
      let table = try Self.table(words: 4000, dimensions: 25, isFull: true)
      try table.write(to: path)
      var bytes = try content(path)
      let sound = Payload(table)
      #expect(bytes.count > 1_000_000)
      var random = RandomStream(seed: 31)
      for _ in 0..<40 {
        let length = random.below(bytes.count)
        if try load(Array(bytes[..<length]), path) != nil { Issue.record("cut at \(length)") }
      }
      for _ in 0..<120 {
        let bit = random.below(bytes.count * 8)
        bytes[bit / 8] ^= 1 << (bit % 8)
        if let payload = try load(bytes, path), payload != sound { Issue.record("bit \(bit)") }
        bytes[bit / 8] ^= 1 << (bit % 8)
      }
    }
  }
}
