import Corpora
import Testing

@Suite struct FolderTextsTests {
  private func reviews() throws -> TestFolder {
    let folder = try TestFolder()
    try folder.file("pos/10_9.txt", "ten")
    try folder.file("pos/2_10.txt", "two\nlines\n")
    try folder.file("pos/notes.md", "not a text")
    try folder.file("pos/.hidden.txt", "not a text")
    try folder.file("neg/0_1.txt.gz", storedGzip(Array("packed".utf8)))
    try folder.file("neg/1_1.txt", "\u{feff}marked")
    try folder.file("unsup/0_0.txt", "no label")
    try folder.file("urls.txt", "not a review")
    try folder.file(".cache/a.txt", "not a review")
    return folder
  }

  @Test func foldersAreLabels() throws {
    let folder = try reviews()
    for path in [folder.path, folder.path + "/"] {
      let examples = try ExampleSource(paths: [path]).load()
      #expect(
        rows(examples) == [
          PlainRow("packed", "neg", line: 1), PlainRow("marked", "neg", line: 1),
          PlainRow("two\nlines\n", "pos", line: 1), PlainRow("ten", "pos", line: 1),
        ])
      #expect(examples.labelNames == ["neg", "pos"])
      #expect(examples.file(2) == folder.path + "/pos/2_10.txt")
      #expect(examples.file(0) == folder.path + "/neg/0_1.txt.gz")
    }
  }

  @Test func withoutLabelsEveryFolderCounts() throws {
    let folder = try reviews()
    var texts: [String] = []
    let source = TextSource(paths: [folder.path])
    _ = try source.forEachDocument { texts.append(String(decoding: $0.text, as: UTF8.self)) }
    #expect(texts == ["packed", "marked", "two\nlines\n", "ten", "no label"])

    let flat = try TestFolder()
    try flat.file("b2.txt", "2")
    try flat.file("b10.txt", "10")
    texts = []
    let flatSource = TextSource(paths: [flat.path])
    _ = try flatSource.forEachDocument { texts.append(String(decoding: $0.text, as: UTF8.self)) }
    #expect(texts == ["2", "10"])
  }

  @Test func faults() throws {
    let folder = try reviews()
    let bad = try folder.file("pos/3_1.txt", Array("a\nbc".utf8) + [0xff])
    #expect(
      throws: CorpusError.badRow(
        BadRow(file: bad, line: 2, fault: .notUTF8(offset: 2, byte: 0xff)))
    ) { try ExampleSource(paths: [folder.path]).load() }

    let empty = try TestFolder()
    #expect(throws: CorpusError.noLabelFolders(path: empty.path)) {
      try ExampleSource(paths: [empty.path]).load()
    }
    #expect(
      throws: CorpusError.nothingToRead(paths: [empty.path], skipped: 0, first: nil)
    ) { _ = try TextSource(paths: [empty.path]).forEachDocument { _ in } }

    var source = ExampleSource(paths: [folder.path])
    source.labels = .columns(["pos", "neg"])
    #expect(throws: CorpusError.wrongLabelLayout(path: folder.path, format: .folder)) {
      try source.load()
    }
    source.labels = .single("label")
    source.part = "part"
    #expect(
      throws: CorpusError.formatWithoutColumns(
        path: folder.path, column: "part", format: .folder)
    ) { try source.load() }
  }

  @Test func namesInNaturalOrder() {
    let sorted = ["", "0", "00", "01", "1", "1a", "2", "10", "10a", "a", "a1", "a01b", "a2", "a10"]
    for (i, a) in sorted.enumerated() {
      for (j, b) in sorted.enumerated() where i != j {
        #expect(naturallyPrecedes(a, b) != naturallyPrecedes(b, a), "\(a) \(b)")
      }
      #expect(!naturallyPrecedes(a, a))
    }
    #expect(
      ["a10", "a9", "a1", "b", "a"].sorted(by: naturallyPrecedes) == ["a", "a1", "a9", "a10", "b"])
    let long = String(repeating: "9", count: 40)
    #expect(naturallyPrecedes("x\(long)", "x1\(long)"))
    #expect(naturallyPrecedes("x007y1", "x7y2"))
  }
}
