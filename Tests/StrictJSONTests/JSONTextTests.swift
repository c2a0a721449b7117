import StrictJSON
import Testing

@Suite struct JSONTextTests {
  @Test func writesOnOneLine() {
    let text: JSONText = [
      "b": 1, "a": [.null, true, 0.5, "x"], "empty": [:], "none": [], "deep": ["k": [["v": -2]]],
    ]
    #expect(
      text.compact
        == #"{"b":1,"a":[null,true,0.5,"x"],"empty":{},"none":[],"deep":{"k":[{"v":-2}]}}"#)
    #expect(
      text.sorted.compact
        == #"{"a":[null,true,0.5,"x"],"b":1,"deep":{"k":[{"v":-2}]},"empty":{},"none":[]}"#)
  }

  @Test func writesForPeople() {
    let text: JSONText = ["b": 1, "a": [1, 2], "empty": [:], "rows": [["v": -2], 3], "none": []]
    #expect(
      text.pretty == """
        {
          "b": 1,
          "a": [1, 2],
          "empty": {},
          "rows": [
            {
              "v": -2
            },
            3
          ],
          "none": []
        }

        """)
  }

  @Test(arguments: [
    (1.0, "1"), (-0.0, "-0"), (0.1, "0.1"), (1e-5, "1e-5"), (1e16, "1e16"),
    (1e15, "1000000000000000"),
    (1.5e300, "1.5e300"), (.leastNonzeroMagnitude, "5e-324"),
    (1.7976931348623157e308, "1.7976931348623157e308"),
    (.nan, "null"), (.infinity, "null"),
  ])
  func spellsNumbers(number: Double, text: String) {
    #expect(JSONText.number(number).compact == text)
  }

  @Test func escapes() {
    #expect(
      JSONText.string("\"\\/\u{8}\u{C}\n\r\t\u{0}\u{1F}\u{7F}é😀").compact
        == "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001F\u{7F}é😀\"")
  }

  @Test func keepsObjectsInOrder() {
    var object: JSONObject = ["a": 1, "b": 2]
    object["c"] = 3
    object["a"] = 4
    object["b"] = nil
    object["é"] = 5
    object["e\u{301}"] = 6
    #expect(JSONText.object(object).compact == "{\"a\":4,\"c\":3,\"é\":5,\"e\u{301}\":6}")
    #expect(object["é"] == 5)
    #expect(object["x"] == nil)
  }

  @Test func floatsReadBackAsThemselves() throws {
    var generator = SeededGenerator(state: 21)
    #expect(JSONText.float(0.1).compact == "0.1")
    for _ in 0..<20_000 {
      let float = Float(bitPattern: UInt32.random(in: .min ... .max, using: &generator))
      guard float.isFinite else { continue }
      let text = try JSONParser.parse(Array(JSONText.float(float).compact.utf8)).text
      #expect(text.double.map { Float($0) } == float)
    }
  }

  /// Whatever is written is read back as the same value, from both layouts.
  @Test func readsBackWhatItWrites() throws {
    var generator = SeededGenerator(state: 20)
    for _ in 0..<3_000 {
      let text = Self.anyText(depth: 4, &generator)
      let compact = try JSONParser.parse(Array(text.compact.utf8))
      #expect(compact.text.compact == text.compact)
      let pretty = try JSONParser.parse(Array(text.pretty.utf8))
      #expect(pretty.text.compact == text.compact)
      #expect(pretty.text.pretty == text.pretty)
    }
  }

  private static func anyText(depth: Int, _ generator: inout SeededGenerator) -> JSONText {
    switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &generator) {
    case 0: return .null
    case 1: return .bool(Bool.random(using: &generator))
    case 2:
      let bits = Int(truncatingIfNeeded: generator.next())
      return .integer(bits >> Int.random(in: 0..<64, using: &generator))
    case 3:
      let number = Double(bitPattern: generator.next())
      return .number(number.isFinite ? number : 0.25)
    case 4: return .string(anyString(&generator))
    case 5:
      return .array(
        (0..<Int.random(in: 0..<4, using: &generator)).map { _ in
          anyText(depth: depth - 1, &generator)
        })
    default:
      var object = JSONObject()
      for _ in 0..<Int.random(in: 0..<4, using: &generator) {
        object[anyString(&generator)] = anyText(depth: depth - 1, &generator)
      }
      return .object(object)
    }
  }

  private static func anyString(_ generator: inout SeededGenerator) -> String {
    let ranges: [ClosedRange<UInt32>] = [0...0x1F, 0x20...0x7F, 0x80...0xD7FF, 0xE000...0x10FFFF]
    var string = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0..<6, using: &generator) {
      let range = ranges[Int.random(in: 0..<4, using: &generator)]
      string.append(Unicode.Scalar(UInt32.random(in: range, using: &generator)) ?? "x")
    }
    return String(string)
  }
}
