import StrictJSON

/// A pipeline file that was read and found sound.
///
///     let pipeline = try PipelineFile.load("Pipelines/food-reviews.json", overrides: ["seed=3"])
///     for stage in pipeline.stages { print(stage.name, stage.stage.kind) }
///
/// The path of a file through this folder: bytes → `JSONParser` → tree → `Override` → `Decoding`
/// (every key by its stage's table) → `Checking` (names, artifacts, circles, inputs) → `Order`.
public struct PipelineFile: Equatable, Sendable {
  /// A stage under the name that the file gives it.
  public struct NamedStage: Equatable, Sendable {
    public let name: StageName
    public let stage: Stage
  }

  /// Where the file lies, as it was asked for.
  public let path: String
  public let name: String
  /// Range: 0…2⁵³, the whole numbers that every reader of JSON keeps exactly.
  public let seed: UInt64
  public let description: String?
  /// The stages in the order of running: each after all that it needs, otherwise as in the file.
  public let stages: [NamedStage]

  /// Reads, decodes and checks a file; of the inputs it names it only looks whether they are there.
  ///
  /// `overrides` are of the form `stage.key=value`; a later one wins over an earlier.
  ///
  /// Errors: `unreadable`, or `faults` with everything that is wrong, in the order of the text.
  /// After a fault of syntax nothing more can be known, so it stands alone but for faults before it.
  public static func load(
    _ path: String, overrides: [String] = []
  ) throws(PipelineError) -> PipelineFile {
    try parse(FileSystem.contents(of: path), path: path, overrides: overrides)
  }

  /// The same from bytes; `path` says where relative paths begin and how messages name the file.
  public static func parse(
    _ bytes: [UInt8], path: String, overrides: [String] = []
  ) throws(PipelineError) -> PipelineFile {
    let origins = Origins(file: path, overrides: overrides)
    var faults: [PipelineFault] = []
    guard let tree = tree(bytes, origins, &faults) else { throw .faults(faults) }
    let draft = PipelineDraft(tree, origins, &faults)
    faults += draft.check()
    // Sorting must be stable: of two faults at one place the one found first is the cause.
    faults = faults.enumerated()
      .sorted { ($0.element.position, $0.offset) < ($1.element.position, $1.offset) }
      .map(\.element)
    guard faults.isEmpty, let name = draft.name, let seed = draft.seed else {
      throw .faults(faults)
    }
    return PipelineFile(
      path: path, name: name, seed: seed, description: draft.description,
      stages: draft.stagesInOrder())
  }

  /// The file's tree with the overrides put in; nil when the text is not JSON.
  private static func tree(
    _ bytes: [UInt8], _ origins: Origins, _ faults: inout [PipelineFault]
  ) -> JSONNode? {
    var duplicates: [JSONFault] = []
    defer { faults.insert(contentsOf: duplicates.map(origins.fault), at: 0) }
    var tree: JSONNode
    do {
      tree = try JSONParser.parse(bytes, duplicates: &duplicates)
    } catch {
      faults.append(origins.fault(error))
      return nil
    }
    for (index, text) in origins.overrides.enumerated() {
      let start = JSONPosition(source: index + 1, line: 1, column: 1)
      let problem: PipelineFault.Problem? =
        if let override = Override(text, source: index + 1, duplicates: &duplicates) {
          tree.apply(override)
        } else {
          .malformedOverride
        }
      if let problem { faults.append(origins.fault(start, problem)) }
    }
    return tree
  }
}

extension PipelineFile {
  /// The whole file with every default filled in, for the record of a run.
  public var resolved: JSONText {
    var object: JSONObject = ["pipeline": .string(name), "seed": .integer(Int(seed))]
    object["stages"] = .object(
      JSONObject(stages.map { ($0.name.rawValue, $0.stage.resolved) }))
    return .object(object)
  }
}
