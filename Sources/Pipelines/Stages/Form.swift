import StrictJSON

/// The JSON form of a value: what may be written, how it is read, how it is written back.
public struct Form<Value: Sendable>: Sendable {
  let shape: Shape
  /// Nil after adding a fault to the reading.
  let read: @Sendable (_ node: JSONNode, _ key: String, _ reading: inout StageReading) -> Value?
  let write: @Sendable (Value) -> JSONText
  /// The stages that a value names.
  var references: @Sendable (Value) -> [StageName] = { _ in [] }
  /// The files and folders that a value names.
  var paths: @Sendable (Value) -> [InputPath] = { _ in [] }
}

// MARK: Plain values

extension Form<Bool> {
  static var flag: Self {
    Self(
      shape: .flag,
      read: { node, key, reading in node.bool ?? reading.wrong(node, key, .flag) },
      write: { .bool($0) })
  }
}

extension Form<Int> {
  static func integer(_ range: ClosedRange<Int>) -> Self {
    integer(range, .range(Double(range.lowerBound)...Double(range.upperBound)))
  }

  static func integer(_ range: PartialRangeFrom<Int>) -> Self {
    integer(range.lowerBound...Int.max, .atLeast(Double(range.lowerBound)))
  }

  /// The range decides, the bounds describe it: a Double cannot tell 2⁵³ from 2⁵³ + 1.
  private static func integer(_ range: ClosedRange<Int>, _ bounds: Shape.Bounds) -> Self {
    let shape = Shape.integer(bounds)
    return Self(
      shape: shape,
      read: { node, key, reading in
        guard let integer = node.integer, range.contains(integer) else {
          return reading.wrong(node, key, shape)
        }
        return integer
      },
      write: { .integer($0) })
  }
}

extension Form<Double> {
  static func number(_ bounds: Shape.Bounds) -> Self {
    let shape = Shape.number(bounds)
    return Self(
      shape: shape,
      read: { node, key, reading in
        guard let number = node.double, bounds.contains(number) else {
          return reading.wrong(node, key, shape)
        }
        return number
      },
      write: { .number($0) })
  }
}

extension Form<String> {
  /// Edge cases: a text of nothing but spaces counts as empty.
  static var text: Self {
    Self(
      shape: .text,
      read: { node, key, reading in
        guard let text = node.string, text.contains(where: { !$0.isWhitespace }) else {
          return reading.wrong(node, key, .text)
        }
        return text
      },
      write: { .string($0) })
  }

  /// A text that may be any mark, a space among them.
  static var mark: Self {
    Self(
      shape: .text,
      read: { node, key, reading in
        guard let text = node.string, !text.isEmpty else { return reading.wrong(node, key, .text) }
        return text
      },
      write: { .string($0) })
  }
}

extension Form
where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
  static var choice: Self {
    let choices = Value.allCases.map(\.rawValue)
    return Self(
      shape: .choice(choices),
      read: { node, key, reading in
        guard let text = node.string, let value = Value(rawValue: text) else {
          return reading.wrong(
            node, key, .choice(choices),
            suggestion: node.string.flatMap { nearest(to: $0, among: choices) })
        }
        return value
      },
      write: { .string($0.rawValue) })
  }
}

// MARK: Names of other things

extension Form<InputPath> {
  static var path: Self {
    Self(
      shape: .path,
      read: { node, key, reading in
        // A NUL would end the path early in every call of the system.
        guard let text = node.string, !text.isEmpty, !text.utf8.contains(0) else {
          return reading.wrong(node, key, .path)
        }
        return reading.input(text, node, key)
      },
      write: { .string($0.written) },
      paths: { [$0] })
  }
}

extension Form<StageName> {
  static func reference(to artifacts: Artifact...) -> Self {
    let shape = Shape.reference(artifacts)
    return Self(
      shape: shape,
      read: { node, key, reading in
        guard let text = node.string else { return reading.wrong(node, key, shape) }
        return reading.reference(text, node, key, artifacts)
      },
      write: { .string($0.rawValue) },
      references: { [$0] })
  }
}

// MARK: Values made of values

extension Form {
  /// A value that may be left out; `null` also leaves it out.
  static func optional<Wrapped>(_ form: Form<Wrapped>) -> Self where Value == Wrapped? {
    Self(
      shape: .optional(form.shape),
      read: { node, key, reading in
        if node.isNull { return .some(nil) }
        return form.read(node, key, &reading).map { .some($0) }
      },
      write: { $0.map(form.write) ?? .null },
      references: { $0.map(form.references) ?? [] },
      paths: { $0.map(form.paths) ?? [] })
  }

  /// One entry or more; where `orOne`, a single entry may stand without brackets.
  static func list<Entry: Hashable>(
    of form: Form<Entry>, orOne: Bool = false, distinct: Bool = true
  ) -> Self where Value == [Entry] {
    let list = Shape.list(form.shape, distinct: distinct)
    let shape = orOne ? Shape.oneOf([form.shape, list]) : list
    return Self(
      shape: shape,
      read: { node, key, reading in
        if orOne, node.string != nil { return form.read(node, key, &reading).map { [$0] } }
        guard let elements = node.elements, !elements.isEmpty else {
          return reading.wrong(node, key, shape)
        }
        var entries: [Entry] = []
        var seen: Set<Entry> = []
        var isSound = true
        for element in elements {
          guard let entry = form.read(element, key, &reading) else {
            isSound = false
            continue
          }
          if distinct, !seen.insert(entry).inserted {
            reading.fault(element.position, .repeated(key: key, found: found(element)))
            isSound = false
          }
          entries.append(entry)
        }
        return isSound ? entries : nil
      },
      write: { .array($0.map(form.write)) },
      references: { $0.flatMap(form.references) },
      paths: { $0.flatMap(form.paths) })
  }
}
