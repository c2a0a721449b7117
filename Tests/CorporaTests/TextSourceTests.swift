import Archive
import Corpora
import Testing

@Suite struct TextSourceTests {
  private func documents(
    _ source: TextSource
  ) throws -> (texts: [String], lines: [Int], report: ReadReport) {
    var texts: [String] = []
    var lines: [Int] = []
    let report = try source.forEachDocument { document in
      texts.append(String(decoding: document.text, as: UTF8.self))
      lines.append(document.line)
    }
    return (texts, lines, report)
  }

  @Test func aDocumentALine() throws {
    let folder = try TestFolder()
    let content = Array("\u{feff}one two\r\n\n__label__x stays\rhere\nlast".utf8)
    for path in [
      try folder.file("a.txt", content), try folder.file("a.txt.gz", storedGzip(content)),
    ] {
      let found = try documents(TextSource(paths: [path]))
      #expect(found.texts == ["one two", "", "__label__x stays\rhere", "last"])
      #expect(found.lines == [1, 2, 3, 4])
      #expect(found.report.rows == 4)
      #expect(found.report.emptyTexts == 1)
    }
  }

  /// A line longer than the reader's buffer comes in parts, where a cut is allowed.
  @Test func longLinesComeInParts() throws {
    let folder = try TestFolder()
    let long = (0..<400_000).map { "w\($0)" }.joined(separator: " ")
    let path = try folder.file("a.txt", "first\n\(long)\nlast\n")
    func read(
      _ source: TextSource, most: Int = .max
    ) throws -> (texts: [String], parts: Int, report: ReadReport) {
      var texts = [""]
      var parts = 0
      let cut: TextCut = { bytes in bytes.dropLast().lastIndex(of: 0x20).map { $0 + 1 } }
      let report = try source.forEachPart(cut: cut) { part, isLast in
        parts += 1
        #expect(part.line == texts.count)
        texts[texts.count - 1] += String(decoding: part.text, as: UTF8.self)
        if isLast { texts.append("") }
        return parts < most
      }
      return (texts.dropLast(), parts, report)
    }
    var source = TextSource(paths: [path])
    let found = try read(source)
    #expect(found.texts == ["first", long, "last"])
    #expect(found.parts > 4)
    #expect(found.report.rows == 3 && found.report.textBytes == long.utf8.count + 9)
    #expect(try read(source, most: 2).parts == 2)
    source.limit = 2
    #expect(try read(source).texts == ["first", long])
    source.onBadRow = .skip
    #expect(try read(source).parts == 2)
  }

  /// The place of a bad byte counts from the line's beginning, whatever part it lies in.
  @Test func badBytesInLaterParts() throws {
    let folder = try TestFolder()
    var content = Array("ok\n".utf8) + (0..<500_000).flatMap { _ in Array("word ".utf8) }
    content += [0xc0, 0x20, 0x0a] + Array("last\n".utf8)
    let path = try folder.file("a.txt", content)
    let bad = BadRow(file: path, line: 2, fault: .notUTF8(offset: 2_500_000, byte: 0xc0))
    var source = TextSource(paths: [path])
    let cut: TextCut = { bytes in
      let cut = bytes.dropLast().lastIndex(of: 0x20)
      return cut.map { $0 + 1 }
    }
    #expect(throws: CorpusError.badRow(bad)) { try source.forEachPart(cut: cut) { _, _ in true } }
    source.onBadRow = .skip
    var texts: [String] = []
    let report = try source.forEachPart(cut: cut) { part, _ in
      texts.append(String(decoding: part.text, as: UTF8.self))
      return true
    }
    #expect(texts == ["ok", "last"] && report.badRows == [bad])
  }

  @Test func aColumnOfATable() throws {
    let folder = try TestFolder()
    let paths = [
      try folder.file("a.tsv", "id\treview\n1\tx\n"),
      try folder.file("b.csv", "review\n\"y\nz\"\n"),
      try folder.file("c.jsonl", #"{"review": "w", "n": [1]}"#),
    ]
    var source = TextSource(paths: paths)
    source.text = "review"
    #expect(try documents(source).texts == ["x", "y\nz", "w"])
    source.text = "text"
    #expect(
      throws: CorpusError.missingColumn(path: paths[0], column: "text", found: ["id", "review"])
    ) { try documents(source) }
  }

  @Test func badDocuments() throws {
    let folder = try TestFolder()
    let path = try folder.file("a.txt", Array("ok\nbad ".utf8) + [0xc0, 0x0a] + Array("ok\n".utf8))
    var source = TextSource(paths: [path])
    let bad = BadRow(file: path, line: 2, fault: .notUTF8(offset: 4, byte: 0xc0))
    #expect(throws: CorpusError.badRow(bad)) { try documents(source) }
    source.onBadRow = .skip
    let found = try documents(source)
    #expect(found.texts == ["ok", "ok"])
    #expect(found.report.skipped == 1)
    #expect(found.report.badRows == [bad])
  }

  @Test func pathsThatHoldNothing() throws {
    let folder = try TestFolder()
    let empty = try folder.file("a.txt", "")
    #expect(throws: CorpusError.nothingToRead(paths: [empty], skipped: 0, first: nil)) {
      try documents(TextSource(paths: [empty]))
    }
    #expect(throws: CorpusError.noPath) { try documents(TextSource(paths: [])) }
    #expect(throws: CorpusError.file(.missing(path: "none/a.txt"))) {
      try documents(TextSource(paths: ["none/a.txt"]))
    }
    #expect(throws: CorpusError.file(.missing(path: "none"))) {
      try documents(TextSource(paths: ["none"]))
    }
  }
}
