import Corpora
import Foundation
import Testing

@Suite struct JSONLinesTests {
  /// The text of one line `{"label": "a", "text": …}`.
  private func text(_ value: String) throws -> String {
    rows(try load("a.jsonl", "{\"label\": \"a\", \"text\": \(value)}"))[0].text
  }

  private func fault(_ line: String) throws -> RowFault? {
    try CorporaTests.fault("a.jsonl", line)?.fault
  }

  @Test func objectsALine() throws {
    let examples = try load(
      "a.jsonl",
      "\u{feff}{\"text\":\"x\",\"label\":\"a\"}\r\n\n  \n"
        + " { \"n\" : [1, {\"text\": \"no\"}] , \"label\":\"b\"\t, \"text\" : \"y\" } \n")
    #expect(rows(examples) == [PlainRow("x", "a", line: 1), PlainRow("y", "b", line: 4)])
  }

  @Test func escapes() throws {
    #expect(try text(#""a\"b\\c\/d\b\f\n\r\te""#) == "a\"b\\c/d\u{8}\u{c}\n\r\te")
    #expect(try text(#""\u00e9\u20AC\u0000\ud83d\ude00\uD83D\uDE00x""#) == "é€\0😀😀x")
    #expect(try text(#""\uFFFF\ud7ff\ue000""#) == "\u{ffff}\u{d7ff}\u{e000}")
    #expect(try text("\"é€😀\u{7f}\u{85}\"") == "é€😀\u{7f}\u{85}")
    // Keys are unescaped too.
    let examples = try load("a.jsonl", #"{"l\u0061bel": "a", "t\u0065xt": "x"}"#)
    #expect(rows(examples) == [PlainRow("x", "a", line: 1)])
  }

  @Test func otherValuesArePassedOver() throws {
    let values = [
      "null", "true", "false", "0", "-0", "-12.50e+3", "1E-9", "\"s\\n\"", "[]", "{}", "[ ]", "{ }",
      "[[], {\"a\": [1, 2, {\"b\": null}]}, \"x\"]", "{\"text\": \"inner\", \"b\": {\"c\": []}}",
      String(repeating: "[", count: 200_000) + String(repeating: "]", count: 200_000),
      String(repeating: "{\"a\":", count: 50_000) + "1" + String(repeating: "}", count: 50_000),
    ]
    for value in values {
      let examples = try load(
        "a.jsonl", "{\"text\": \"x\", \"other\": \(value), \"label\": \"a\"}\n")
      #expect(rows(examples) == [PlainRow("x", "a", line: 1)])
    }
  }

  @Test func labelsOfEveryKind() throws {
    let examples = try load(
      "a.jsonl",
      """
      {"text": "a", "label": 1}
      {"text": "b", "label": -2.50}
      {"text": "c", "label": true}
      {"text": "d", "label": " good "}
      {"text": "e", "label": ["good"]}
      """)
    #expect(rows(examples).map(\.labels) == [["1"], ["-2.50"], ["true"], ["good"], ["good"]])
  }

  @Test func severalLabels() throws {
    let examples = try load(
      "a.jsonl",
      """
      {"text": "a", "tags": ["x", "y"]}
      {"text": "b", "tags": []}
      {"text": "c", "tags": "y| x |y|"}
      {"text": "d", "tags": ["z|w"]}
      """
    ) { $0.labels = .separated("tags") }
    #expect(rows(examples).map(\.labels) == [["x", "y"], [], ["x", "y"], ["z|w"]])
    #expect(examples.labelNames == ["x", "y", "z|w"])

    let flags = try load(
      "a.jsonl",
      """
      {"text": "a", "p": 1, "q": 0}
      {"text": "b", "p": false, "q": true}
      {"text": "c", "p": "1", "q": "1"}
      """
    ) { $0.labels = .columns(["q", "p"]) }
    #expect(flags.labelNames == ["q", "p"])
    #expect((0..<3).map(flags.targets) == [[0, 1], [1, 0], [1, 1]])
  }

  @Test func valuesOfTheWrongKind() throws {
    for (value, kind) in [
      ("1", "a number"), ("null", "null"), ("true", "true or false"), ("[\"x\"]", "an array"),
      ("[1]", "an array of other values than strings"), ("{\"a\": 1}", "an object"),
    ] {
      #expect(
        try fault("{\"label\": \"a\", \"text\": \(value)}")
          == .wrongKind(column: "text", found: kind, expected: "a string"))
    }
    #expect(
      try fault(#"{"text": "x", "label": {"a": 1}}"#)
        == .wrongKind(column: "label", found: "an object", expected: "a label"))
    #expect(try fault(#"{"text": "x", "label": null}"#) == .missingLabel(column: "label"))
    #expect(try fault(#"{"text": "x", "label": []}"#) == .missingLabel(column: "label"))
    #expect(try fault(#"{"text": "x", "label": ["a", "b"]}"#) == .severalLabels(["a", "b"]))
    #expect(
      try fault(#"{"Text": "x", "label": "a"}"#)
        == .missingKey("text", found: ["Text", "label"]))
    #expect(try fault("{}") == .missingKey("text", found: []))
    #expect(
      try fault(#"{"text": "x", "text": "y", "label": "a"}"#)
        == .repeatedKey(column: 15, key: "text"))
    #expect(
      try fault(#"{"text": "x", "label": null, "label": "a"}"#)
        == .repeatedKey(column: 30, key: "label"))
  }

  @Test(arguments: [
    ("[]", 1, "\"[\"", "an object, \"{\","),
    ("{", 2, "the end of the line", "a key in quotes"),
    ("{\"a\"", 5, "the end of the line", "\":\""),
    ("{\"a\":", 6, "the end of the line", "a value"),
    ("{\"a\":1", 7, "the end of the line", "\",\" or \"}\""),
    ("{\"a\":1,}", 8, "\"}\"", "a key in quotes"),
    ("{a:1}", 2, "\"a\"", "a key in quotes"),
    ("{\"é\":é}", 6, "\"é\"", "a value"),
    ("{\"a\":01}", 7, "\"1\"", "\",\" or \"}\""),
    ("{\"a\":-}", 7, "\"}\"", "a digit"),
    ("{\"a\":+1}", 6, "\"+\"", "a value"),
    ("{\"a\":.5}", 6, "\".\"", "a value"),
    ("{\"a\":1.}", 8, "\"}\"", "a digit"),
    ("{\"a\":1e}", 8, "\"}\"", "a digit"),
    ("{\"a\":tru}", 6, "\"t\"", "true"),
    ("{\"a\":NaN}", 6, "\"N\"", "a value"),
    ("{\"a\":'x'}", 6, "\"'\"", "a value"),
    ("{\"a\":\"x", 8, "the end of the line", "the rest of a string"),
    ("{\"a\":\"\u{1}\"}", 7, "the control character 0x01", "its escape \\u0001"),
    ("{\"a\":\"\\x\"}", 8, "\"x\"", "one of \" \\ / b f n r t u after the backslash"),
    ("{\"a\":\"\\u12g4\"}", 11, "\"g\"", "four hexadecimal digits after \\u"),
    ("{\"a\":[1,]}", 9, "\"]\"", "a value"),
    ("{\"a\":[1}", 8, "\"}\"", "\",\" or \"]\""),
    ("{\"a\":{\"b\":1]}", 12, "\"]\"", "\",\" or \"}\""),
    ("{\"a\":{\"b\"}}", 10, "\"}\"", "\":\""),
    ("{\"a\":1} x", 9, "\"x\"", "the end of the line"),
    ("{\"a\":1}{\"b\":2}", 8, "\"{\"", "the end of the line"),
    ("{\"text\":[\"a\",]}", 14, "\"]\"", "a value"),
  ])
  func syntaxFaultsTellTheirPlace(_ line: String, column: Int, found: String, expected: String)
    throws
  {
    #expect(try fault(line) == .json(column: column, found: found, expected: expected))
  }

  @Test(arguments: [#""\ud83d""#, #""\ude00""#, #""\ud83dx""#, #""\ud83d\u0041""#, #""\ud83d\n""#])
  func halfSurrogatePairs(_ value: String) throws {
    #expect(
      try fault("{\"text\":\(value)}")
        == .json(
          column: 10, found: "half of a surrogate pair",
          expected: "a whole pair, \\ud83d\\ude00 for instance,"))
  }

  @Test func invalidUTF8AnywhereInTheLine() throws {
    let line = Array("{\"x\": \"".utf8) + [0xc3] + Array("\"}".utf8)
    #expect(
      try CorporaTests.fault("a.jsonl", line)
        == BadRow(file: "a.jsonl", line: 1, fault: .notUTF8(offset: 7, byte: 0xc3)))
  }

  @Test func valuesHoldWhenALaterOneIsReadTwice() throws {
    // An array that turns out to hold a number is read again: the memory of the values before it
    // must not move away.
    let long = String(repeating: "\\n", count: 3000)
    let line = #"{"text": "\#(long)", "label": ["\#(long)", "\#(long)", 1]}"#
    let folder = try TestFolder()
    var source = TextSource(paths: [try folder.file("a.jsonl", line)])
    var lengths: [Int] = []
    _ = try source.forEachDocument { lengths.append($0.text.count { $0 == 0x0a }) }
    source.text = "label"
    #expect(throws: CorpusError.self) { _ = try source.forEachDocument { _ in } }
    #expect(lengths == [3000])
    #expect(
      try fault(line)
        == .wrongKind(
          column: "label", found: "an array of other values than strings", expected: "a label"))
  }

  @Test func everyCutOfALineIsAFault() throws {
    let line = Array(
      #"{"n": [1, {"a": -2.5e3}], "text": "é\u00e9\ud83d\ude00", "label": "a"}"#.utf8)
    #expect(try load("a.jsonl", line).count == 1)
    for length in 1..<line.count {
      #expect(try CorporaTests.fault("a.jsonl", Array(line[..<length])) != nil)
    }
  }

  @Test func agreesWithFoundationOnChangedLines() throws {
    // Single bytes of a sound line are replaced: ours must accept a line if and only if
    // Foundation's decoder does, and then read the same text. (No numbers: it does not check those
    // it passes over.)
    struct Line: Decodable {
      var text: String
      var label: String
    }
    let line = Array(#"{"n":[true,{"b":null}],"text":"x\u0041\n","label":"a"}"#.utf8)
    let folder = try TestFolder()
    for place in line.indices {
      for byte in Array("\"\\,:{}[]0-e.tu a".utf8) {
        var changed = line
        changed[place] = byte
        let theirs = try? JSONDecoder().decode(Line.self, from: Data(changed))
        var ours: String?
        let source = ExampleSource(paths: [try folder.file("a.jsonl", changed)])
        if let examples = try? source.load() { ours = rows(examples)[0].text }
        // Labels that are empty or not strings are our own affair, and so are repeated keys.
        if let theirs, !theirs.label.trimmingCharacters(in: .whitespaces).isEmpty {
          #expect(ours == theirs.text, "\(String(decoding: changed, as: UTF8.self))")
        } else if theirs == nil, ours != nil {
          let object = try? JSONSerialization.jsonObject(with: Data(changed))
          #expect(object != nil, "\(String(decoding: changed, as: UTF8.self))")
        }
      }
    }
  }
}
