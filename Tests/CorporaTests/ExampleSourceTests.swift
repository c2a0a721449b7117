import Archive
import Corpora
import Testing

@Suite struct ExampleSourceTests {
  @Test func severalFilesFollowEachOther() throws {
    let folder = try TestFolder()
    let first = try folder.file("a.tsv", "label\ttext\ngood\tx\n")
    let second = try folder.file("b.csv", "text,label\ny,bad\n")
    let third = try folder.file("c.jsonl", #"{"text": "z", "label": "good"}"#)
    let examples = try ExampleSource(paths: [first, second, third]).load()
    #expect(
      rows(examples) == [
        PlainRow("x", "good", line: 2), PlainRow("y", "bad", line: 2),
        PlainRow("z", "good", line: 1),
      ])
    #expect((0..<3).map(examples.file) == [first, second, third])
  }

  @Test func labelsAreTrimmedAndSortedByBytes() throws {
    let examples = try load("a.tsv", "label\ttext\nzoo \t1\n a\t2\nÄ\t3\nzoo\t4\nB\t5\n")
    #expect(examples.labelNames == ["B", "a", "zoo", "Ä"])
    #expect((0..<5).map(examples.label) == [2, 1, 3, 2, 0])
    #expect(examples.labelCounts == [1, 1, 2, 1])
  }

  @Test func columnsOfFlags() throws {
    let content = "good,bad,text,healthy\n1,0,a,0\n0, 1 ,b,1\n0,0,c,0\n"
    let examples = try load("a.csv", content) { $0.labels = .columns(["good", "bad", "healthy"]) }
    #expect(examples.labelNames == ["good", "bad", "healthy"])
    #expect(examples.isMultiLabel)
    #expect((0..<3).map(examples.targets) == [[1, 0, 0], [0, 1, 1], [0, 0, 0]])
    #expect(examples.labelCounts == [1, 1, 1])
    for found in ["", "2", "yes", "0.0", "10"] {
      #expect(
        try fault("a.csv", "good,text\n1,x\n\(found),y\n") { $0.labels = .columns(["good"]) }
          == BadRow(file: "a.csv", line: 3, fault: .notFlag(column: "good", found: found)))
    }
  }

  @Test func separatedLabels() throws {
    let examples = try load("a.tsv", "tags\ttext\nb; a;;b\tx\n\ty\n;\tz\n") {
      $0.labels = .separated("tags", by: ";")
    }
    #expect(examples.labelNames == ["a", "b"])
    #expect(rows(examples).map(\.labels) == [["a", "b"], [], []])
    for separator in ["", "||", "é"] {
      var source = ExampleSource(paths: ["a.tsv"])
      source.labels = .separated("tags", by: separator)
      #expect(throws: CorpusError.badSeparator(separator)) { try source.load() }
    }
  }

  @Test func knownLabelsFixTheOrderAndTheSet() throws {
    let examples = try load("a.tsv", "label\ttext\ngood\tx\n") {
      $0.knownLabels = ["good", "so-so", "bad"]
    }
    #expect(examples.labelNames == ["good", "so-so", "bad"])
    #expect(examples.label(0) == 0)
    #expect(
      try fault("a.tsv", "label\ttext\ngood\tx\nGood\ty\n") { $0.knownLabels = ["good", "bad"] }
        == BadRow(file: "a.tsv", line: 3, fault: .unknownLabel("Good", known: ["good", "bad"])))
  }

  @Test func missingLabels() throws {
    for empty in ["", "  "] {
      #expect(
        try fault("a.tsv", "label\ttext\n\(empty)\tx\n")
          == BadRow(file: "a.tsv", line: 2, fault: .missingLabel(column: "label")))
    }
  }

  @Test func emptyTextsAreKeptAndCounted() throws {
    let examples = try load("a.tsv", "label\ttext\na\t\nb\tx\n")
    #expect(rows(examples) == [PlainRow("", "a", line: 2), PlainRow("x", "b", line: 3)])
    #expect(examples.report.rows == 2)
    #expect(examples.report.emptyTexts == 1)
    #expect(examples.report.textBytes == 1)
  }

  @Test func badRowsAreSkippedCountedAndTheFirstReported() throws {
    var content = "label\ttext\n"
    for row in 0..<100 { content += row % 2 == 0 ? "a\trow \(row)\n" : "faulty\n" }
    let examples = try load("a.tsv", content) { $0.onBadRow = .skip }
    #expect(examples.count == 50)
    #expect(examples.report.rows == 50)
    #expect(examples.report.skipped == 50)
    #expect(examples.report.badRows.count == 20)
    #expect(examples.report.badRows.map(\.line) == (0..<20).map { 3 + 2 * $0 })
    #expect(examples.line(1) == 4)
  }

  @Test func nothingToRead() throws {
    let folder = try TestFolder()
    for (name, content) in [
      ("empty.tsv", ""), ("header.tsv", "label\ttext\n"), ("empty.csv", ""),
      ("mark.csv", "\u{feff}"),
      ("header.csv", "text,label\r\n"), ("empty.jsonl", "\n\n"), ("empty.txt", ""),
    ] {
      let path = try folder.file(name, content)
      #expect(
        throws: CorpusError.nothingToRead(paths: [path], skipped: 0, first: nil), "\(name)"
      ) { try ExampleSource(paths: [path]).load() }
    }
    let path = try folder.file("bad.tsv", "label\ttext\nx\ny\n")
    var source = ExampleSource(paths: [path])
    source.onBadRow = .skip
    let first = BadRow(file: path, line: 2, fault: .fieldCount(found: 1, expected: 2))
    #expect(throws: CorpusError.nothingToRead(paths: [path], skipped: 2, first: first)) {
      try source.load()
    }
    // An empty file among others is no fault.
    source.paths = [
      try folder.file("none.tsv", ""), try folder.file("one.tsv", "label\ttext\na\tx\n"),
    ]
    #expect(try source.load().count == 1)
  }

  @Test func filesThatCannotBeRead() throws {
    let folder = try TestFolder()
    let missing = folder.path + "/none.tsv"
    #expect(throws: CorpusError.file(.missing(path: missing))) {
      try ExampleSource(paths: [missing]).load()
    }
    for format in CorpusFormat.allCases where format != .text {
      var source = ExampleSource(paths: [missing])
      source.format = format
      #expect(throws: CorpusError.file(.missing(path: missing)), "\(format)") { try source.load() }
    }
    var source = ExampleSource(paths: [folder.path])
    source.format = .csv
    #expect(throws: CorpusError.fileExpected(path: folder.path, format: .csv)) {
      try source.load()
    }
    let file = try folder.file("a.tsv", "label\ttext\na\tx\n")
    source = ExampleSource(paths: [file])
    source.format = .folder
    #expect(throws: CorpusError.folderExpected(path: file)) { try source.load() }
    #expect(throws: CorpusError.noPath) { try ExampleSource(paths: []).load() }

    let whole = storedGzip(Array("label\ttext\na\tx\n".utf8))
    let cut = try folder.file("cut.tsv.gz", Array(whole.dropLast(5)))
    source = ExampleSource(paths: [cut])
    source.onBadRow = .skip
    #expect(
      throws: CorpusError.file(
        .cutOff(path: cut, offset: whole.count - 5, expected: "the rest of the gzip data"))
    ) { try source.load() }
  }

  @Test func formatsThatTheNameDoesNotTell() throws {
    let folder = try TestFolder()
    let unknown = try folder.file("a.data", "label\ttext\na\tx\n")
    #expect(throws: CorpusError.unknownFormat(path: unknown)) {
      try ExampleSource(paths: [unknown]).load()
    }
    #expect(throws: CorpusError.unknownFormat(path: "-")) {
      try ExampleSource(paths: ["-"]).load()
    }
    var source = ExampleSource(paths: [unknown])
    source.format = .tsv
    #expect(try source.load().count == 1)

    let plain = try folder.file("a.txt", "no labels here\n")
    #expect(throws: CorpusError.formatWithoutLabels(path: plain)) {
      try ExampleSource(paths: [plain]).load()
    }
    source = ExampleSource(paths: [plain])
    source.format = .text
    #expect(throws: CorpusError.formatWithoutLabels(path: plain)) { try source.load() }
  }

  @Test func columnsThatAreNotThere() throws {
    let folder = try TestFolder()
    let path = try folder.file("a.csv", "text,lable,x,x\na,b,c,d\n")
    var source = ExampleSource(paths: [path])
    source.onBadRow = .skip
    let found = ["text", "lable", "x", "x"]
    #expect(throws: CorpusError.missingColumn(path: path, column: "label", found: found)) {
      try source.load()
    }
    for encoding in [String.Encoding.utf16, .utf16LittleEndian, .utf16BigEndian] {
      let wide = try folder.file("wide.csv", Array("text,label\na,b\n".data(using: encoding)!))
      #expect(throws: CorpusError.utf16(path: wide)) { try ExampleSource(paths: [wide]).load() }
    }
    source.labels = .single("x")
    #expect(throws: CorpusError.repeatedColumn(path: path, column: "x")) { try source.load() }
    source.labels = .single("2")
    source.header = false
    source.text = "5"
    #expect(
      throws: CorpusError.missingColumn(path: path, column: "5", found: ["1", "2", "3", "4"])
    ) { try source.load() }
    for columns in [[], ["a", "a"]] {
      source.labels = .columns(columns)
      #expect(throws: CorpusError.badLabelColumns(columns)) { try source.load() }
    }
    source = ExampleSource(paths: [try folder.file("a.txt", "__label__a x\n")])
    source.labels = .columns(["a"])
    #expect(
      throws: CorpusError.wrongLabelLayout(path: source.paths[0], format: .fastText)
    ) { try source.load() }
  }

  @Test func aColumnOfParts() throws {
    let content = "part\tlabel\ttext\ntrain\ta\tx\ntest\tb\ty\n validation \ta\tz\n"
    let examples = try load("a.tsv", content) { $0.part = "part" }
    #expect((0..<3).map(examples.part) == [.train, .test, .validation])
    #expect(try load("a.tsv", content).part(0) == nil)
    #expect(
      try fault("a.tsv", "part\tlabel\ttext\nTrain\ta\tx\n") { $0.part = "part" }
        == BadRow(file: "a.tsv", line: 2, fault: .unknownPart(column: "part", found: "Train")))
  }

  @Test func rowsAreStreamed() throws {
    let folder = try TestFolder()
    let path = try folder.file("a.csv", "text,label\n\"a\nb\",x\nc,y\n")
    var seen: [String] = []
    let report = try ExampleSource(paths: [path]).forEachRow { row in
      seen.append("\(row.line) \(String(decoding: row.text, as: UTF8.self)) \(row.labels)")
      #expect(row.file == path)
      #expect(row.part == nil)
    }
    #expect(seen == ["2 a\nb [\"x\"]", "4 c [\"y\"]"])
    #expect(report.rows == 2)
  }

  @Test(
    arguments: [
      ("a.txt", CorpusFormat.text), ("A.TXT.GZ", .text), ("x/a.csv", .csv), ("a.csv.gz", .csv),
      ("a.b.tsv", .tsv), ("a.tab", .tsv), ("a.jsonl", .jsonLines), ("a.ndjson.gz", .jsonLines),
      ("a.json", nil), ("txt", nil), ("a.gz", nil), ("", nil),
    ] as [(String, CorpusFormat?)])
  func formatsByName(_ name: String, _ format: CorpusFormat?) {
    #expect(CorpusFormat(fileName: name) == format)
  }
}
