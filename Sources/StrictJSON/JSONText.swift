/// JSON to be written: a value whose text is the same on every machine and in every run.
///
///     var object: JSONObject = ["seed": 7]
///     object["loss"] = .number(0.25)
///     JSONText.object(object).compact   // {"seed":7,"loss":0.25}
///
/// Members keep the order in which they were added. A number is written with the fewest digits that
/// read back as the same number.
public enum JSONText: Hashable, Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  /// Edge cases: NaN and the infinities are written as `null`, JSON has no word for them.
  case number(Double)
  case string(String)
  case array([JSONText])
  case object(JSONObject)

  /// A single-precision number with the fewest digits that read back as the same Float.
  public static func float(_ value: Float) -> JSONText {
    .number(Double(value.description) ?? Double(value))
  }

  /// The text on one line, without spaces.
  public var compact: String {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The text over several lines, indented by two spaces, closed by a line feed.
  ///
  /// Edge cases: an array without arrays or objects inside stays on one line.
  public var pretty: String {
    var bytes: [UInt8] = []
    append(to: &bytes, indentation: 0)
    bytes.append(UInt8(ascii: "\n"))
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The same value with the keys of every object in the order of their bytes.
  public var sorted: JSONText {
    switch self {
    case .array(let elements):
      return .array(elements.map(\.sorted))
    case .object(let object):
      let members = object.members.map { ($0.key, $0.value.sorted) }
      return .object(
        JSONObject(members.sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }))
    default:
      return self
    }
  }
}

/// The members of an object, in the order in which they were added.
public struct JSONObject: Hashable, Sendable, ExpressibleByDictionaryLiteral {
  public struct Member: Hashable, Sendable {
    public let key: String
    public var value: JSONText
  }

  public private(set) var members: [Member] = []

  public init() {}

  public init(dictionaryLiteral elements: (String, JSONText)...) {
    self.init(elements)
  }

  /// The members given; the keys must differ.
  public init(_ members: [(String, JSONText)]) {
    self.members = members.map { Member(key: $0.0, value: $0.1) }
  }

  /// The value of a key; keys are compared byte by byte. Setting a key that is there replaces it in its place; a new key goes last;
  /// setting nil removes it.
  public subscript(key: String) -> JSONText? {
    get { index(of: key).map { members[$0].value } }
    set {
      let index = index(of: key)
      switch (index, newValue) {
      case (let index?, let value?): members[index].value = value
      case (let index?, nil): members.remove(at: index)
      case (nil, let value?): members.append(Member(key: key, value: value))
      case (nil, nil): break
      }
    }
  }

  private func index(of key: String) -> Int? {
    members.firstIndex { $0.key.utf8.elementsEqual(key.utf8) }
  }
}

extension JSONText: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(integerLiteral value: Int) { self = .integer(value) }
  public init(floatLiteral value: Double) { self = .number(value) }
  public init(stringLiteral value: String) { self = .string(value) }
  public init(arrayLiteral elements: JSONText...) { self = .array(elements) }
  public init(dictionaryLiteral elements: (String, JSONText)...) {
    self = .object(JSONObject(elements))
  }
}

// MARK: Writing

extension JSONText {
  /// Adds the compact text to bytes that are being gathered for a file.
  public func append(to bytes: inout [UInt8]) {
    switch self {
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        element.append(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let object):
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in object.members.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        Self.append(quoting: member.key, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        member.value.append(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    case .null: bytes += "null".utf8
    case .bool(let bool): bytes += (bool ? "true" : "false").utf8
    case .integer(let integer): bytes += String(integer).utf8
    case .number(let number): bytes += Self.spelling(of: number).utf8
    case .string(let string): Self.append(quoting: string, to: &bytes)
    }
  }

  private func append(to bytes: inout [UInt8], indentation: Int) {
    func newLine(_ depth: Int) {
      bytes.append(UInt8(ascii: "\n"))
      bytes += repeatElement(UInt8(ascii: " "), count: 2 * depth)
    }
    switch self {
    case .array(let elements) where elements.contains(where: \.isNested):
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        newLine(indentation + 1)
        element.append(to: &bytes, indentation: indentation + 1)
      }
      newLine(indentation)
      bytes.append(UInt8(ascii: "]"))
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes += ", ".utf8 }
        element.append(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let object) where !object.members.isEmpty:
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in object.members.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        newLine(indentation + 1)
        Self.append(quoting: member.key, to: &bytes)
        bytes += ": ".utf8
        member.value.append(to: &bytes, indentation: indentation + 1)
      }
      newLine(indentation)
      bytes.append(UInt8(ascii: "}"))
    default:
      append(to: &bytes)
    }
  }

  private var isNested: Bool {
    switch self {
    case .array, .object: true
    default: false
    }
  }

  /// The fewest digits that read back as the same number, without a needless `.0`, `+` or zero.
  package static func spelling(of number: Double) -> String {
    guard number.isFinite else { return "null" }
    let text = number.description
    if text.hasSuffix(".0") { return String(text.dropLast(2)) }
    guard let e = text.firstIndex(of: "e") else { return text }
    var exponent = text[text.index(after: e)...]
    let sign = exponent.hasPrefix("-") ? "-" : ""
    if exponent.hasPrefix("-") || exponent.hasPrefix("+") { exponent.removeFirst() }
    exponent = exponent.drop { $0 == "0" }
    var mantissa = text[..<e]
    if mantissa.hasSuffix(".0") { mantissa.removeLast(2) }
    return "\(mantissa)e\(sign)\(exponent)"
  }

  private static func append(quoting string: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in string.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), 0..<0x20: bytes += escape(of: byte).utf8
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// How a quote, a backslash or a control character is written inside a string.
  static func escape(of byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "\""): return "\\\""
    case UInt8(ascii: "\\"): return "\\\\"
    case 0x08: return "\\b"
    case 0x0C: return "\\f"
    case UInt8(ascii: "\n"): return "\\n"
    case UInt8(ascii: "\r"): return "\\r"
    case UInt8(ascii: "\t"): return "\\t"
    default:
      let digits = String(byte, radix: 16, uppercase: true)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
  }
}
