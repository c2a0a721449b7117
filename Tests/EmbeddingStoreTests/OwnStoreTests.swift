import Archive
import EmbeddingStore
import Kernels
import Testing

@Suite struct OwnStoreTests {
  struct Training: Codable, Equatable {
    var epochs = 5
    var rate = 0.025
    var losses = [0.5, 0.25]
    var corpus: String? = "reviews"
  }

  func same(_ a: EmbeddingTable, _ b: EmbeddingTable) -> Bool {
    a.vocabulary == b.vocabulary && bits(a) == bits(b) && a.training == b.training
  }

  @Test func everythingComesBack() throws {
    try withFolder { folder in
      let path = folder + "/a.vectors.gz"
      var original = try randomTable(words: 300, dimensions: 17)
      original.vectors[1, 3] = -0.0
      original.training = OpaqueRecord(Training())
      try original.write(to: path)
      let back = try EmbeddingTable(contentsOf: path)
      #expect(same(back, original))
      #expect(back.vocabulary.frequency(Vocabulary.unknownID) == 3)
      #expect(back.training?.value(as: Training.self) == Training())
      #expect(back.training?.value(as: [Int].self) == nil)
      #expect(try same(EmbeddingTable.read(path), original))
      try back.write(to: folder + "/b.vectors.gz")
      #expect(try content(folder + "/b.vectors.gz") == content(path))
    }
  }

  @Test func tablesCanLieInsideOtherFiles() throws {
    try withFolder { folder in
      let path = folder + "/model.gz"
      let first = try randomTable(words: 5, dimensions: 3, seed: 1)
      let second = try randomTable(words: 7, dimensions: 2, seed: 2)
      var writer = ContainerWriter(kind: "model")
      first.add(to: &writer, prefix: "in.")
      second.add(to: &writer, prefix: "out.")
      second.vocabulary.add(to: &writer, prefix: "only.")
      try writer.write(to: path)
      let reader = try ContainerReader(path: path, kind: "model")
      #expect(try same(EmbeddingTable(from: reader, prefix: "in."), first))
      #expect(try same(EmbeddingTable(from: reader, prefix: "out."), second))
      #expect(try Vocabulary(from: reader, prefix: "only.") == second.vocabulary)
      let known = ["in.", "out."].flatMap(EmbeddingTable.sectionNames)
      try reader.refuseUnknown(known: known + Vocabulary.sectionNames(prefix: "only."))
      #expect(
        throws: StoreError.archive(
          .wrongKind(path: path, found: "model", expected: "vectors"))
      ) { try EmbeddingTable(contentsOf: path) }
    }
  }

  @Test func sectionsThatContradictEachOtherAreRefused() throws {
    try withFolder { folder in
      let path = folder + "/a.gz"
      func said(
        words: [String] = ["a", "b"], counts: [Int64] = [0, 0, 1, 1], rows: Int = 4,
        columns: Int = 2, value: Float = 0, extra: Bool = false
      ) throws -> String {
        var writer = ContainerWriter(kind: "vectors")
        writer.add("words", strings: words.map { Array($0.utf8) })
        writer.add("counts", integers: counts)
        let values = [Float](repeating: value, count: rows * columns)
        writer.add("vectors", floats: values, rows: rows, columns: columns, stride: columns)
        if extra { writer.add("rotation", integers: [1]) }
        try writer.write(to: path)
        do {
          _ = try EmbeddingTable(contentsOf: path)
          return ""
        } catch {
          return "\(error)"
        }
      }
      #expect(try said() == "")
      #expect(try said(words: ["a", "a"]).contains("'a' as words 1 and 2"))
      #expect(try said(words: ["a", ""]).contains("an empty word"))
      #expect(try said(words: ["a"]).contains("found 4 counts, but 3 was expected"))
      #expect(try said(counts: [0, 0, 1, -1]).contains("a negative count"))
      #expect(try said(words: [], counts: [0, 0], rows: 2).contains("no words"))
      #expect(try said(rows: 3).contains("the shape 3 × 2"))
      #expect(try said(columns: 0).contains("the shape 4 × 0"))
      #expect(try said(columns: 65_537).contains("the shape 4 × 65537"))
      #expect(try said(value: .nan).contains("'<pad>' has a component that is not a finite"))
      #expect(try said(extra: true).contains("the section 'rotation' of type 'int64' must be"))
      var writer = ContainerWriter(kind: "vectors")
      try randomTable(words: 2, dimensions: 2).vocabulary.add(to: &writer)
      try writer.write(to: path)
      #expect(throws: StoreError.archive(.missingSection(path: path, name: "vectors"))) {
        try EmbeddingTable(contentsOf: path)
      }
    }
  }

  @Test func vectorsThatAreNoNumbersAreNotWritten() throws {
    try withFolder { folder in
      let table = try table([("a", [1, 2]), ("b", [1, .infinity])])
      for format in VectorFormat.writable {
        #expect(throws: StoreError.notFinite(word: "b")) {
          try table.write(to: folder + "/a", as: format)
        }
      }
    }
  }
}
