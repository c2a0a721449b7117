/// Looking into JSON that was made here: nil where there is something else.
extension JSONText {
  public var members: [JSONObject.Member]? {
    if case .object(let object) = self { object.members } else { nil }
  }
  public var elements: [JSONText]? {
    if case .array(let elements) = self { elements } else { nil }
  }
  public var integer: Int? {
    switch self {
    case .integer(let integer): integer
    case .number(let number): Int(exactly: number)
    default: nil
    }
  }
  public var double: Double? {
    switch self {
    case .integer(let integer): Double(integer)
    case .number(let number): number
    default: nil
    }
  }
  public var string: String? {
    if case .string(let string) = self { string } else { nil }
  }
  public subscript(key: String) -> JSONText? {
    if case .object(let object) = self { object[key] } else { nil }
  }
}
