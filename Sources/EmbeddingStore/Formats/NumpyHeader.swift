/// What a NumPy array says of itself: version, then a Python literal with its type, order and shape.
///
///     93 "NUMPY" major minor    version 1.0, 2.0 or 3.0
///     length                    uint16, from version 2 on uint32
///     {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }
///
/// The literal is parsed by its own small grammar, never run: a dictionary of exactly these three
/// keys, strings without escapes, `True` or `False`, a tuple of two whole numbers. Keys may stand in
/// any order.
struct NumpyHeader: Equatable {
  enum Number: String {
    case half = "f2"
    case float = "f4"
    case double = "f8"

    var bytes: Int {
      switch self {
      case .half: 2
      case .float: 4
      case .double: 8
      }
    }
  }

  var number: Number
  var isBigEndian: Bool
  var isFortranOrder: Bool
  var rows: Int
  var columns: Int

  static let magic = [0x93] + Array("NUMPY".utf8)

  /// Three short keys never take more than this.
  private static let maximumLength = 16_384

  /// - Errors: `file`, at byte 0.
  init(_ stream: inout ByteStream, _ path: String) throws(StoreError) {
    func fail(_ name: String, _ found: String, _ expected: String) -> StoreError {
      .file(path: path, .byte(0), .value(name, found: found, expected: expected))
    }
    func ends() -> StoreError {
      .file(path: path, .byte(stream.offset), .ends(expected: "the header of a NumPy array"))
    }
    for expected in Self.magic {
      guard try stream.next() == expected else { throw ends() }
    }
    guard let major = try stream.next(), let minor = try stream.next() else { throw ends() }
    guard 1...3 ~= major, minor == 0 else {
      throw fail("the version", "\(major).\(minor)", "1.0, 2.0 or 3.0")
    }
    let length: Int
    if major == 1 {
      guard let value = try stream.integer(UInt16.self) else { throw ends() }
      length = Int(value)
    } else {
      guard let value = try stream.integer(UInt32.self) else { throw ends() }
      length = Int(value)
    }
    guard length <= Self.maximumLength else {
      throw fail("the header", "\(length) bytes long", "at most \(Self.maximumLength)")
    }
    var text = [UInt8](repeating: 0, count: length)
    let filled = try text.withUnsafeMutableBufferPointer { bytes throws(StoreError) in
      try stream.read(into: UnsafeMutableRawBufferPointer(bytes))
    }
    guard filled == length else { throw ends() }
    var literal = PythonLiteral(text)
    guard let fields = literal.dictionary() else {
      throw fail(
        "the header", "'\(Shown.text(text))'", "{'descr': …, 'fortran_order': …, 'shape': …}")
    }
    guard case .text(let type) = fields["descr"], let order = type.first, "<>=".contains(order),
      let number = Number(rawValue: String(type.dropFirst()))
    else {
      let found = if case .text(let type)? = fields["descr"] { "'\(type)'" } else { "no text" }
      throw fail("the type of the numbers", found, "'<f4', '<f2', '<f8' or the same with '>'")
    }
    guard case .truth(let isFortranOrder) = fields["fortran_order"] else {
      throw fail("fortran_order", "no truth value", "True or False")
    }
    guard case .numbers(let shape) = fields["shape"], shape.count == 2 else {
      throw fail("the shape", "not of two numbers", "(words, dimensions)")
    }
    (rows, columns) = (shape[0], shape[1])
    guard rows > 0 else { throw .file(path: path, .byte(0), .noRows) }
    guard rows <= Int(Int32.max) - Vocabulary.reservedCount else {
      throw .file(path: path, .byte(0), .tooManyRows(rows))
    }
    guard 1...EmbeddingTable.maximumDimensions ~= columns else {
      throw .file(path: path, .byte(0), .dimensions(columns))
    }
    self.number = number
    self.isFortranOrder = isFortranOrder
    #if _endian(big)
      isBigEndian = order != "<"
    #else
      isBigEndian = order == ">"
    #endif
  }

  /// The header that NumPy itself would write for floats in rows, lowest byte first.
  static func bytes(rows: Int, columns: Int) -> [UInt8] {
    var text = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows), \(columns)), }"
    // The numbers begin at a multiple of 64 bytes; the header ends with a line feed.
    let start = magic.count + 4
    while (start + text.utf8.count + 1) % 64 != 0 { text += " " }
    text += "\n"
    let length = UInt16(text.utf8.count)
    return magic + [1, 0, UInt8(length & 0xff), UInt8(length >> 8)] + Array(text.utf8)
  }
}

/// The little of Python's literals that headers of NumPy arrays are made of.
struct PythonLiteral {
  enum Value: Equatable {
    case text(String)
    case truth(Bool)
    case numbers([Int])
  }

  static let keys: Set<String> = ["descr", "fortran_order", "shape"]

  private let bytes: [UInt8]
  private var at = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The whole text as a dictionary of the three keys, each once; nil when it is anything else.
  mutating func dictionary() -> [String: Value]? {
    var fields: [String: Value] = [:]
    guard take("{") else { return nil }
    while !take("}") {
      guard let key = text(), Self.keys.contains(key), fields[key] == nil, take(":"),
        let value = value()
      else { return nil }
      fields[key] = value
      if take(",") { continue }
      guard take("}") else { return nil }
      break
    }
    skipSpaces()
    return at == bytes.count && fields.count == Self.keys.count ? fields : nil
  }

  private mutating func value() -> Value? {
    if take("True") { return .truth(true) }
    if take("False") { return .truth(false) }
    if take("(") { return tuple().map { .numbers($0) } }
    return text().map { .text($0) }
  }

  private mutating func tuple() -> [Int]? {
    var numbers: [Int] = []
    while !take(")") {
      // No array has more than 32 dimensions, or 64 since NumPy 2.
      guard numbers.count < 64, let number = number() else { return nil }
      numbers.append(number)
      if take(",") { continue }
      // One number in brackets alone would be that number.
      guard numbers.count > 1, take(")") else { return nil }
      break
    }
    return numbers
  }

  private mutating func number() -> Int? {
    skipSpaces()
    let start = at
    while at < bytes.count, bytes[at] &- UInt8(ascii: "0") < 10 { at += 1 }
    let value = DecimalNumber.whole(bytes[start..<at])
    // Python 2 wrote long numbers so.
    if at < bytes.count, bytes[at] == UInt8(ascii: "L") { at += 1 }
    return value
  }

  private mutating func text() -> String? {
    skipSpaces()
    guard at < bytes.count, bytes[at] == UInt8(ascii: "'") || bytes[at] == UInt8(ascii: "\"")
    else { return nil }
    let quote = bytes[at]
    guard let end = bytes[(at + 1)...].firstIndex(of: quote) else { return nil }
    let content = bytes[(at + 1)..<end]
    at = end + 1
    guard content.allSatisfy({ 0x20..<0x7f ~= $0 && $0 != UInt8(ascii: "\\") }) else {
      return nil
    }
    return String(decoding: content, as: UTF8.self)
  }

  private mutating func take(_ word: String) -> Bool {
    skipSpaces()
    guard bytes[at...].starts(with: word.utf8) else { return false }
    at += word.utf8.count
    return true
  }

  private mutating func skipSpaces() {
    while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x0a { at += 1 }
  }
}
