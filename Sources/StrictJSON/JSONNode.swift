/// Where a key or a value begins in its text.
///
/// Range: `line` and `column` count from 1; a column counts Unicode scalars, a line ends at LF.
public struct JSONPosition: Hashable, Comparable, Sendable {
  /// Which text, when values of several texts were merged into one tree; the first is 0.
  public var source: Int
  public var line: Int
  public var column: Int

  public init(source: Int = 0, line: Int, column: Int) {
    self.source = source
    self.line = line
    self.column = column
  }

  public static func < (a: JSONPosition, b: JSONPosition) -> Bool {
    (a.source, a.line, a.column) < (b.source, b.line, b.column)
  }
}

/// A value that was read, and where it began.
public struct JSONNode: Equatable, Sendable {
  public enum Value: Equatable, Sendable {
    case null
    case bool(Bool)
    /// The nearest Double, and the digits as they were written.
    case number(Double, text: String)
    case string(String)
    case array([JSONNode])
    /// The members in the order of the text.
    case object([JSONMember])
  }

  public var value: Value
  public var position: JSONPosition

  public init(_ value: Value, at position: JSONPosition) {
    self.value = value
    self.position = position
  }
}

/// One key of an object with its value.
public struct JSONMember: Equatable, Sendable {
  public var key: String
  public var keyPosition: JSONPosition
  public var value: JSONNode

  public init(key: String, at keyPosition: JSONPosition, value: JSONNode) {
    self.key = key
    self.keyPosition = keyPosition
    self.value = value
  }
}

extension JSONNode {
  /// The value of a key; nil when the key is absent or this is not an object.
  public subscript(key: String) -> JSONNode? {
    members?.first { $0.key == key }?.value
  }

  public var members: [JSONMember]? {
    if case .object(let members) = value { members } else { nil }
  }

  public var elements: [JSONNode]? {
    if case .array(let elements) = value { elements } else { nil }
  }

  public var string: String? {
    if case .string(let string) = value { string } else { nil }
  }

  public var bool: Bool? {
    if case .bool(let bool) = value { bool } else { nil }
  }

  public var double: Double? {
    if case .number(let number, _) = value { number } else { nil }
  }

  /// The number as a whole number.
  ///
  /// Edge cases: `3.0` and `3e0` are 3. Plain digits are read exactly, so 2⁵³ + 1 is not rounded;
  /// nil when the number has a fraction or does not fit.
  public var integer: Int? {
    guard case .number(let number, let text) = value else { return nil }
    return Int(text) ?? Int(exactly: number)
  }

  public var isNull: Bool { value == .null }
}

extension JSONNode {
  /// The same value as text to write; numbers keep their value, not their spelling.
  public var text: JSONText {
    switch value {
    case .null: .null
    case .bool(let bool): .bool(bool)
    case .number(let number, let text):
      // A Double keeps the sign of a negative zero, an Int does not.
      number == 0 ? .number(number) : Int(text).map(JSONText.integer) ?? .number(number)
    case .string(let string): .string(string)
    case .array(let elements): .array(elements.map(\.text))
    case .object(let members):
      .object(JSONObject(members.map { ($0.key, $0.value.text) }))
    }
  }

  /// A tree of which every part stands at one position: a default, or a value not from a file.
  package init(_ text: JSONText, everywhere position: JSONPosition) {
    let value: Value =
      switch text {
      case .null: .null
      case .bool(let bool): .bool(bool)
      case .integer(let integer): .number(Double(integer), text: String(integer))
      case .number(let number) where number.isFinite:
        .number(number, text: JSONText.spelling(of: number))
      case .number: .null
      case .string(let string): .string(string)
      case .array(let elements): .array(elements.map { JSONNode($0, everywhere: position) })
      case .object(let object):
        .object(
          object.members.map {
            JSONMember(
              key: $0.key, at: position, value: JSONNode($0.value, everywhere: position))
          })
      }
    self.init(value, at: position)
  }
}
