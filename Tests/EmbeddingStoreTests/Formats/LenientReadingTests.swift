import EmbeddingStore
import Foundation
import Testing

/// What a lenient reading leaves out of text and binary files, and what it says of it.
@Suite struct LenientReadingTests {
  struct Seen: Equatable {
    var words: [String]
    var faults: [String]
  }

  func seen(_ bytes: [UInt8]) throws -> Seen {
    var seen = Seen(words: [], faults: [])
    try withFolder { folder in
      try write(bytes, to: folder + "/a")
      let (table, skipped) = try EmbeddingTable.readLeniently(folder + "/a")
      seen.words = words(table).map { String(decoding: $0, as: UTF8.self) }
      seen.faults = skipped.kinds.map { "\($0.fault) \($0.count) \($0.place): \($0.first)" }
    }
    return seen
  }

  @Test func soundFilesHaveNone() throws {
    for name in ["tiny.w2v.txt", "tiny.w2v.bin", "tiny.glove.txt", "tiny.newlines.bin.gz"] {
      let (table, skipped) = try EmbeddingTable.readLeniently(Golden.path(name))
      #expect(skipped.isEmpty)
      #expect(try bits(table) == bits(EmbeddingTable.read(Golden.path(name))))
    }
  }

  @Test func word2vecText() throws {
    let text = """
      5 2
      a 1 2
      b 1
      c 1 2 3
      d 1 x
      e nan 2

      a 3 4
       5 6
      f 7 8
      b 9
      b 10 11

      """
    let found = try seen(Array(text.utf8))
    // A row that is left out keeps no later one of its word from being taken.
    #expect(found.words == ["a", "f", "b"])
    #expect(
      found.faults == [
        "shortRow 2 line 3: 'b' has 1 numbers, but 2 were expected",
        "longRow 1 line 4: 'c' has 3 numbers, but 2 were expected",
        "notANumber 1 line 5: found 'x' in the vector of 'd', but a number was expected",
        "notFinite 1 line 6: number 1 of 'e' is not finite as a 32-bit float",
        "emptyRow 1 line 7: the line is empty, but a word and its numbers were expected",
        "moreRows 1 line 8: there is more, but the header promises 5 words; correct the header",
        "duplicate 1 line 8: 'a' stands at line 2 already, but a word may stand only once; "
          + "remove one",
        "emptyWord 1 line 9: the word is empty, but at least one byte was expected",
      ])
  }

  @Test func headersThatPromiseTooMuch() throws {
    #expect(
      try seen(Array("2000000000 2\na 1 2\n".utf8))
        == Seen(
          words: ["a"],
          faults: [
            "fewerRows 1 line 2: the file ends after 1 words, but its header promises 2000000000; it "
              + "was cut off or its header is wrong"
          ]))
    #expect(throws: StoreError.self) { try seen(Array("1 3\na 1 2\n".utf8)) }
  }

  @Test func glove() throws {
    let found = try seen(Array("a 1 2\nb 3\n. . 4 5\na 6 7\nc 1 inf\n".utf8))
    #expect(found.words == ["a", ". ."])
    #expect(
      found.faults.map { $0.prefix(while: { $0 != " " }) } == [
        "shortRow", "duplicate", "notFinite",
      ])
  }

  @Test func binary() throws {
    func row(_ word: String, _ values: [Float]) -> [UInt8] {
      Array(word.utf8) + [32]
        + values.flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian) { Array($0) } }
    }
    let rows = [
      row("a", [1, 2]), row("b", [.nan, 1]), row("a", [3, 4]), row("", [1, 1]), row("c", [5, 6]),
    ]
    let all = Array(([Array("4 2\n".utf8)] + rows + [Array("d 1234".utf8)]).joined())
    let found = try seen(all)
    #expect(found.words == ["a", "c"])
    #expect(
      found.faults == [
        "notFinite 1 byte 14: number 1 of 'b' is not finite as a 32-bit float",
        "duplicate 1 byte 24: 'a' stands at byte 4 already, but a word may stand only once; "
          + "remove one",
        "emptyWord 1 byte 34: the word is empty, but at least one byte was expected",
        "moreRows 1 byte 43: there is more, but the header promises 4 words; correct the header",
        "cutOff 1 byte 53: the file ends inside the vector of 'd', but 2 numbers were expected; it "
          + "was cut off or its header is wrong",
      ])
  }

  /// Files of our own are whole or refused.
  @Test func ownFilesAreNot() throws {
    try withFolder { folder in
      try table([("a", [1, 2])]).write(to: folder + "/a")
      var bytes = try content(folder + "/a")
      bytes[bytes.count / 2] ^= 1
      try write(bytes, to: folder + "/a")
      #expect(throws: StoreError.self) { try EmbeddingTable.readLeniently(folder + "/a") }
    }
  }
}
