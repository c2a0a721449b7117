import StrictJSON

/// What values a key takes: said once, read by messages, help and schema.
public indirect enum Shape: Hashable, Sendable {
  case flag
  case integer(Bounds)
  case number(Bounds)
  case text
  case choice([String])
  case path
  /// The name of a stage that makes one of these.
  case reference([Artifact])
  /// A list with at least one entry, no entry twice when `distinct`.
  case list(Shape, distinct: Bool)
  case object([Field])
  case oneOf([Shape])
  /// Null stands for "not given".
  case optional(Shape)

  /// One member of an object.
  public struct Field: Hashable, Sendable {
    public let name: String
    public let shape: Shape
    public let isRequired: Bool
  }

  /// The limits of a number.
  public struct Bounds: Hashable, Sendable {
    public var least: Double
    public var excludesLeast = false
    public var most = Double.infinity
    public var excludesMost = false

    public func contains(_ number: Double) -> Bool {
      (excludesLeast ? number > least : number >= least)
        && (excludesMost ? number < most : number <= most)
    }
  }
}

extension Shape.Bounds {
  public static func range(_ range: ClosedRange<Double>) -> Self {
    Self(least: range.lowerBound, most: range.upperBound)
  }

  public static func upTo(_ range: Range<Double>) -> Self {
    Self(least: range.lowerBound, most: range.upperBound, excludesMost: true)
  }

  public static func atLeast(_ least: Double) -> Self { Self(least: least) }

  public static func above(_ least: Double) -> Self { Self(least: least, excludesLeast: true) }
}

// MARK: For messages

extension Shape {
  /// What a message says was expected.
  var expected: String {
    switch self {
    case .flag: "true or false"
    case .integer(let bounds): "a whole number" + bounds.expected
    case .number(let bounds): "a number" + bounds.expected
    case .text: "a text that is not empty"
    case .choice(let choices): "one of " + listed(choices)
    case .path: "a path that is not empty"
    case .reference(let artifacts): "the name of " + Self.stageMaking(artifacts)
    case .list(.reference(let artifacts), _):
      "a list of names, each of " + Self.stageMaking(artifacts)
    case .list(.text, _): "a list of texts that are not empty"
    case .list(let entry, _): "a list with entries that are each \(entry.expected)"
    case .object(let fields):
      "an object with " + listed(fields.map { "\"\($0.name)\"" }, last: "and")
    case .oneOf(let shapes): shapes.map(\.expected).joined(separator: ", or ")
    case .optional(let shape): shape.expected
    }
  }

  private static func stageMaking(_ artifacts: [Artifact]) -> String {
    if artifacts.count == Artifact.allCases.count { return "a stage" }
    let kinds = StageKind.making(artifacts).map(\.rawValue)
    let article = kinds.first.map { "aeiou".contains($0.first ?? "x") || $0 == "lstm" } ?? false
    return (article ? "an " : "a ") + listed(kinds) + " stage"
  }
}

extension Shape.Bounds {
  /// The limits as the end of a phrase, such as " from 1 to 100".
  fileprivate var expected: String {
    let low = JSONText.spelling(of: least)
    let high = JSONText.spelling(of: most)
    return switch (excludesLeast, most.isFinite, excludesMost) {
    case (true, false, _): " greater than \(low)"
    case (false, false, _): ", \(low) or more"
    case (false, true, false): " from \(low) to \(high)"
    case (false, true, true): " from \(low) up to but not including \(high)"
    case (true, true, false): " greater than \(low) and at most \(high)"
    case (true, true, true): " between \(low) and \(high), both not included"
    }
  }
}

/// "a", "a or b", "a, b or c".
func listed(_ words: [String], last: String = "or") -> String {
  guard words.count > 1, let final = words.last else { return words.first ?? "" }
  return words.dropLast().joined(separator: ", ") + " \(last) \(final)"
}

// MARK: For help

extension Shape {
  /// The type as a table shows it, with room for a line break after each space and bar.
  var summary: String {
    switch self {
    case .flag: "true|false"
    case .integer(let bounds): "integer" + bounds.summary
    case .number(let bounds): "number" + bounds.summary
    case .text: "text"
    case .choice(let choices): choices.joined(separator: "|")
    case .path: "path"
    case .reference(let artifacts): Self.summary(of: artifacts)
    case .list(let entry, _): "list of " + entry.summary
    case .object(let fields): "{" + fields.map(\.name).joined(separator: ", ") + "}"
    case .oneOf(let shapes):
      shapes.map { shape in
        if case .list(shapes[0], _) = shape { return "list" }
        return shape.summary
      }
      .joined(separator: " or ")
    case .optional(let shape): shape.summary
    }
  }

  private static func summary(of artifacts: [Artifact]) -> String {
    if artifacts.count == Artifact.allCases.count { return "stage" }
    return StageKind.making(artifacts).map(\.rawValue).joined(separator: "|") + " stage"
  }
}

extension Shape.Bounds {
  fileprivate var summary: String {
    let low = JSONText.spelling(of: least)
    let high = JSONText.spelling(of: most)
    return switch (excludesLeast, most.isFinite, excludesMost) {
    case (true, false, _): " > \(low)"
    case (false, false, _): " ≥ \(low)"
    case (false, true, false): " \(low)…\(high)"
    case (_, true, _): " \(low) \(excludesLeast ? "<" : "≤") x \(excludesMost ? "<" : "≤") \(high)"
    }
  }
}
