import StrictJSON

/// One `--set`: where in the tree, and what to put there.
struct Override {
  let path: [String]
  let value: JSONNode

  /// Reads `stage.key=value`.
  ///
  /// A value that is JSON is taken as JSON, any other as a text: `limit=5` is a number,
  /// `format=csv` needs no quotes, and `label="5"` is a text again. Nil where there is no `=`, or
  /// an empty name before it.
  init?(_ text: String, source: Int, duplicates: inout [JSONFault]) {
    guard let equals = text.firstIndex(of: "=") else { return nil }
    path = text[..<equals].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard !path.contains("") else { return nil }
    let written = String(text[text.index(after: equals)...])
    var found: [JSONFault] = []
    if let parsed = try? JSONParser.parse(
      Array(written.utf8), source: source, duplicates: &found)
    {
      value = parsed
      duplicates += found
    } else {
      value = JSONNode(.string(written), at: JSONPosition(source: source, line: 1, column: 1))
    }
  }
}

extension JSONNode {
  /// Puts an override's value into the tree of a pipeline file.
  ///
  /// Edge cases: a key that the file leaves out begins as its default, so that one part of it can
  /// be set. Whether the key exists and the value fits is for the checker to say.
  mutating func apply(_ override: Override) -> PipelineFault.Problem? {
    guard members != nil else { return nil }
    let path = override.path
    guard path.count > 1 else {
      guard ["seed", "pipeline"].contains(path[0]) else {
        return .overrideOfNothing(
          path[0], suggestion: nearest(to: path[0], among: ["seed", "pipeline"]))
      }
      set(path[0], to: override.value)
      return nil
    }
    guard var stages = self["stages"], let names = stages.members?.map(\.key) else { return nil }
    guard var stage = stages[path[0]] else {
      return .overrideOfNoStage(path[0], suggestion: nearest(to: path[0], among: names))
    }
    // A stage that is no object is reported by itself.
    guard stage.members != nil else { return nil }
    if path.count > 2, stage[path[1]] == nil,
      let kind = stage["stage"]?.string.flatMap(StageKind.init(rawValue:)),
      let value = kind.keys.first(where: { $0.name == path[1] })?.defaultValue, value != .null
    {
      stage.set(path[1], to: JSONNode(value, everywhere: override.value.position))
    }
    if let problem = stage.set(path.dropFirst(), to: override.value) { return problem }
    stages.set(path[0], to: stage)
    set("stages", to: stages)
    return nil
  }

  private mutating func set(
    _ path: ArraySlice<String>, to value: JSONNode
  ) -> PipelineFault.Problem? {
    guard let key = path.first else { return nil }
    let rest = path.dropFirst()
    if rest.isEmpty {
      set(key, to: value)
      return nil
    }
    var inner = self[key] ?? JSONNode(.object([]), at: value.position)
    guard inner.members != nil else { return .overrideInside(key, found: found(inner)) }
    let problem = inner.set(rest, to: value)
    set(key, to: inner)
    return problem
  }

  /// Replaces a member's value, or adds the member where the value stands.
  private mutating func set(_ key: String, to value: JSONNode) {
    guard case .object(var members) = self.value else { return }
    if let index = members.firstIndex(where: { $0.key == key }) {
      members[index].value = value
    } else {
      members.append(JSONMember(key: key, at: value.position, value: value))
    }
    self.value = .object(members)
  }
}
