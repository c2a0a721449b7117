/// One JSON object read from one line, keeping only the values of the wanted keys.
///
/// The other values are checked and passed over, however deep they nest: nesting costs a byte of
/// memory a level, not a call. Strings without escapes stay where they are; others are unescaped
/// into `arena`, which must have room for the whole line. The line must be valid UTF-8.
struct JSONObjectParser {
  private let line: Bytes
  private let arena: ByteArena
  private var at = 0

  init(_ line: Bytes, arena: ByteArena) {
    self.line = line
    self.arena = arena
    arena.reserve(line.count)
  }

  /// The values of `wanted`, each `absent` when the object does not have the key.
  ///
  /// Errors: `json` at the first place that is not JSON; `repeatedKey` for a wanted key found
  /// twice.
  mutating func values(of wanted: [[UInt8]]) throws(RowFault) -> [Cell] {
    var cells = [Cell](repeating: .absent, count: wanted.count)
    try members { (parser, key, start) throws(RowFault) in
      var isWanted = false
      var cell = Cell.absent
      for place in wanted.indices where key.equals(wanted[place]) {
        if case .absent = cells[place] {
        } else {
          throw .repeatedKey(column: parser.line.column(at: start), key: key.string)
        }
        // A key that is wanted twice is read once.
        if !isWanted { cell = try parser.value() }
        cells[place] = cell
        isWanted = true
      }
      if !isWanted { try parser.skipValue() }
    }
    return cells
  }

  /// The object's keys in the order they stand.
  mutating func keys() throws(RowFault) -> [String] {
    var keys: [String] = []
    try members { (parser, key, _) throws(RowFault) in
      keys.append(key.string)
      try parser.skipValue()
    }
    return keys
  }

  /// Reads the whole line as an object and calls `body` before each value, which it must read.
  private mutating func members(
    _ body: (inout JSONObjectParser, _ key: Bytes, _ start: Int) throws(RowFault) -> Void
  ) throws(RowFault) {
    skipSpace()
    try expect(0x7b, "an object, \"{\",")
    skipSpace()
    if peek == 0x7d {
      at += 1
    } else {
      while true {
        skipSpace()
        let start = at
        let key = try string("a key in quotes")
        try colon()
        skipSpace()
        try body(&self, key, start)
        skipSpace()
        if peek == 0x7d {
          at += 1
          break
        }
        try expect(0x2c, "\",\" or \"}\"")
      }
    }
    skipSpace()
    if at < line.count { throw fault("the end of the line") }
  }

  // MARK: - Values

  private mutating func value() throws(RowFault) -> Cell {
    switch peek {
    case 0x22: return .text(try string("a value"))
    case 0x5b: return try array()
    case 0x7b:
      try skipValue()
      return .nested("an object")
    default: return try scalar()
    }
  }

  /// A number, true, false or null.
  private mutating func scalar() throws(RowFault) -> Cell {
    switch peek {
    case 0x74:
      try word("true")
      return .boolean(true)
    case 0x66:
      try word("false")
      return .boolean(false)
    case 0x6e:
      try word("null")
      return .null
    default: return .number(try number())
    }
  }

  private mutating func array() throws(RowFault) -> Cell {
    let start = at
    let used = arena.count
    at += 1
    skipSpace()
    var strings: [Bytes] = []
    if peek == 0x5d {
      at += 1
      return .list([])
    }
    while peek == 0x22 {
      strings.append(try string("a value"))
      skipSpace()
      if peek == 0x5d {
        at += 1
        return .list(strings)
      }
      try expect(0x2c, "\",\" or \"]\"")
      skipSpace()
    }
    // Something else than a string: the array is only checked.
    // What its first strings left in the arena goes, since they are about to be read again: the
    // arena has room for the line once.
    at = start
    arena.truncate(to: used)
    try skipValue()
    return .nested("an array of other values than strings")
  }

  /// Checks a value of any kind and any depth and passes over it.
  private mutating func skipValue() throws(RowFault) {
    // The brackets that are still open, by the byte that closes each.
    var open: [UInt8] = []
    while true {
      skipSpace()
      var isOpening = false
      switch peek {
      case 0x22: _ = try string("a value")
      case 0x7b, 0x5b:
        let closer: UInt8 = peek == 0x7b ? 0x7d : 0x5d
        at += 1
        skipSpace()
        if peek == closer {
          at += 1
        } else {
          open.append(closer)
          isOpening = true
        }
      default: _ = try scalar()
      }
      // Behind a value: close what closes, until another value is due.
      var valueIsDue = isOpening
      while !valueIsDue {
        guard let closer = open.last else { return }
        skipSpace()
        if peek == closer {
          at += 1
          open.removeLast()
        } else {
          try expect(0x2c, closer == 0x7d ? "\",\" or \"}\"" : "\",\" or \"]\"")
          valueIsDue = true
        }
      }
      if open.last == 0x7d {
        skipSpace()
        _ = try string("a key in quotes")
        try colon()
      }
    }
  }

  // MARK: - Tokens

  private mutating func string(_ expected: String) throws(RowFault) -> Bytes {
    try expect(0x22, expected)
    let start = at
    while at < line.count, line[at] != 0x22, line[at] != 0x5c, line[at] >= 0x20 { at += 1 }
    if peek == 0x22 {
      at += 1
      return Bytes(rebasing: line[start..<at - 1])
    }
    let begin = arena.count
    arena.append(Bytes(rebasing: line[start..<at]))
    while true {
      switch peek {
      case 0x22:
        at += 1
        return arena[begin..<arena.count]
      case 0x5c: try escape()
      case let byte? where byte >= 0x20:
        arena.append(byte)
        at += 1
      case let byte?: throw fault("its escape \\u00\(hexadecimal(byte))")
      case nil: throw fault("the rest of a string")
      }
    }
  }

  private mutating func escape() throws(RowFault) {
    at += 1
    let plain: UInt8
    switch peek {
    case 0x22: plain = 0x22
    case 0x5c: plain = 0x5c
    case 0x2f: plain = 0x2f
    case 0x62: plain = 0x08
    case 0x66: plain = 0x0c
    case 0x6e: plain = 0x0a
    case 0x72: plain = 0x0d
    case 0x74: plain = 0x09
    case 0x75:
      at += 1
      let scalar = try escapedScalar()
      for byte in UTF8.encode(scalar).map(Array.init) ?? [] { arena.append(byte) }
      return
    default: throw fault("one of \" \\ / b f n r t u after the backslash")
    }
    arena.append(plain)
    at += 1
  }

  /// The four digits after `\u`, and the second half of a surrogate pair with them.
  private mutating func escapedScalar() throws(RowFault) -> Unicode.Scalar {
    let start = at
    let first = try fourDigits()
    if let scalar = Unicode.Scalar(first) { return scalar }
    if first < 0xdc00, peek == 0x5c, at + 1 < line.count, line[at + 1] == 0x75 {
      at += 2
      let second = try fourDigits()
      if (0xdc00...0xdfff).contains(second),
        let scalar = Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
      {
        return scalar
      }
    }
    throw .json(
      column: line.column(at: start - 2), found: "half of a surrogate pair",
      expected: "a whole pair, \\ud83d\\ude00 for instance,")
  }

  private mutating func fourDigits() throws(RowFault) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      switch peek {
      case let byte? where (0x30...0x39).contains(byte): value = value << 4 | UInt32(byte - 0x30)
      case let byte? where (0x41...0x46).contains(byte): value = value << 4 | UInt32(byte - 0x37)
      case let byte? where (0x61...0x66).contains(byte): value = value << 4 | UInt32(byte - 0x57)
      default: throw fault("four hexadecimal digits after \\u")
      }
      at += 1
    }
    return value
  }

  private mutating func number() throws(RowFault) -> Bytes {
    let start = at
    if peek == 0x2d { at += 1 }
    if peek == 0x30 {
      at += 1
    } else {
      try digits(start == at ? "a value" : "a digit")
    }
    if peek == 0x2e {
      at += 1
      try digits("a digit")
    }
    if peek == 0x65 || peek == 0x45 {
      at += 1
      if peek == 0x2b || peek == 0x2d { at += 1 }
      try digits("a digit")
    }
    return Bytes(rebasing: line[start..<at])
  }

  private mutating func digits(_ expected: String) throws(RowFault) {
    let start = at
    while let byte = peek, (0x30...0x39).contains(byte) { at += 1 }
    if at == start { throw fault(expected) }
  }

  private mutating func word(_ word: StaticString) throws(RowFault) {
    let bytes = Bytes(start: word.utf8Start, count: word.utf8CodeUnitCount)
    guard line[at...].starts(with: bytes) else { throw fault("\(word)") }
    at += bytes.count
  }

  private mutating func colon() throws(RowFault) {
    skipSpace()
    try expect(0x3a, "\":\"")
  }

  private var peek: UInt8? { at < line.count ? line[at] : nil }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0d { at += 1 }
  }

  private mutating func expect(_ byte: UInt8, _ expected: String) throws(RowFault) {
    guard peek == byte else { throw fault(expected) }
    at += 1
  }

  private func fault(_ expected: String) -> RowFault {
    .json(column: line.column(at: at), found: line.quoted(at: at), expected: expected)
  }
}
