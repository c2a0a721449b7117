import Corpora
import Testing

@Suite struct TabSplitterTests {
  @Test func rowsByColumnName() throws {
    let examples = try load("a.tsv", "id\tlabel\tother\ttext\n1\tgood\t\ta b\n2\tbad\tx\tc\n")
    #expect(rows(examples) == [PlainRow("a b", "good", line: 2), PlainRow("c", "bad", line: 3)])
  }

  @Test func quotesAndEscapesAreContent() throws {
    let examples = try load("a.tsv", "label\ttext\na\t\"x\\ty\\n\nb\t\"\"\n")
    #expect(rows(examples).map(\.text) == ["\"x\\ty\\n", "\"\""])
  }

  @Test func lineEndsAndTheByteOrderMark() throws {
    let examples = try load(
      "a.tsv", "\u{feff}label\ttext\r\na\tx\u{85}y\u{2028}z\r\n\r\nb\tw\r")
    #expect(
      rows(examples) == [
        PlainRow("x\u{85}y\u{2028}z", "a", line: 2), PlainRow("w", "b", line: 4),
      ])
  }

  @Test func aTableOfOneColumnHasEmptyRows() throws {
    let folder = try TestFolder()
    let source = TextSource(paths: [try folder.file("a.tsv", "text\nx\n\ny\n")])
    var texts: [String] = []
    let report = try source.forEachDocument {
      texts.append(String(decoding: $0.text, as: UTF8.self))
    }
    #expect(texts == ["x", "", "y"])
    #expect(report.emptyTexts == 1)
  }

  @Test func raggedRows() throws {
    #expect(
      try fault("a.tsv", "label\ttext\na\tx\ty\n")
        == BadRow(file: "a.tsv", line: 2, fault: .fieldCount(found: 3, expected: 2)))
    #expect(
      try fault("a.tsv", "label\ttext\na\tx\nb\n")
        == BadRow(file: "a.tsv", line: 3, fault: .fieldCount(found: 1, expected: 2)))
  }

  @Test func invalidUTF8IsReportedAtItsByte() throws {
    let start = Array("label\ttext\ngood\té".utf8)
    #expect(
      try fault("a.tsv", start + [0xe9, 0x21, 0x0a])
        == BadRow(file: "a.tsv", line: 2, fault: .notUTF8(offset: 7, byte: 0xe9)))
    #expect(
      try fault("a.tsv", Array("label\ttext\n".utf8) + [0xff, 0x09, 0x61])
        == BadRow(file: "a.tsv", line: 2, fault: .notUTF8(offset: 0, byte: 0xff)))
    // A column that nobody asked for may hold anything.
    let examples = try load("a.tsv", Array("label\ttext\tx\ngood\ta\t".utf8) + [0xff])
    #expect(examples.count == 1)
  }

  @Test func aLineOfTenMillionBytes() throws {
    let long = String(repeating: "word ", count: 2_000_000)
    let examples = try load("a.tsv", "label\ttext\na\t\(long)\nb\tshort\n")
    #expect(examples.text(0).count == 10_000_000)
    #expect(rows(examples)[1] == PlainRow("short", "b", line: 3))
    #expect(examples.report.textBytes == 10_000_005)
  }
}
