import StrictJSON
import Testing

@Suite struct JSONParserTests {
  static func message(_ text: String) -> String {
    message(Array(text.utf8))
  }

  static func message(_ bytes: [UInt8]) -> String {
    do {
      _ = try JSONParser.parse(bytes)
      return "sound"
    } catch {
      return error.description
    }
  }

  private static let value =
    "expected a value (a string, a number, true, false, null, an array or an object)"

  @Test(arguments: [
    // Structure.
    ("", "1:1: found the end of the text; \(value)"),
    ("  \n ", "2:2: found the end of the text; \(value)"),
    ("{", "1:2: found the end of the text; expected a key in double quotes"),
    ("[", "1:2: found the end of the text; \(value)"),
    ("]", "1:1: found \"]\"; \(value)"),
    ("[1 2]", "1:4: found \"2\"; expected \",\" or \"]\""),
    ("[1", "1:3: found the end of the text; expected \",\" or \"]\""),
    ("[,1]", "1:2: found \",\"; \(value)"),
    ("[1,,2]", "1:4: found \",\"; \(value)"),
    ("[1}", "1:3: found \"}\"; expected \",\" or \"]\""),
    ("{\"a\" 1}", "1:6: found \"1\"; expected \":\""),
    ("{\"a\":}", "1:6: found \"}\"; \(value)"),
    ("{\"a\":1 \"b\":2}", "1:8: found a double quote; expected \",\" or \"}\""),
    ("{1:2}", "1:2: found \"1\"; expected a key in double quotes"),
    ("{a:2}", "1:2: found the word a; expected a key in double quotes"),
    ("{'a':2}", "1:2: found a single quote; expected a key in double quotes"),
    ("['a']", "1:2: found a single quote; \(value)"),
    ("\u{A0}1", "1:1: found U+00A0; \(value)"),
    ("é", "1:1: found \"é\"; \(value)"),
    ("\u{C}1", "1:1: found U+000C; \(value)"),
    // What other notations allow.
    ("[1,]", "1:3: a comma before \"]\"; expected another entry, or no comma"),
    ("{\"a\":1,\n}", "1:7: a comma before \"}\"; expected another entry, or no comma"),
    ("// x\n1", "1:1: found a comment (//); expected none, JSON has no comments"),
    ("[1, /* x */ 2]", "1:5: found a comment (/*); expected none, JSON has no comments"),
    ("# x\n1", "1:1: found a comment (#); expected none, JSON has no comments"),
    ("NaN", "1:1: found the word NaN; \(value)"),
    ("-Infinity", "1:2: found \"I\"; expected a digit"),
    ("True", "1:1: found the word True; \(value)"),
    ("nul", "1:1: found the word nul; \(value)"),
    ("nullx", "1:1: found the word nullx; \(value)"),
    ("true1", "1:1: found the word true1; \(value)"),
    ("1 1", "1:3: found \"1\" after the end of the value; expected nothing more"),
    ("{}}", "1:3: found \"}\" after the end of the value; expected nothing more"),
    ("[]\u{0}", "1:3: found U+0000 after the end of the value; expected nothing more"),
    // Numbers.
    ("-", "1:2: found the end of the text; expected a digit"),
    ("+1", "1:1: found \"+\"; \(value)"),
    (".5", "1:1: found \".\"; \(value)"),
    ("5.", "1:3: found the end of the text; expected a digit"),
    ("[5.]", "1:4: found \"]\"; expected a digit"),
    ("1e", "1:3: found the end of the text; expected a digit"),
    ("1e+", "1:4: found the end of the text; expected a digit"),
    ("1e-+1", "1:4: found \"+\"; expected a digit"),
    ("01", "1:1: the number 01 begins with a needless zero; expected no leading zeros"),
    ("-00.5", "1:1: the number -00 begins with a needless zero; expected no leading zeros"),
    ("0x10", "1:2: found \"x\" after the end of the value; expected nothing more"),
    ("1e400", "1:1: the number 1e400 is too large; expected less than 1.8e308 in size"),
    // Strings.
    (
      "\"a",
      "1:1: a string that is not closed on its line; expected a double quote at its end"
    ),
    (
      "[\"a\n\"]",
      "1:2: a string that is not closed on its line; expected a double quote at its end"
    ),
    (
      "\"\t\"", "1:2: the control character U+0009 in a string; expected the escape \\t"
    ),
    (
      "\"\u{1}\"",
      "1:2: the control character U+0001 in a string; expected the escape \\u0001"
    ),
    (
      "\"\\x\"",
      #"1:2: the escape \x; expected one of \" \\ \/ \b \f \n \r \t \uXXXX"#
    ),
    (
      "\"\\",
      #"1:2: the escape \; expected one of \" \\ \/ \b \f \n \r \t \uXXXX"#
    ),
    (
      "\"\\\n\"",
      #"1:2: the escape \; expected one of \" \\ \/ \b \f \n \r \t \uXXXX"#
    ),
    (#""\u12G4""#, #"1:2: the escape \u12; expected four hexadecimal digits after \u"#),
    (#""\u12"#, #"1:2: the escape \u12; expected four hexadecimal digits after \u"#),
    (
      #""ab\uD83D""#,
      #"1:4: the lone surrogate \uD83D; expected a high one (\uD800 to \uDBFF) "#
        + #"followed at once by a low one (\uDC00 to \uDFFF)"#
    ),
    (
      #""\uDE00\uD83D""#,
      #"1:2: the lone surrogate \uDE00; expected a high one (\uD800 to \uDBFF) "#
        + #"followed at once by a low one (\uDC00 to \uDFFF)"#
    ),
    (
      #""\uD83D\u0041""#,
      #"1:2: the lone surrogate \uD83D; expected a high one (\uD800 to \uDBFF) "#
        + #"followed at once by a low one (\uDC00 to \uDFFF)"#
    ),
    (
      #""\uD83D\n""#,
      #"1:2: the lone surrogate \uD83D; expected a high one (\uD800 to \uDBFF) "#
        + #"followed at once by a low one (\uDC00 to \uDFFF)"#
    ),
    // Keys.
    (
      "{\"a\": 1,\n \"a\": 2}",
      "2:2: the key \"a\" a second time, the first is at line 1, column 2; "
        + "expected every key once"
    ),
    (
      "{\"a\": 1, \"\\u0061\": 2}",
      "1:10: the key \"a\" a second time, the first is at line 1, column 2; "
        + "expected every key once"
    ),
    ("\u{FEFF}{}", "1:1: a byte order mark; expected UTF-8 text without one"),
  ])
  func refuses(text: String, message: String) {
    #expect(Self.message(text) == message)
  }

  @Test(
    arguments: [
      // Overlong, surrogate, beyond U+10FFFF, cut short, stray.
      [0x22, 0xC0, 0xAF, 0x22], [0x22, 0xE0, 0x80, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
      [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], [0x22, 0xF5, 0x80, 0x80, 0x80, 0x22],
      [0x22, 0xE2, 0x82, 0x22], [0x22, 0xE2, 0x82], [0x22, 0x80, 0x22], [0x22, 0xF0, 0x80, 0x80],
      [0x22, 0xFF, 0x22],
    ] as [[UInt8]])
  func refusesBytesThatAreNotUTF8(bytes: [UInt8]) {
    let digits = String(bytes[1], radix: 16, uppercase: true)
    #expect(
      Self.message(bytes)
        == "1:2: the byte 0x\(digits), which is not UTF-8 here; expected UTF-8 text")
  }

  @Test func limitsDepthAndSize() {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(Self.message(nested(64)) == "sound")
    #expect(
      Self.message(nested(65)) == "1:65: nesting deeper than 64 levels; expected at most 64")
    let objects = String(repeating: "{\"a\":", count: 65) + "1"
    #expect(Self.message(objects).hasSuffix("nesting deeper than 64 levels; expected at most 64"))
    let spaces = [UInt8](repeating: 0x20, count: (16 << 20) - 1)
    #expect(Self.message(spaces + [0x31]) == "sound")
    #expect(
      Self.message(spaces + [0x20, 0x31])
        == "1:1: the text has 16777217 bytes; expected at most 16777216")
  }

  @Test func readsEveryKindOfValue() throws {
    let node = try JSONParser.parse(
      Array(
        #" {"a": [null, true, false], "b": -0.5e+2, "c": {}, "d": "é\u00e9\ud83d\ude00\/"} "#.utf8))
    #expect(node["a"]?.elements?.map(\.value) == [.null, .bool(true), .bool(false)])
    #expect(node["b"]?.value == .number(-50, text: "-0.5e+2"))
    #expect(node["c"]?.members == [])
    #expect(node["d"]?.string == "éé😀/")
    #expect(node.members?.map(\.key) == ["a", "b", "c", "d"])
  }

  @Test(arguments: [
    ("0", 0), ("-0", 0), ("7.0", 7), ("7e2", 700), ("7.5", nil), ("1e300", nil),
    ("9007199254740993", 9_007_199_254_740_993), ("9223372036854775808", nil), ("1e-400", 0),
  ])
  func readsWholeNumbersExactly(text: String, integer: Int?) throws {
    #expect(try JSONParser.parse(Array(text.utf8)).integer == integer)
  }

  @Test func countsColumnsInScalars() throws {
    // "é" is one scalar here, "e" with an accent after it two, the emoji one of four bytes.
    let text = "{\r\n\t\"é\": 1, \"e\u{301}\": 2,\n  \"😀\": [\n3]}"
    let members = try #require(try JSONParser.parse(Array(text.utf8)).members)
    #expect(
      members.map(\.keyPosition).map { [$0.line, $0.column] } == [[2, 2], [2, 10], [3, 3]])
    #expect(
      members.map(\.value.position).map { [$0.line, $0.column] } == [[2, 7], [2, 16], [3, 8]])
    #expect(members[2].value.elements?.first?.position == JSONPosition(line: 4, column: 1))
  }

  @Test func canonicallyEqualKeysAreNotTheSame() throws {
    let node = try JSONParser.parse(Array("{\"é\": 1, \"e\u{301}\": 2}".utf8))
    #expect(node.members?.count == 2)
  }

  @Test func goesOnAfterDuplicates() throws {
    var duplicates: [JSONFault] = []
    let node = try JSONParser.parse(
      Array(#"{"a": 1, "a": {"b": 2, "b": 3}, "a": 4}"#.utf8), duplicates: &duplicates)
    #expect(node["a"]?.integer == 1)
    #expect(duplicates.map(\.position.column).sorted() == [10, 24, 33])
  }

  /// Every text cut at every byte, and with every byte replaced: a value or a fault inside the text.
  @Test func neverCrashes() {
    let text = Array(
      #"{"a":[1.5e-3,-0,true,null,"é\n\ud83d\ude00"],"b":{"c":""},"d":[[],{}]}"#.utf8)
    for index in text.indices {
      check(Array(text[..<index]))
      for byte in UInt8.min...UInt8.max {
        var changed = text
        changed[index] = byte
        check(changed)
      }
    }
    func check(_ bytes: [UInt8]) {
      do {
        _ = try JSONParser.parse(bytes)
      } catch {
        let position = error.position
        #expect(1...2 ~= position.line && 1...(bytes.count + 1) ~= position.column)
      }
    }
  }
}
