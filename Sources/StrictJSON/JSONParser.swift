/// A strict RFC 8259 parser that remembers where everything stood.
///
///     let node = try JSONParser.parse(Array(#"{"seed": 7}"#.utf8))
///     node["seed"]?.position   // line 1, column 10
///
/// It reads a file that a person wrote, so it refuses what the standard refuses, refuses what the
/// standard leaves open (duplicate keys, lone surrogates, a byte order mark), and says where.
/// It is not made for data: texts are limited to 16 MiB and 64 levels.
public struct JSONParser {
  public static let maximumBytes = 16 << 20
  public static let maximumDepth = 64

  /// Reads one JSON text.
  ///
  /// Edge cases: any value may stand at the top, not only an object. A number too small for a
  /// Double is 0. Keys are compared byte by byte, never by canonical equivalence.
  ///
  /// Errors: the first fault in the text.
  public static func parse(_ bytes: [UInt8], source: Int = 0) throws(JSONFault) -> JSONNode {
    var duplicates: [JSONFault] = []
    let node = try parse(bytes, source: source, duplicates: &duplicates)
    if let duplicate = duplicates.first { throw duplicate }
    return node
  }

  /// Reads one JSON text, and goes on after a duplicate key: the first value stays in the tree and
  /// the fault is added to `duplicates`, so that a checker can report it beside others.
  public static func parse(
    _ bytes: [UInt8], source: Int = 0, duplicates: inout [JSONFault]
  ) throws(JSONFault) -> JSONNode {
    var parser = JSONParser(bytes: bytes, source: source)
    defer { duplicates += parser.duplicates }
    return try parser.document()
  }

  private let bytes: [UInt8]
  private let source: Int
  private var index = 0
  private var line = 1
  private var column = 1
  private var duplicates: [JSONFault] = []

  private init(bytes: [UInt8], source: Int) {
    self.bytes = bytes
    self.source = source
  }
}

// MARK: Values

extension JSONParser {
  private static let aValue =
    "a value (a string, a number, true, false, null, an array or an object)"

  private mutating func document() throws(JSONFault) -> JSONNode {
    if bytes.count > Self.maximumBytes { throw fault(.tooBig(bytes: bytes.count)) }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { throw fault(.byteOrderMark) }
    try skipSpace()
    let node = try value(depth: 0)
    try skipSpace()
    if index < bytes.count, let scalar = try scalar() { throw fault(.textAfterValue(scalar)) }
    return node
  }

  private mutating func value(depth: Int) throws(JSONFault) -> JSONNode {
    let start = position
    switch peek {
    case UInt8(ascii: "{"):
      return JSONNode(.object(try object(depth: depth + 1)), at: start)
    case UInt8(ascii: "["):
      return JSONNode(.array(try array(depth: depth + 1)), at: start)
    case UInt8(ascii: "\""):
      return JSONNode(.string(try string()), at: start)
    case let byte? where byte == UInt8(ascii: "-") || Self.isDigit(byte):
      return JSONNode(try number(), at: start)
    case let byte? where Self.isLetter(byte):
      switch word() {
      case "true": return JSONNode(.bool(true), at: start)
      case "false": return JSONNode(.bool(false), at: start)
      case "null": return JSONNode(.null, at: start)
      case let other: throw JSONFault(at: start, .word(other, expected: Self.aValue))
      }
    default:
      throw fault(.unexpected(try scalar(), expected: Self.aValue))
    }
  }

  private mutating func object(depth: Int) throws(JSONFault) -> [JSONMember] {
    if depth > Self.maximumDepth { throw fault(.tooDeep) }
    var members: [JSONMember] = []
    var firsts: [[UInt8]: JSONPosition] = [:]
    advance()
    try skipSpace()
    if take("}") { return members }
    while true {
      let keyPosition = position
      let key = try self.key()
      try skipSpace()
      guard take(":") else { throw fault(.unexpected(try scalar(), expected: "\":\"")) }
      try skipSpace()
      let value = try value(depth: depth)
      if let first = firsts[Array(key.utf8)] {
        duplicates.append(JSONFault(at: keyPosition, .duplicateKey(key, first: first)))
      } else {
        firsts[Array(key.utf8)] = keyPosition
        members.append(JSONMember(key: key, at: keyPosition, value: value))
      }
      if try endOfEntries(closing: "}") { return members }
    }
  }

  private mutating func key() throws(JSONFault) -> String {
    let start = position
    let expected = "a key in double quotes"
    if peek == UInt8(ascii: "\"") { return try string() }
    if let byte = peek, Self.isLetter(byte) {
      throw JSONFault(at: start, .word(word(), expected: expected))
    }
    throw fault(.unexpected(try scalar(), expected: expected))
  }

  private mutating func array(depth: Int) throws(JSONFault) -> [JSONNode] {
    if depth > Self.maximumDepth { throw fault(.tooDeep) }
    var elements: [JSONNode] = []
    advance()
    try skipSpace()
    if take("]") { return elements }
    while true {
      elements.append(try value(depth: depth))
      if try endOfEntries(closing: "]") { return elements }
    }
  }

  /// After an entry: true at the closing bracket, false after a comma that another entry follows.
  private mutating func endOfEntries(
    closing: Unicode.Scalar
  ) throws(JSONFault) -> Bool {
    try skipSpace()
    if take(closing) { return true }
    let comma = position
    guard take(",") else {
      throw fault(.unexpected(try scalar(), expected: "\",\" or \"\(closing)\""))
    }
    try skipSpace()
    if peek == UInt8(ascii: closing) {
      throw JSONFault(at: comma, .trailingComma(before: String(closing)))
    }
    return false
  }
}

// MARK: Numbers

extension JSONParser {
  private mutating func number() throws(JSONFault) -> JSONNode.Value {
    let start = index
    let startPosition = position
    _ = take("-")
    let integerStart = index
    try digits()
    if index - integerStart > 1, bytes[integerStart] == UInt8(ascii: "0") {
      throw JSONFault(at: startPosition, .leadingZero(spelling(from: start)))
    }
    if take(".") { try digits() }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      advance()
      if !take("+") { _ = take("-") }
      try digits()
    }
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    guard let number = Double(text), number.isFinite else {
      throw JSONFault(at: startPosition, .numberTooLarge(spelling(from: start)))
    }
    return .number(number, text: text)
  }

  private mutating func digits() throws(JSONFault) {
    guard let first = peek, Self.isDigit(first) else {
      throw fault(.unexpected(try scalar(), expected: "a digit"))
    }
    while let byte = peek, Self.isDigit(byte) { advance() }
  }

  private func spelling(from start: Int) -> String {
    shortened(String(decoding: bytes[start..<index], as: UTF8.self))
  }
}

// MARK: Strings

extension JSONParser {
  private mutating func string() throws(JSONFault) -> String {
    let start = position
    var content: [UInt8] = []
    advance()
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\""):
        advance()
        return String(decoding: content, as: UTF8.self)
      case UInt8(ascii: "\\"):
        content += Array(String(try escape()).utf8)
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        throw JSONFault(at: start, .unclosedString)
      case 0..<0x20:
        throw fault(.controlCharacter(byte))
      case 0x20..<0x80:
        content.append(byte)
        advance()
      default:
        guard let scalar = try scalar() else { break }
        for _ in String(scalar).utf8 {
          content.append(bytes[index])
          advance()
        }
      }
    }
    throw JSONFault(at: start, .unclosedString)
  }

  private mutating func escape() throws(JSONFault) -> Unicode.Scalar {
    let start = position
    advance()
    if peek == UInt8(ascii: "u") { return try unicodeEscape(from: start) }
    let next = try scalar()
    guard let next, let meaning = Self.escapes[next] else {
      let shown = next.map { $0.value < 0x20 ? "" : String($0) } ?? ""
      throw JSONFault(at: start, .badEscape("\\" + shown))
    }
    advance()
    return meaning
  }

  private static let escapes: [Unicode.Scalar: Unicode.Scalar] = [
    "\"": "\"", "\\": "\\", "/": "/", "b": "\u{8}", "f": "\u{C}", "n": "\n", "r": "\r", "t": "\t",
  ]

  /// From the `u` of an escape: one UTF-16 unit, or two that are a surrogate pair.
  private mutating func unicodeEscape(
    from start: JSONPosition
  ) throws(JSONFault) -> Unicode.Scalar {
    let unit = try hexadecimalUnit(from: start)
    if let scalar = Unicode.Scalar(unit.value) { return scalar }
    let lone = JSONFault(at: start, .loneSurrogate(unit.spelling))
    let second = position
    guard unit.value < 0xDC00, take("\\"), peek == UInt8(ascii: "u") else { throw lone }
    let low = try hexadecimalUnit(from: second).value
    guard 0xDC00...0xDFFF ~= low,
      let scalar = Unicode.Scalar(0x10000 + ((unit.value - 0xD800) << 10) + (low - 0xDC00))
    else { throw lone }
    return scalar
  }

  private mutating func hexadecimalUnit(
    from start: JSONPosition
  ) throws(JSONFault) -> (value: UInt32, spelling: String) {
    advance()
    var value: UInt32 = 0
    var spelling = "\\u"
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw JSONFault(at: start, .badUnicodeEscape(spelling))
      }
      value = value << 4 | UInt32(digit)
      spelling.unicodeScalars.append(Unicode.Scalar(byte))
      advance()
    }
    return (value, spelling)
  }
}

// MARK: Bytes

extension JSONParser {
  private var position: JSONPosition {
    JSONPosition(source: source, line: line, column: column)
  }

  private func fault(_ problem: JSONFault.Problem) -> JSONFault {
    JSONFault(at: position, problem)
  }

  private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

  private mutating func advance() {
    let byte = bytes[index]
    index += 1
    if byte == UInt8(ascii: "\n") {
      line += 1
      column = 1
    } else if byte & 0b1100_0000 != 0b1000_0000 {
      // The other bytes of a scalar add no column.
      column += 1
    }
  }

  private mutating func take(_ expected: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: expected) else { return false }
    advance()
    return true
  }

  private mutating func skipSpace() throws(JSONFault) {
    while let byte = peek {
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        advance()
      case UInt8(ascii: "#"):
        throw fault(.comment("#"))
      case UInt8(ascii: "/"):
        let next = index + 1 < bytes.count ? bytes[index + 1] : 0
        if next == UInt8(ascii: "/") { throw fault(.comment("//")) }
        if next == UInt8(ascii: "*") { throw fault(.comment("/*")) }
        return
      default:
        return
      }
    }
  }

  private mutating func word() -> String {
    let start = index
    while let byte = peek, Self.isLetter(byte) || Self.isDigit(byte) { advance() }
    return shortened(String(decoding: bytes[start..<index], as: UTF8.self))
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "_"), UInt8(ascii: "$"):
      true
    default: false
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
  }

  /// The scalar that begins here, nil at the end.
  ///
  /// Errors: bytes that are not well-formed UTF-8 (Unicode Standard, table 3-7).
  private func scalar() throws(JSONFault) -> Unicode.Scalar? {
    guard let lead = peek else { return nil }
    let length: Int
    var value: UInt32
    switch lead {
    case 0..<0x80: (length, value) = (1, UInt32(lead))
    case 0xC2...0xDF: (length, value) = (2, UInt32(lead & 0x1F))
    case 0xE0...0xEF: (length, value) = (3, UInt32(lead & 0x0F))
    case 0xF0...0xF4: (length, value) = (4, UInt32(lead & 0x07))
    default: throw fault(.notUTF8(lead))
    }
    guard index + length <= bytes.count else { throw fault(.notUTF8(lead)) }
    for byte in bytes[(index + 1)..<(index + length)] {
      guard byte & 0b1100_0000 == 0b1000_0000 else { throw fault(.notUTF8(lead)) }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    // An overlong form would decode to a value that a shorter form holds.
    let smallest: UInt32 = [0, 0x80, 0x800, 0x10000][length - 1]
    guard value >= smallest, let scalar = Unicode.Scalar(value) else {
      throw fault(.notUTF8(lead))
    }
    return scalar
  }
}
