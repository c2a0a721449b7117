import EmbeddingStore
import Foundation
import Testing

/// What is wrong with a foreign file is told with its place; nothing is believed from its header alone.
@Suite struct ForeignFaultTests {
  func refusal(_ bytes: [UInt8]) throws -> String {
    var said = "accepted"
    try withFolder { folder in
      let path = folder + "/a"
      try write(bytes, to: path)
      do {
        _ = try EmbeddingTable.read(path)
      } catch {
        said = "\(error)".replacing(path, with: "a")
      }
    }
    return said
  }

  func refusal(_ text: String) throws -> String { try refusal(Array(text.utf8)) }

  @Test(arguments: [
    ("2 2\na 1 2\nb 3 4", "accepted"),
    ("2 2\r\na 1 2\r\nb 3 4 \r\n\r\n\n", "accepted"),
    ("\u{feff}1 2\na\t1\t2\n", "accepted"),
    (
      "",
      "a: found an empty file, but vectors were expected: a file of lexigate, word2vec text or "
        + "binary, GloVe text, a fastText model, safetensors, or a NumPy array with words"
    ),
    (
      "hello\n",
      "a: found the line 'hello', but vectors were expected: a file of lexigate, word2vec text or "
        + "binary, GloVe text, a fastText model, safetensors, or a NumPy array with words"
    ),
    ("0 5\n", "a: line 1: there are no words, but at least one was expected"),
    (
      "3000000000 5\na 1 2 3 4 5\n",
      "a: line 1: the header promises 3000000000 words, but at most 2147483645 are possible"
    ),
    (
      "1 0\na\n",
      "a: line 1: the header promises 0 dimensions, but 1 to 65536 were expected"
    ),
    (
      "1 1000000000\na 1\n",
      "a: line 1: the header promises 1000000000 dimensions, but 1 to 65536 were expected"
    ),
    (
      "3 2\na 1 2\nb 3 4\n",
      "a: line 3: the file ends after 2 words, but its header promises 3; it was cut off or its "
        + "header is wrong"
    ),
    (
      "2000000000 2\na 1 2\n",
      "a: line 2: the file ends after 1 words, but its header promises 2000000000; it was cut off "
        + "or its header is wrong"
    ),
    (
      "1 2\na 1 2\nb 3 4\n",
      "a: line 3: there is more, but the header promises 1 words; correct the header"
    ),
    ("2 2\na 1 2\nb 3\n", "a: line 3: 'b' has 1 numbers, but 2 were expected"),
    ("2 2\na 1 2\nb 3 4 5\n", "a: line 3: 'b' has 3 numbers, but 2 were expected"),
    (
      "2 2\na 1 2\nice cream 4 5\n",
      "a: line 3: found 'cream' in the vector of 'ice', but a number was expected"
    ),
    (
      "2 2\na 1 2\nb x 5\n",
      "a: line 3: found 'x' in the vector of 'b', but a number was expected"
    ),
    ("1 2\na b c\n", "a: line 2: found 'b' in the vector of 'a', but a number was expected"),
    ("2 2\na 1 2\nb nan 5\n", "a: line 3: number 1 of 'b' is not finite as a 32-bit float"),
    ("2 2\na 1 2\nb 5 1e39\n", "a: line 3: number 2 of 'b' is not finite as a 32-bit float"),
    (
      "2 2\na 1 2\na 3 4\n",
      "a: line 3: 'a' stands at line 2 already, but a word may stand only once; remove one"
    ),
    (
      "2 2\na 1 2\n\nb 3 4\n",
      "a: line 3: the line is empty, but a word and its numbers were expected"
    ),
    (
      "2 2\na 1 2\n 3 4\n",
      "a: line 3: the word is empty, but at least one byte was expected"
    ),
  ])
  func word2vecText(_ text: String, _ expected: String) throws {
    #expect(try refusal(text) == expected)
  }

  @Test(arguments: [
    ("a 1 2\nb 3 4\n", "accepted"),
    ("a 1 2\nice cream 3 4\n. . . 5 6\n1 1 2\n", "accepted"),
    ("a 1 2\nb 3\n", "a: line 2: 'b' has 1 numbers, but 2 were expected"),
    ("a 1 2\nb\n", "a: line 2: 'b' has 0 numbers, but 2 were expected"),
    ("a 1 2\nb 3 x\n", "a: line 2: found 'x' in the vector of 'b', but a number was expected"),
    ("a 1 2\nb 3 inf\n", "a: line 2: number 2 of 'b' is not finite as a 32-bit float"),
    (
      "a 1 2\nb 3 4\na 5 6\n",
      "a: line 3: 'a' stands at line 1 already, but a word may stand only once; remove one"
    ),
    (
      "a 1 2\n\nb 3 4\n",
      "a: line 2: the line is empty, but a word and its numbers were expected"
    ),
  ])
  func glove(_ text: String, _ expected: String) throws {
    #expect(try refusal(text) == expected)
  }

  @Test func spacesInWordsOfGloVeBelongToTheWord() throws {
    try withFolder { folder in
      try write(Array("a 1 2\nice  cream 3 4\n. . 5 6 \n7 7 8\n".utf8), to: folder + "/a")
      let table = try EmbeddingTable.read(folder + "/a")
      #expect(
        table.vocabulary.wordIDs.map(table.vocabulary.word) == ["a", "ice  cream", ". .", "7"])
      #expect(table.vector(of: "ice  cream") == [3, 4])
    }
  }

  // MARK: - Binary

  func row(_ word: String, _ values: [Float]) -> [UInt8] {
    Array(word.utf8) + [32]
      + values.flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian) { Array($0) } }
  }

  static let two = Array("2 2\n".utf8)

  @Test func binaryThatIsSound() throws {
    let (a, b) = (row("a", [1, 2]), row("b", [3, -4]))
    for bytes in [[a, b], [a, [10], b, [10]], [a, [10], b], [a, b, [10]]] {
      #expect(try refusal(Array(([Self.two] + bytes).joined())) == "accepted")
    }
  }

  @Test func binaryWithFaults() throws {
    let (a, b) = (row("a", [1, 2]), row("b", [3, -4]))
    func check(_ parts: [[UInt8]], _ expected: String) throws {
      let bytes = Array(([Self.two, a] + parts).joined())
      #expect(try refusal(bytes) == "a: byte " + expected)
    }
    try check(
      [],
      "14: the file ends after 1 words, but its header promises 2; it was cut off or its header is "
        + "wrong")
    try check(
      [Array(b.dropLast())],
      "14: the file ends inside the vector of 'b', but 2 numbers were expected; it was cut off or "
        + "its header is wrong")
    try check(
      [b, [10, 10]], "25: there is more, but the header promises 2 words; correct the header")
    try check(
      [a], "14: 'a' stands at byte 4 already, but a word may stand only once; remove one")
    try check(
      [row("", [3, 4])], "14: the word is empty, but at least one byte was expected")
    try check(
      [row("b", [3, .nan])], "14: number 2 of 'b' is not finite as a 32-bit float")
    try check(
      [row("b\nc", [3, 4])],
      "14: there is a line break inside the word; the file is damaged, or its header promises "
        + "wrong dimensions")
    try check(
      [[UInt8](repeating: 97, count: 70_000)],
      "14: no end of the word within 65536 bytes; the file is damaged, or its header promises "
        + "wrong dimensions")
  }

  @Test func binaryWhoseHeaderLies() throws {
    let a = row("a", [1, 2])
    #expect(
      try refusal(Array("2 1000000000\n".utf8) + a)
        == "a: byte 0: the header promises 1000000000 dimensions, but 1 to 65536 were expected")
    let started = ContinuousClock.now
    #expect(
      try refusal(Array("2000000000 65536\n".utf8) + a)
        == "a: byte 17: the file ends inside the vector of 'a', but 65536 numbers were expected; "
        + "it was cut off or its header is wrong")
    #expect(ContinuousClock.now - started < .seconds(5))
  }

  /// Cut anywhere, a foreign file is refused or, where a text's last digits are missing, read as the
  /// numbers that stand there; it never crashes.
  @Test(arguments: ["tiny.w2v.txt", "tiny.w2v.bin", "tiny.newlines.bin", "tiny.newlines.bin.gz"])
  func cutAnywhere(_ name: String) throws {
    let bytes = try content(Golden.path(name))
    var accepted = 0
    for length in 0..<bytes.count where try refusal(Array(bytes[..<length])) == "accepted" {
      accepted += 1
    }
    #expect(accepted <= 3)
  }

  /// Foreign forms have no checksum; a flipped bit may change a number, but never crashes or hangs.
  @Test(arguments: ["tiny.w2v.txt", "tiny.w2v.bin", "tiny.glove.txt"])
  func flippedAnywhere(_ name: String) throws {
    var bytes = try content(Golden.path(name))
    for bit in 0..<bytes.count * 8 {
      bytes[bit / 8] ^= 1 << (bit % 8)
      _ = try refusal(bytes)
      bytes[bit / 8] ^= 1 << (bit % 8)
    }
  }
}
