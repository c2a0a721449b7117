import Corpora
import StrictJSON

/// How the rows of examples are dealt out to training, validation and test.
public enum Split: Hashable, Sendable {
  /// Shares of the rows, drawn by the pipeline's seed.
  ///
  /// Range: each 0…1, together at most 1; rows beyond the sum are left out.
  case fractions(train: Double, validation: Double, test: Double)
  /// A column that says `train`, `validation` or `test` in each row.
  case column(String)

  /// Whether a part is empty whatever the data; false where a column decides.
  func leavesEmpty(_ part: Part) -> Bool {
    guard case .fractions(let train, let validation, let test) = self else { return false }
    return switch part {
    case .train: train == 0
    case .validation: validation == 0
    case .test: test == 0
    }
  }
}

extension Form<Split> {
  /// `{"train": …, "validation": …, "test": …}`, where a part that is not named gets nothing, or
  /// `{"column": …}`.
  static var split: Self {
    let fraction = Form<Double>.number(.range(0...1))
    let parts = Part.allCases.map(\.rawValue)
    let shape = Shape.oneOf([
      .object(parts.map { .init(name: $0, shape: fraction.shape, isRequired: false) }),
      .object([.init(name: "column", shape: .text, isRequired: true)]),
    ])
    return Self(
      shape: shape,
      read: { node, key, reading in
        guard let members = node.members, !members.isEmpty else {
          return reading.wrong(node, key, shape)
        }
        return read(members, of: node, key, parts, fraction, &reading)
      },
      write: { split in
        switch split {
        case .fractions(let train, let validation, let test):
          ["train": .number(train), "validation": .number(validation), "test": .number(test)]
        case .column(let column):
          ["column": .string(column)]
        }
      })
  }

  private static func read(
    _ members: [JSONMember], of node: JSONNode, _ key: String, _ parts: [String],
    _ fraction: Form<Double>, _ reading: inout StageReading
  ) -> Split? {
    var isSound = true
    var shares: [String: Double] = [:]
    var column: String?
    for member in members {
      let name = "\(key).\(member.key)"
      switch member.key {
      case "column":
        column = Form<String>.text.read(member.value, name, &reading)
        isSound = isSound && column != nil
      case let part where parts.contains(part):
        shares[part] = fraction.read(member.value, name, &reading)
        isSound = isSound && shares[part] != nil
      default:
        reading.fault(
          member.keyPosition,
          .unknownKey(
            member.key, of: "\"\(key)\"", expected: parts + ["column"],
            suggestion: nearest(to: member.key, among: parts + ["column"])))
        isSound = false
      }
    }
    let isColumn = members.contains { $0.key == "column" }
    if isColumn, let part = members.first(where: { parts.contains($0.key) }) {
      reading.fault(part.keyPosition, .conflict("\(key).\(part.key)", with: "\(key).column"))
      return nil
    }
    guard isSound else { return nil }
    if let column { return .column(column) }
    let sum = shares.values.reduce(0, +)
    // Fractions such as 0.7, 0.2 and 0.1 do not add up to exactly 1 in binary.
    if sum > 1 + 1e-9 {
      // A share from the command line is to blame before the file that it was merged into.
      let position = members.map(\.value.position).filter { $0.source > 0 }.max()
      let rounded = JSONText.spelling(of: (sum * 1e6).rounded() / 1e6)
      reading.fault(position ?? node.position, .sharesAboveOne(key: key, sum: rounded))
      return nil
    }
    return .fractions(
      train: shares["train"] ?? 0, validation: shares["validation"] ?? 0,
      test: shares["test"] ?? 0)
  }
}
