import Archive

/// The forms of files of vectors that are known here.
public enum VectorFormat: String, CaseIterable, Codable, Sendable {
  /// Lexigate's own file.
  case lexigate
  case word2vecText = "word2vec-text"
  case word2vecBinary = "word2vec-binary"
  case gloveText = "glove-text"
  /// A model of fastText.
  case fastText = "fasttext"
  /// An array beside a list of words.
  case numpy
  /// The two tables of TensorFlow's embedding projector.
  case projector = "projector-tsv"
  case safetensors

  public var title: String {
    switch self {
    case .lexigate: "lexigate vectors"
    case .word2vecText: "word2vec text"
    case .word2vecBinary: "word2vec binary"
    case .gloveText: "GloVe text"
    case .fastText: "fastText model"
    case .numpy: "NumPy array with words"
    case .projector: "projector TSV"
    case .safetensors: "safetensors"
    }
  }

  /// Forms that vectors can be written in.
  public static let writable: [VectorFormat] = [
    .lexigate, .word2vecText, .word2vecBinary, .gloveText, .safetensors, .numpy, .projector,
  ]

  /// The form of a file, told by its first bytes and never by its name.
  ///
  /// One of our own files begins with its magic. Word2vec files begin with a line of two whole
  /// numbers; they are text when a number in decimal follows the first word, or when the rest of the
  /// first row is text at least. Lines of a word and numbers without such a first line are GloVe text.
  ///
  /// - Errors: `unsupportedFormat` for a form that is known by sight only; `unknownFormat`; those of
  ///   `ByteReader`.
  public static func detect(_ path: String) throws(StoreError) -> VectorFormat {
    if path == "-" {
      // What has been looked at could not be read a second time.
      throw .unsupportedFormat(
        path: path, format: "the standard input", advice: "name a file of vectors")
    }
    let sample = try firstBytes(path)
    func starts(_ magic: [UInt8]) -> Bool { sample.starts(with: magic) }
    func unsupported(_ format: String, _ advice: String) -> StoreError {
      .unsupportedFormat(path: path, format: format, advice: advice)
    }
    if sample.isEmpty { throw .unknownFormat(path: path, found: "an empty file") }
    if starts(Array("LEXIGATE".utf8)) { return .lexigate }
    if SafetensorsFile.begins(sample) { return .safetensors }
    if starts([0xba, 0x16, 0x4f, 0x2f]) || isOldFastText(sample) { return .fastText }
    if starts(NumpyHeader.magic) { return .numpy }
    if starts(Array("PK".utf8) + [3, 4]) {
      throw unsupported("a zip archive", "unpack it and name the file of vectors in it")
    }
    if starts([0x80]) && sample.count > 1 && 2...5 ~= sample[1] {
      throw unsupported(
        "a Python pickle", "save word2vec text or binary instead (loading a pickle can run code)")
    }
    return try sample.withUnsafeBufferPointer { sample throws(StoreError) in
      try tell(sample, path)
    }
  }

  /// Models of fastText before it had a magic number: twelve small numbers of four bytes, among them
  /// the kind of loss (1 to 4) and of model (1 to 3).
  private static func isOldFastText(_ sample: [UInt8]) -> Bool {
    guard sample.count >= 56 else { return false }
    let numbers = (0..<12).map { place in
      (0..<4).reduce(0) { $0 | Int(sample[4 * place + $1]) << (8 * $1) }
    }
    return 1...65_536 ~= numbers[0] && 1...10_000 ~= numbers[1] && 1...4 ~= numbers[6]
      && 1...3 ~= numbers[7] && 0...100 ~= numbers[9] && 0...100 ~= numbers[10]
  }

  private static func tell(
    _ sample: UnsafeBufferPointer<UInt8>, _ path: String
  ) throws(StoreError) -> VectorFormat {
    let lineEnd = sample.firstIndex(of: UInt8(ascii: "\n")) ?? sample.count
    var first = UnsafeBufferPointer(rebasing: sample[..<lineEnd])
    if first.starts(with: [0xef, 0xbb, 0xbf]) { first = .init(rebasing: first[3...]) }
    if VectorHeader.numbers(first) != nil {
      return isTextRow(UnsafeBufferPointer(rebasing: sample[min(lineEnd + 1, sample.count)...]))
        ? .word2vecText : .word2vecBinary
    }
    if first.last == UInt8(ascii: "\r") { first = .init(rebasing: first.dropLast()) }
    // Two numbers alone are a header that lies, not a word with one dimension.
    let fields = TextRows.trimmed(first).split(whereSeparator: TextRows.isGap)
    if fields.count == 2,
      fields.allSatisfy({ DecimalNumber.parse(UnsafeBufferPointer(rebasing: $0)) != nil })
    {
      throw .unknownFormat(
        path: path, found: "the header '\(Shown.text(first))' (words and dimensions out of range)")
    }
    if isNumbersOnly(sample) {
      throw .unsupportedFormat(
        path: path, format: "a table of numbers without words",
        advice: "name the file that the vectors came from, or add the words in front of the rows")
    }
    if TextRows.trailingNumbers(TextRows.trimmed(first)) > 0 { return .gloveText }
    let shown = Shown.text(first)
    throw .unknownFormat(
      path: path, found: first.allSatisfy(isTextByte) ? "the line '\(shown)'" : "unknown bytes")
  }

  /// Whether all of the first lines are numbers with tabs between them, as a projector's are: the first
  /// number is no word then.
  private static func isNumbersOnly(_ sample: UnsafeBufferPointer<UInt8>) -> Bool {
    let lines = sample.split(separator: TextRows.lineFeed, maxSplits: 10).prefix(10)
    return lines.allSatisfy { line in
      let fields = line.split(separator: TextRows.tab)
      return fields.count > 1
        && fields.allSatisfy { DecimalNumber.parse(UnsafeBufferPointer(rebasing: $0)) != nil }
    }
  }

  /// Whether the bytes after a header line are a row of text rather than of floats.
  private static func isTextRow(_ rest: UnsafeBufferPointer<UInt8>) -> Bool {
    let lineEnd = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.count
    let line = UnsafeBufferPointer(rebasing: rest[..<lineEnd])
    let fields = line.split(
      maxSplits: 2, whereSeparator: { TextRows.isGap($0) || $0 == UInt8(ascii: "\r") })
    if fields.count >= 2, DecimalNumber.parse(UnsafeBufferPointer(rebasing: fields[1])) != nil {
      return true
    }
    return line.allSatisfy(isTextByte)
  }

  private static func isTextByte(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte != 0x7f || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }

  /// Enough to hold a header and a row of many dimensions.
  private static func firstBytes(_ path: String) throws(StoreError) -> [UInt8] {
    var stream = try ByteStream(path: path)
    return try stream.take(1 << 20)
  }
}
