import Archive
import EmbeddingStore
import Foundation
import Kernels
import Testing

@Suite struct StoredMatrixTests {
  func subwords(_ table: EmbeddingTable) -> SubwordVectors {
    var random = RandomStream(seed: 9)
    let vectors = Matrix(rows: 3, columns: table.dimensions)
    for row in 0..<3 {
      for column in 0..<table.dimensions { vectors[row, column] = random.normal() }
    }
    return SubwordVectors(
      settings: SubwordSettings(min: 3, max: 4, buckets: 50), numbers: [1, 7, 49], vectors: vectors)
  }

  @Test(arguments: VectorPrecision.allCases)
  func whatIsRoundedOnceComesBackToTheBit(_ precision: VectorPrecision) throws {
    try withFolder { folder in
      var table = try randomTable(words: 700, dimensions: 37)
      table.subwords = subwords(table)
      let stored = try table.stored(as: precision)
      #expect(stored.stored.precision == precision)
      try stored.write(to: folder + "/a.gz")
      let back = try EmbeddingTable(contentsOf: folder + "/a.gz")
      #expect(back.stored.precision == precision)
      #expect(bits(back) == bits(stored))
      let (first, second) = (try #require(stored.subwords), try #require(back.subwords))
      #expect(second.stored.precision == precision)
      for row in 0..<3 {
        for column in 0..<37 {
          #expect(first.vectors[row, column] == second.vectors[row, column])
        }
      }
      // A second rounding finds nothing to do, and the file is the same.
      try back.stored(as: precision).write(to: folder + "/b.gz")
      #expect(try content(folder + "/a.gz") == content(folder + "/b.gz"))
    }
  }

  @Test func errorsAreWithinTheirBounds() throws {
    let table = try randomTable(words: 200, dimensions: 50)
    let (half, bytes) = (try table.stored(as: .float16), try table.stored(as: .int8))
    for id in table.vocabulary.wordIDs {
      let (exact, near, coarse) = (table.vector(id), half.vector(id), bytes.vector(id))
      let largest = exact.map(\.magnitude).max() ?? 0
      for i in 0..<50 {
        #expect(abs(exact[i] - near[i]) <= exact[i].magnitude / 2048 + 3e-8)
        #expect(abs(exact[i] - coarse[i]) <= largest / 254 * 1.0001)
      }
    }
    // The table that was asked is what it was.
    #expect(bits(table) == bits(try randomTable(words: 200, dimensions: 50)))
  }

  @Test func filesAreSmaller() throws {
    try withFolder { folder in
      let table = try randomTable(words: 3000, dimensions: 100)
      let sizes = try VectorPrecision.allCases.map { precision in
        try table.stored(as: precision).write(to: folder + "/a.gz")
        return try content(folder + "/a.gz").count
      }
      #expect(sizes[1] * 5 < sizes[0] * 3)
      #expect(sizes[2] * 3 < sizes[0])
    }
  }

  @Test func whatNoHalfFloatIsNearIsRefused() throws {
    let table = try table([("a", [1, 2]), ("b", [3, 65_520])])
    #expect(throws: StoreError.tooLargeForHalf(word: "b")) { try table.stored(as: .float16) }
    #expect(
      StoreError.tooLargeForHalf(word: "b").description
        == "a component of the vector of 'b' is beyond 65504, the largest half float; "
        + "store float32 or int8")
    #expect(try table.stored(as: .int8).vector(3)[1] == 65_520)
  }

  /// A file whose parts do not belong together.
  @Test func scalesAreNotBelieved() throws {
    func refusal(_ bytes: [Int8], _ scales: [Float]) throws -> String {
      var text = ""
      try withFolder { folder in
        var writer = ContainerWriter(kind: "vectors")
        writer.add("words", strings: [[97]])
        writer.add("counts", integers: [0, 0, 1])
        writer.add("vectors", bytes: bytes, rows: 3, columns: 2)
        writer.add(
          "vectors.scales", floats: scales, rows: 1, columns: scales.count, stride: scales.count)
        try writer.write(to: folder + "/a.gz")
        do {
          _ = try EmbeddingTable(contentsOf: folder + "/a.gz")
        } catch {
          text = "\(error)".replacing(folder, with: "")
        }
      }
      return text
    }
    let fault = "the program that wrote this file is at fault"
    #expect(try refusal([0, 0, 0, 0, 1, 127], [1, 1, 0.5]) == "")
    #expect(
      try refusal([0, 0, 0, 0, 1, -128], [1, 1, 1])
        == "/a.gz: section 'vectors': found a byte of -128, but -127 to 127 was expected; \(fault)")
    #expect(
      try refusal([0, 0, 0, 0, 1, 1], [1, 1])
        == "/a.gz: section 'vectors.scales': found the shape 1 × 2, but a scale for each of 3 rows "
        + "was expected; \(fault)")
    for scale in [0, -1, Float.nan, .infinity, 3e38] {
      #expect(try refusal([0, 0, 0, 0, 1, 1], [1, 1, scale]).contains("a number above 0"))
    }
  }

  @Test func theLossIsMeasured() throws {
    let table = try randomTable(words: 500, dimensions: 40)
    let same = StorageLoss(from: table, to: table, threads: 1)
    #expect(same.meanCosine > 0.999999999)
    #expect(same.neighboursKept == 1)
    let half = StorageLoss(from: table, to: try table.stored(as: .float16), threads: 2)
    let bytes = StorageLoss(from: table, to: try table.stored(as: .int8), threads: 2)
    #expect(half.leastCosine > 0.9999998)
    #expect((0.9998..<0.99999).contains(bytes.leastCosine))
    #expect(bytes.meanCosine < half.meanCosine)
    let kept = try #require(bytes.neighboursKept)
    #expect((0.9..<1).contains(kept))
    // Another table altogether keeps nothing.
    let other = try randomTable(words: 500, dimensions: 40, seed: 3)
    let lost = StorageLoss(from: table, to: other, threads: 1)
    #expect(lost.meanCosine < 0.1)
    #expect(try #require(lost.neighboursKept) < 0.1)
    let tiny = try randomTable(words: 3, dimensions: 4)
    #expect(StorageLoss(from: tiny, to: tiny, threads: 1).neighboursKept == nil)
  }
}
