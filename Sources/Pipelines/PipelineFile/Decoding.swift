import StrictJSON

/// A pipeline between its tree and its check: what could be made of each part, sound or not.
struct PipelineDraft {
  struct DraftStage {
    let name: String
    let position: JSONPosition
    /// Nil when the file does not say it in a way that is understood.
    var kind: StageKind?
    var stage: Stage?
    var reading: StageReading
  }

  private(set) var name: String?
  private(set) var seed: UInt64? = 1
  private(set) var description: String?
  private(set) var stages: [DraftStage] = []
  let origins: Origins

  /// The largest seed: 2⁵³.
  static let largestSeed = 1 << 53
  static let topKeys = ["pipeline", "seed", "stages", "description", "$schema"]

  init(_ tree: JSONNode, _ origins: Origins, _ faults: inout [PipelineFault]) {
    self.origins = origins
    guard let members = tree.members else {
      faults.append(
        origins.fault(tree.position, .notAnObject("the pipeline file", found: found(tree))))
      return
    }
    // The same forms that read a stage's keys read the keys at the top.
    var reading = StageReading(origins: origins)
    for member in members {
      let key = member.key
      switch key {
      case "pipeline": name = Self.name(member.value, &reading)
      case "seed":
        seed = Form<Int>.integer(0...Self.largestSeed).read(member.value, key, &reading)
          .map(UInt64.init)
      case "description": description = Form<String>.mark.read(member.value, key, &reading)
      case "$schema": _ = Form<String>.mark.read(member.value, key, &reading)
      case "stages": readStages(member.value, &reading)
      default:
        reading.fault(
          member.keyPosition,
          .unknownKey(
            key, of: "the pipeline file", expected: Self.topKeys,
            suggestion: nearest(to: key, among: Self.topKeys)))
      }
    }
    if tree["pipeline"] == nil {
      reading.fault(
        tree.position,
        .missingKey("pipeline", of: "the pipeline file", expected: "a name for the pipeline"))
    }
    if tree["stages"] == nil {
      reading.fault(
        tree.position,
        .missingKey("stages", of: "the pipeline file", expected: "an object with the stages"))
    }
    faults += reading.faults
    faults += stages.flatMap(\.reading.faults)
  }

  private static func name(_ node: JSONNode, _ reading: inout StageReading) -> String? {
    guard let name = node.string else { return reading.wrong(node, "pipeline", .text) }
    guard StageName.isSound(name) else {
      reading.fault(node.position, .badName(name, of: "pipeline"))
      return nil
    }
    return name
  }
}

// MARK: Stages

extension PipelineDraft {
  private mutating func readStages(_ node: JSONNode, _ reading: inout StageReading) {
    guard let members = node.members else {
      reading.fault(node.position, .notAnObject("\"stages\"", found: found(node)))
      return
    }
    if members.isEmpty { reading.fault(node.position, .noStages) }
    stages = members.map { Self.stage($0, origins) }
  }

  private static func stage(_ member: JSONMember, _ origins: Origins) -> DraftStage {
    var draft = DraftStage(
      name: member.key, position: member.keyPosition, reading: StageReading(origins: origins))
    if !StageName.isSound(member.key) {
      draft.reading.fault(member.keyPosition, .badName(member.key, of: "stage"))
    }
    let owner = "stage \(quoted(member.key))"
    guard let members = member.value.members else {
      draft.reading.fault(
        member.value.position, .notAnObject(owner, found: found(member.value)))
      return draft
    }
    guard let kindNode = member.value["stage"] else {
      let kinds = listed(StageKind.allCases.map(\.rawValue))
      draft.reading.fault(
        member.keyPosition, .missingKey("stage", of: owner, expected: "one of \(kinds)"))
      return draft
    }
    guard let kind = Form<StageKind>.choice.read(kindNode, "stage", &draft.reading) else {
      return draft
    }
    draft.kind = kind
    draft.stage = settings(kind.type, members, of: draft, &draft.reading).stage
    return draft
  }

  private static func settings<S: PipelineStage>(
    _ type: S.Type, _ members: [JSONMember], of draft: DraftStage, _ reading: inout StageReading
  ) -> any PipelineStage {
    var settings = S()
    let names = S.keys.map(\.about.name)
    var present: Set<String> = []
    for member in members where member.key != "stage" {
      guard let key = S.keys.first(where: { $0.about.name == member.key }) else {
        let suggestion = nearest(to: member.key, among: names)
        // A key that was misspelled is not missing as well.
        if let suggestion { present.insert(suggestion) }
        reading.fault(
          member.keyPosition,
          .unknownKey(
            member.key, of: "stage kind \(S.kind.rawValue)", expected: names,
            suggestion: suggestion))
        continue
      }
      present.insert(member.key)
      if !member.value.isNull { reading.given[member.key] = member.value.position }
      key.read(member.value, &settings, &reading)
    }
    for key in S.keys where key.about.isRequired && !present.contains(key.about.name) {
      reading.fault(
        draft.position,
        .missingKey(
          key.about.name, of: "stage \(quoted(draft.name))",
          expected: key.about.shape.expected))
    }
    settings.settle(&reading)
    return settings
  }
}
