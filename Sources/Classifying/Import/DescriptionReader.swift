import StrictJSON

/// Reads the keys of a description and gathers what is wrong with them; each form gives nil then.
struct DescriptionReader {
  let origin: String
  private(set) var faults: [ImportFault] = []

  init(origin: String) { self.origin = origin }

  mutating func fault(_ position: JSONPosition, _ problem: ImportFault.Problem) {
    faults.append(ImportFault(origin: origin, position: position, problem: problem))
  }

  /// Says what a key has and what it should have.
  mutating func wrong<Value>(_ node: JSONNode, _ key: String, _ expected: String) -> Value? {
    fault(node.position, .wrong(key: key, found: found(node), expected: expected))
    return nil
  }

  /// An object's members; unknown keys and missing ones are told, `null` is as good as absent.
  mutating func object(
    _ node: JSONNode, _ owner: String, keys: [String], required: [(String, String)] = []
  ) -> [String: JSONNode]? {
    guard let members = node.members else {
      return wrong(node, owner, "an object")
    }
    var found: [String: JSONNode] = [:]
    for member in members {
      if keys.contains(member.key) {
        if !member.value.isNull { found[member.key] = member.value }
      } else {
        fault(member.keyPosition, .unknownKey(member.key, of: owner, expected: keys))
      }
    }
    for (key, expected) in required where found[key] == nil {
      fault(node.position, .missingKey(key, of: owner, expected: expected))
    }
    return found
  }

  mutating func text(_ node: JSONNode?, _ key: String, _ expected: String) -> String? {
    guard let node else { return nil }
    guard let text = node.string, !text.isEmpty else { return wrong(node, key, expected) }
    return text
  }

  mutating func texts(_ node: JSONNode?, _ key: String, _ expected: String) -> [String]? {
    guard let node else { return nil }
    let texts = node.elements?.compactMap(\.string)
    guard let texts, !texts.isEmpty, texts.count == node.elements?.count else {
      return wrong(node, key, expected)
    }
    return texts
  }

  mutating func flag(_ node: JSONNode?, _ key: String) -> Bool? {
    guard let node else { return nil }
    guard let flag = node.bool else { return wrong(node, key, "true or false") }
    return flag
  }

  mutating func integer(
    _ node: JSONNode?, _ key: String, _ range: ClosedRange<Int>
  ) -> Int? {
    guard let node else { return nil }
    guard let integer = node.integer, range.contains(integer) else {
      let bounds =
        range.upperBound == .max
        ? "\(range.lowerBound) or more" : "from \(range.lowerBound) to \(range.upperBound)"
      return wrong(node, key, "a whole number, \(bounds)")
    }
    return integer
  }

  mutating func number(
    _ node: JSONNode?, _ key: String, _ range: ClosedRange<Double>
  ) -> Float? {
    guard let node else { return nil }
    guard let number = node.double, range.contains(number) else {
      return wrong(node, key, "a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return Float(number)
  }

  mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ node: JSONNode?, _ key: String, as type: Choice.Type = Choice.self
  ) -> Choice? {
    guard let node else { return nil }
    guard let choice = node.string.flatMap(Choice.init) else {
      let names = Choice.allCases.map { "\"\($0.rawValue)\"" }
      return wrong(node, key, "one of \(names.joined(separator: ", "))")
    }
    return choice
  }
}
