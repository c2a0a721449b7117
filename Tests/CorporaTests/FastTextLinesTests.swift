import Corpora
import Testing

@Suite struct FastTextLinesTests {
  @Test func labelsBeforeAndAfterTheText() throws {
    let content =
      "__label__good nice food\n__label__bad  \tslow , rude \r\n\nfine place __label__good\n"
      + "__label__bad\n"
    for name in ["a.txt", "a.any"] {
      let examples = try load(name, content) { if name == "a.any" { $0.format = .fastText } }
      #expect(
        rows(examples) == [
          PlainRow("nice food", "good", line: 1), PlainRow("slow , rude", "bad", line: 2),
          PlainRow("fine place", "good", line: 4), PlainRow("", "bad", line: 5),
        ])
      #expect(examples.report.emptyTexts == 1)
    }
  }

  @Test func severalLabels() throws {
    let examples = try load(
      "a.txt", "__label__b __label__a x y __label__c\n__label__a __label__a z\n"
    ) { $0.labels = .separated("") }
    #expect(rows(examples).map(\.labels) == [["a", "b", "c"], ["a"]])
    #expect(examples.isMultiLabel)
    #expect(examples.targets(0) == [1, 1, 1])
  }

  @Test func faults() throws {
    #expect(
      try fault("a.txt", "__label__a x\n__label__b __label__a y\n")
        == BadRow(file: "a.txt", line: 2, fault: .severalLabels(["b", "a"])))
    #expect(
      try fault("a.txt", "__label__a x\nno label here\n")
        == BadRow(file: "a.txt", line: 2, fault: .unlabelledLine))
    #expect(
      try fault("a.txt", "__label__a x\nno label here\n") { $0.labels = .separated("") }
        == BadRow(file: "a.txt", line: 2, fault: .unlabelledLine))
    #expect(
      try fault("a.txt", "__label__ x\n")
        == BadRow(file: "a.txt", line: 1, fault: .emptyLabelMark))
    #expect(
      try fault("a.txt", "__label__a x __label__b y\n")
        == BadRow(file: "a.txt", line: 1, fault: .labelInsideText("__label__b")))
    #expect(
      try fault("a.txt", Array("__label__a x".utf8) + [0x80])
        == BadRow(file: "a.txt", line: 1, fault: .notUTF8(offset: 12, byte: 0x80)))
    #expect(
      try fault("a.txt", Array("__label__".utf8) + [0x80, 0x20, 0x61])
        == BadRow(file: "a.txt", line: 1, fault: .notUTF8(offset: 9, byte: 0x80)))
  }

  @Test func theMarkIsAWordOfItsOwn() throws {
    let examples = try load("a.txt", "__label__a x__label__b __labe __label y\n")
    #expect(rows(examples).map(\.text) == ["x__label__b __labe __label y"])
  }

  @Test func asPlainTextTheLabelsAreLeftOut() throws {
    let folder = try TestFolder()
    var source = TextSource(paths: [try folder.file("a.txt", "__label__a x y\nz\n")])
    source.format = .fastText
    var texts: [String] = []
    _ = try source.forEachDocument { texts.append(String(decoding: $0.text, as: UTF8.self)) }
    #expect(texts == ["x y", "z"])
  }
}
