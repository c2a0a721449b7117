import Archive
import EmbeddingStore
import Foundation
import Kernels
import Testing

@Suite struct SpooledTextsTests {
  static func all(_ texts: some EncodedTextSource) throws -> [Int32] {
    var ids: [Int32] = []
    try texts.forEachPiece { ids += $0 }
    return ids
  }

  static func part(_ texts: some EncodedTextSource, _ range: Range<Int>) throws -> [Int32] {
    var ids = [Int32](repeating: 0, count: range.count + 1)
    try ids.withUnsafeMutableBufferPointer { try texts.read(range, into: $0.baseAddress!) }
    return Array(ids.dropLast())
  }

  /// The same texts in memory and in a spool that may keep `memoryLimit` bytes.
  static func make(
    texts count: Int, in folder: String, memoryLimit: Int
  ) throws -> (EncodedTexts, SpooledTexts) {
    var random = RandomStream(seed: 1)
    var texts = EncodedTexts()
    var spool = TextSpool(in: folder, memoryLimit: memoryLimit)
    for _ in 0..<count {
      let text = (0..<random.below(40)).map { _ in Int32(random.below(1000)) }
      texts.append(text)
      try spool.append(text)
    }
    let counts = (spool.count, spool.wordCount, spool.textCount)
    #expect(counts == (texts.count, texts.wordCount, texts.textCount))
    return (texts, try spool.finish())
  }

  @Test(arguments: [0, 3 << 20, 1 << 30])
  func aSpoolIsWhatWasPutIn(memoryLimit: Int) throws {
    try withFolder { folder in
      let (texts, spooled) = try Self.make(texts: 50_000, in: folder, memoryLimit: memoryLimit)
      #expect(texts.count > 900_000)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
      #expect(spooled.count == texts.count && spooled.textCount == 50_000)
      #expect(spooled.wordCount == texts.wordCount)
      #expect(try Self.all(spooled) == texts.ids)
      for range in [0..<0, 0..<1, 262_143..<262_146, 12_345..<600_000] {
        #expect(try Self.part(spooled, range) == Array(texts.ids[range]))
      }
      let end = texts.count
      #expect(try Self.part(spooled, (end - 5)..<end) == Array(texts.ids.suffix(5)))
    }
  }

  @Test func smallTextsNeedNoFolder() throws {
    let (texts, spooled) = try Self.make(texts: 100, in: "/no/such/folder", memoryLimit: 16 << 20)
    #expect(try Self.all(spooled) == texts.ids)
    #expect(try Self.all(TextSpool(in: "/no/such/folder").finish()) == [])
  }

  @Test func largeTextsNeedAFolder() throws {
    #expect(
      throws: StoreError.archive(
        .spool(folder: "/no/such/folder", .make, reason: "No such file or directory"))
    ) { try Self.make(texts: 50_000, in: "/no/such/folder", memoryLimit: 1 << 20) }
  }

  @Test(arguments: [0, 1 << 30])
  func renumberingLeavesTheMarks(memoryLimit: Int) throws {
    try withFolder { folder in
      var spool = TextSpool(in: folder, memoryLimit: memoryLimit)
      let length = 700_001
      try spool.append((0..<length).lazy.map { Int32($0 % 1000) })
      try spool.append([])
      try spool.append([3])
      try spool.renumber(by: (0..<1000).map { 5000 - $0 })
      try spool.append([9])
      let ids = try Self.all(try spool.finish())
      #expect(ids.prefix(length).elementsEqual((0..<length).lazy.map { Int32(5000 - $0 % 1000) }))
      #expect(Array(ids.dropFirst(length)) == [-1, -1, 4997, -1, 9, -1])
    }
  }

  @Test func manyReadAtOnce() async throws {
    let folder = FileManager.default.temporaryDirectory.path
    let (texts, spooled) = try Self.make(texts: 50_000, in: folder, memoryLimit: 0)
    let wrong = await withTaskGroup(of: Int.self) { group in
      for task in 0..<8 {
        group.addTask {
          var random = RandomStream(seed: UInt64(task))
          var wrong = 0
          for _ in 0..<300 {
            let start = random.below(texts.count - 5000)
            let range = start..<(start + random.below(5000))
            let found = try? Self.part(spooled, range)
            if found != Array(texts.ids[range]) { wrong += 1 }
          }
          return wrong
        }
      }
      return await group.reduce(0, +)
    }
    #expect(wrong == 0)
  }

  #if os(Linux)
    @Test func aFullDiskIsTold() throws {
      let file = SpoolFile(rawDescriptor: open("/dev/full", O_RDWR), folder: "spools")
      let full = StoreError.archive(
        .spool(folder: "spools", .write, reason: "No space left on device"))
      #expect(throws: full) {
        var spool = TextSpool(to: file)
        try spool.append(repeatElement(2, count: 1 << 20))
      }
      #expect(throws: full) {
        var spool = TextSpool(to: file)
        try spool.append([2])
        _ = try spool.finish()
      }
    }
  #endif
}
