import StrictJSON

/// What can be wrong with a file of tensors, and its prose.
extension StoreError {
  public enum TensorFault: Equatable, Sendable {
    // The file
    case short(found: Int)
    case headerLength(UInt64)
    case headerCutOff(found: Int, promised: Int)
    case header(HeaderFault)
    case dataCutOff(found: Int, promised: Int)
    case more(promised: Int)
    case tooMuch(promised: Int)

    // What is asked of it
    case missing(String, present: [String])
    case shape(String, found: [Int], expected: [Int?])
    case type(String, found: String, expected: String)
    case notFinite(String, place: Int)

    // Vectors in it
    case noVectors(present: [String])
    case noWords
    case wordList(found: Int, rows: Int)
    case wordText(String)
    case word(Int, WordFault)

    // Writing
    case headerTooLong(Int)
    case lineBreak(word: String)
  }

  /// What can be wrong with one word of a list.
  public enum WordFault: Equatable, Sendable {
    case empty
    case long
    case twice(String, first: Int)
  }

  /// A fault in a header's JSON, and where.
  public struct HeaderFault: Error, Equatable, Sendable {
    public enum Problem: Equatable, Sendable {
      case json(JSONFault.Problem)
      case form(what: String, expected: String)
      case size(String, found: Int, expected: Int)
      case place(String, begin: Int, expected: Int)
    }

    public let position: JSONPosition
    public let problem: Problem

    init(_ position: JSONPosition, _ problem: Problem) {
      self.position = position
      self.problem = problem
    }
  }
}

extension StoreError.TensorFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .short(let found):
      return "the file ends after \(found) bytes, but 8 bytes with the length of a header were "
        + "expected; this is no safetensors file, or it was cut off"
    case .headerLength(let length):
      return "the header is said to have \(length) bytes, but at most "
        + "\(SafetensorsFile.maximumHeader) were expected; this is no safetensors file"
    case .headerCutOff(let found, let promised):
      return "the file ends after \(found) bytes of its header, but \(promised) were expected; it "
        + "was cut off: copy or make it again"
    case .header(let fault):
      return "header, \(fault)"
    case .dataCutOff(let found, let promised):
      return "the file ends after \(found) bytes of tensors, but its header promises \(promised); "
        + "it was cut off: copy or make it again"
    case .more(let promised):
      return "there is more behind the \(promised) bytes of tensors that the header promises; the "
        + "file is damaged: copy or make it again"
    case .tooMuch(let promised):
      return
        "the header promises \(promised) bytes of tensors, more than a file of this length can "
        + "hold, packed or not; it is damaged: copy or make it again"
    case .missing(let name, let present):
      return "there is no tensor \(quoted(name)); expected it beside \(Self.listed(present))"
    case .shape(let name, let found, let expected):
      let sizes = expected.map { $0.map(String.init) ?? "1 or more" }
      return "the tensor \(quoted(name)) has the shape \(Self.shape(found.map(String.init))); "
        + "expected \(Self.shape(sizes))"
    case .type(let name, let found, let expected):
      return "the tensor \(quoted(name)) holds \(found); expected \(expected)"
    case .notFinite(let name, let place):
      return "number \(place + 1) of the tensor \(quoted(name)) is not finite as a 32-bit float"
    case .noVectors(let present):
      return "no tensor is called \"vectors\", and not just one has two dimensions of floats "
        + "(found \(Self.listed(present))); expected one row for each word"
    case .noWords:
      return "there are vectors but no words; expected a tensor \"words\" of bytes (U8), the words "
        + "with line feeds between them, or \"words\" in the metadata, a JSON list"
    case .wordList(let found, let rows):
      return "there are \(found) words for \(rows) vectors; expected one for each"
    case .wordText(let problem):
      return "\"words\" in the metadata, \(problem)"
    case .word(let number, let fault):
      return "word \(number) \(fault)"
    case .headerTooLong(let length):
      return "the header would have \(length) bytes, but at most \(SafetensorsFile.maximumHeader) "
        + "can be read; use another format"
    case .lineBreak(let word):
      return "the word \(quoted(word)) contains a line break, which safetensors cannot hold here; "
        + "use lexigate's own format"
    }
  }

  private static func listed(_ names: [String]) -> String {
    guard !names.isEmpty else { return "no tensors" }
    let shown = names.prefix(8).map(quoted).joined(separator: ", ")
    return names.count > 8 ? "\(shown) and \(names.count - 8) more" : shown
  }

  private static func shape(_ sizes: [String]) -> String {
    "[\(sizes.joined(separator: ", "))]"
  }
}

extension StoreError.WordFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .empty:
      return "is empty, but at least one byte was expected"
    case .long:
      return "is longer than \(EmbeddingTable.maximumWordLength) bytes"
    case .twice(let word, let first):
      return "is \(quoted(word)), as word \(first) is already; expected every word once"
    }
  }
}

extension StoreError.HeaderFault: CustomStringConvertible {
  public var description: String { "\(position.line):\(position.column): \(problem)" }
}

extension StoreError.HeaderFault.Problem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .json(let problem):
      return "\(problem)"
    case .form(let what, let expected):
      return "\(what) is something else than expected: \(expected)"
    case .size(let name, let found, let expected):
      return "\"data_offsets\" of tensor \(quoted(name)) leave room for \(found) bytes; expected "
        + "\(expected), as shape and type make them"
    case .place(let name, let begin, let expected):
      return "tensor \(quoted(name)) begins at byte \(begin); expected \(expected), where the one "
        + "before it ends"
    }
  }
}
