import Archive
import EmbeddingStore
import Kernels
import Testing

/// Vectors of n-grams and a training's state in our own files.
@Suite struct SubwordStoreTests {
  let settings = SubwordSettings(min: 2, max: 4, buckets: 500)

  func full(words: Int = 40, dimensions: Int = 5, ownRows: Bool = true) throws -> EmbeddingTable {
    var table = try randomTable(words: words, dimensions: dimensions)
    table.subwords = randomSubwords(table, settings)
    let rows = table.vectors.rows
    table.state = TrainingState(
      contexts: randomMatrix(rows: rows, columns: dimensions, seed: 8),
      words: ownRows ? randomMatrix(rows: rows, columns: dimensions, seed: 9) : nil)
    return table
  }

  func same(_ a: EmbeddingTable, _ b: EmbeddingTable, state: Bool) -> Bool {
    a.vocabulary == b.vocabulary && bits(a) == bits(b)
      && a.subwords?.settings == b.subwords?.settings
      && a.subwords?.numbers == b.subwords?.numbers
      && a.subwords.map { bits($0.vectors) } == b.subwords.map { bits($0.vectors) }
      && (!state || a.state.map { bits($0.contexts) } == b.state.map { bits($0.contexts) })
      && (!state
        || a.state.flatMap(\.words).map(bits) == b.state.flatMap(\.words).map(bits))
  }

  @Test(arguments: [true, false])
  func everythingComesBack(ownRows: Bool) throws {
    try withFolder { folder in
      let original = try full(ownRows: ownRows)
      try original.write(to: folder + "/a.gz")
      let back = try EmbeddingTable(contentsOf: folder + "/a.gz", withState: true)
      #expect(same(back, original, state: true))
      #expect((back.state?.words == nil) == !ownRows)
      try back.write(to: folder + "/b.gz")
      #expect(try content(folder + "/b.gz") == content(folder + "/a.gz"))
      #expect(try same(EmbeddingTable.read(folder + "/a.gz", withState: true), back, state: true))
      #expect(back.vector(of: "word1234") == original.subwords?.vector(of: "word1234"))
      #expect(back.vector(of: "word1234") != nil)
    }
  }

  /// Whoever only wants vectors does not pay for the state, not even when it is unsound.
  @Test func theStateIsReadOnDemandOnly() throws {
    try withFolder { folder in
      let original = try full()
      try original.write(to: folder + "/a.gz")
      let back = try EmbeddingTable.read(folder + "/a.gz")
      #expect(back.state == nil)
      #expect(same(back, original, state: false))
      var writer = ContainerWriter(kind: "vectors")
      try randomTable(words: 2, dimensions: 2).add(to: &writer)
      let values: [Float] = [.nan]
      writer.add("state.contexts", floats: values, rows: 1, columns: 1, stride: 1, required: false)
      try writer.write(to: folder + "/b.gz")
      #expect(try EmbeddingTable(contentsOf: folder + "/b.gz").state == nil)
      #expect(throws: StoreError.self) {
        try EmbeddingTable(contentsOf: folder + "/b.gz", withState: true)
      }
    }
  }

  /// What the reader says to sections made by hand.
  func said(
    _ settings: SubwordSettings? = SubwordSettings(min: 3, max: 6, buckets: 10),
    numbers: [Int64]? = [2, 5], rows: Int? = 2, columns: Int = 2, value: Float = 0,
    contexts: Int? = nil, words: Int? = nil
  ) throws -> String {
    var text = ""
    try withFolder { folder in
      var writer = ContainerWriter(kind: "vectors")
      try randomTable(words: 2, dimensions: 2).add(to: &writer)
      if let settings { writer.add("subwords", json: settings, required: false) }
      if let numbers { writer.add("subword.numbers", integers: numbers, required: false) }
      let values = [Float](repeating: value, count: 64)
      let matrices: [(String, Int?, Int)] = [
        ("subword.vectors", rows, columns), ("state.contexts", contexts, 2),
        ("state.words", words, 2),
      ]
      for (name, rows, columns) in matrices {
        guard let rows else { continue }
        writer.add(
          name, floats: values, rows: rows, columns: columns, stride: columns, required: false)
      }
      try writer.write(to: folder + "/a.gz")
      do {
        _ = try EmbeddingTable(contentsOf: folder + "/a.gz", withState: true)
      } catch {
        text = "\(error)"
      }
    }
    return text
  }

  @Test func sectionsThatFitAreTaken() throws {
    let texts = [
      try said(), try said(numbers: [], rows: 0), try said(contexts: 4, words: 4),
      try said(nil, numbers: nil, rows: nil),
    ]
    #expect(texts == ["", "", "", ""])
  }

  @Test func sectionsThatContradictEachOtherAreRefused() throws {
    let cases: [(String, String)] = [
      (try said(nil), "'subwords'"),
      (try said(numbers: nil), "'subword.numbers'"),
      (try said(rows: nil), "'subword.vectors'"),
      (
        try said(SubwordSettings(min: 0, max: 6, buckets: 10)),
        "found subwords.min is 0, but must be 1…20"
      ),
      (try said(SubwordSettings(min: 3, max: 6, buckets: .max)), "subwords.buckets"),
      (try said(numbers: [2, 10]), "a number out of range"),
      (try said(numbers: [-1, 5]), "a number out of range"),
      (try said(numbers: [2, .max]), "a number out of range"),
      (try said(numbers: [5, 2]), "numbers out of order"),
      (try said(numbers: [5, 5]), "numbers out of order"),
      (try said(rows: 3), "the shape 3 × 2, but 2 × 2"),
      (try said(columns: 3), "the shape 2 × 3, but 2 × 2"),
      (try said(value: .nan), "the n-grams in bucket 2"),
      (try said(contexts: 3), "the shape 3 × 2, but 4 × 2"),
      (try said(contexts: 4, words: 5), "'state.words': found the shape 5 × 2"),
      (try said(words: 4), "'state.contexts'"),
    ]
    for (text, part) in cases {
      let holds = text.contains(part)
      #expect(holds, "\(text) has no \(part)")
    }
  }

  @Test func foreignFormatsLeaveThemOut() throws {
    try withFolder { folder in
      let original = try full()
      for format in [VectorFormat.word2vecText, .word2vecBinary] {
        try original.write(to: folder + "/a", as: format)
        let back = try EmbeddingTable.read(folder + "/a", withState: true)
        #expect(back.subwords == nil)
        #expect(back.state == nil)
        #expect(words(back) == words(original))
      }
    }
  }

  @Test func whatIsNoNumberIsNotWritten() throws {
    try withFolder { folder in
      let one = try full()
      one.subwords?.vectors.pointer[0] = .infinity
      let bucket = try #require(one.subwords?.numbers[0])
      #expect(throws: StoreError.subwordNotFinite(bucket: bucket)) {
        try one.write(to: folder + "/a")
      }
      let other = try full()
      other.state?.words?.row(3)[1] = .nan
      #expect(throws: StoreError.notFinite(word: "word1")) { try other.write(to: folder + "/a") }
    }
  }

  @Test func infoTellsOfThem() throws {
    let info = TableInfo(try full())
    #expect(info.subwords == settings)
    #expect(info.subwordVectors == (try full().subwords?.numbers.count))
    #expect(info.hasState)
    let bare = TableInfo(try randomTable(words: 2, dimensions: 2))
    #expect(bare.subwords == nil)
    #expect(!bare.hasState)
  }
}
