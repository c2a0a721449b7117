import Archive
import StrictJSON

/// The record of a run, `run.json`: what was run on what, what came out, and what it measured.
///
/// It is written after every stage, so that a run which is stopped goes on where it was; stages that it
/// did not reach keep what an earlier run recorded of them.
public struct RunRecord: Sendable {
  public var pipeline: String
  public var seed: Int
  /// The machine's part: nothing in the outputs depends on it.
  public var threads: Int
  public var instructionSet: String
  public var status = Status.running
  /// In the order in which they ran.
  public var stages: [StageRecord] = []
  /// Stages of the pipeline that this run has not come to, as the last run left them.
  var pending: [StageRecord] = []

  public enum Status: Hashable, Sendable {
    case running, done
    case failed(reason: String)
  }

  public static let fileName = "run.json"

  public subscript(name: StageName) -> StageRecord? { stages.first { $0.name == name } }
}

/// What the record says of one stage.
public struct StageRecord: Sendable {
  public var name: StageName
  public var kind: StageKind
  /// What the result depends on; two equal bases give equal results.
  public var basis: Basis
  /// Hash of `basis`.
  public var key: String
  /// Whether the outputs were kept from an earlier run.
  public var isCached = false
  /// Seconds of the run that made the outputs.
  public var seconds = 0.0
  public var outputs: [OutputFile] = []
  /// What the stage measured; the keys depend on the kind of stage.
  public var figures: JSONObject = [:]

  /// Everything that decides what a stage makes.
  public struct Basis: Hashable, Sendable {
    /// Hash of the running program.
    public var program: String
    public var seed: Int
    /// The configuration with all defaults filled in, keys sorted.
    public var configuration: JSONText
    /// Hashes of the files and folders that the stage reads, by path as written.
    public var inputs: [String: String]
    /// Keys of the stages that it builds on, by name.
    public var stages: [String: String]
  }

  /// A file in the run's folder.
  public struct OutputFile: Hashable, Sendable {
    public var file: String
    public var bytes: Int
    public var sha256: String
  }
}

// MARK: JSON

extension RunRecord {
  /// The last member is the hash of all others, as they stand on one line.
  public var json: JSONText {
    var object: JSONObject = [
      "lexigate": .string(version), "pipeline": .string(pipeline), "seed": .integer(seed),
      "threads": .integer(threads), "instructionSet": .string(instructionSet),
      "status": .string(statusName), "failure": failure,
      "stages": .array(stages.map(\.json)), "pending": .array(pending.map(\.json)),
    ]
    object[Self.checksumKey] = .string(Fingerprint.of(JSONText.object(object).compact))
    return .object(object)
  }

  private static let checksumKey = "checksum"

  /// Whether the text is what was written; one without a checksum is of an earlier version.
  private static func isWhole(_ text: JSONText) -> Bool {
    guard case .object(var object) = text else { return false }
    guard let checksum = object[checksumKey] else { return true }
    object[checksumKey] = nil
    return checksum == .string(Fingerprint.of(JSONText.object(object).compact))
  }

  private var statusName: String {
    switch status {
    case .running: "running"
    case .done: "done"
    case .failed: "failed"
    }
  }

  private var failure: JSONText {
    if case .failed(let reason) = status { .string(reason) } else { .null }
  }

  /// Reads a record back; nil where the text is not one or was damaged, which only means that nothing
  /// is cached.
  package init?(_ bytes: [UInt8]) {
    guard let node = try? JSONParser.parse(bytes), Self.isWhole(node.text),
      let pipeline = node["pipeline"]?.string, let seed = node["seed"]?.integer,
      let stages = node["stages"]?.elements
    else { return nil }
    self.pipeline = pipeline
    self.seed = seed
    threads = node["threads"]?.integer ?? 1
    instructionSet = node["instructionSet"]?.string ?? ""
    status =
      switch node["status"]?.string {
      case "done": .done
      case "failed": .failed(reason: node["failure"]?.string ?? "")
      default: .running
      }
    self.stages = stages.compactMap(StageRecord.init)
    self.stages += (node["pending"]?.elements ?? []).compactMap(StageRecord.init)
  }

  /// The record of an earlier run in `folder`, if there is one.
  package static func load(from folder: String) -> RunRecord? {
    let path = folder + "/" + fileName
    guard let bytes = try? ByteReader.contents(of: path, limit: JSONParser.maximumBytes) else {
      return nil
    }
    return RunRecord(bytes)
  }

  func write(to folder: String) throws(ArchiveError) {
    let text = json.pretty
    try SafeFile.write(folder + "/" + RunRecord.fileName) { writer throws(ArchiveError) in
      try writer.write(Array(text.utf8))
    }
  }
}

extension StageRecord.Basis {
  var json: JSONText {
    .object([
      "program": .string(program), "seed": .integer(seed), "configuration": configuration,
      "inputs": Self.table(inputs), "stages": Self.table(stages),
    ])
  }

  private static func table(_ entries: [String: String]) -> JSONText {
    .object(
      JSONObject(
        entries.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
          .map { ($0.key, .string($0.value)) }))
  }

  init?(_ node: JSONNode?) {
    guard let node, let program = node["program"]?.string, let seed = node["seed"]?.integer,
      let configuration = node["configuration"]
    else { return nil }
    func table(_ key: String) -> [String: String] {
      var entries: [String: String] = [:]
      for member in node[key]?.members ?? [] { entries[member.key] = member.value.string ?? "" }
      return entries
    }
    self.init(
      program: program, seed: seed, configuration: configuration.text.sorted,
      inputs: table("inputs"), stages: table("stages"))
  }
}

extension StageRecord {
  var json: JSONText {
    .object([
      "name": .string(name.description), "kind": .string(kind.rawValue), "key": .string(key),
      "cached": .bool(isCached), "seconds": .number(seconds), "basis": basis.json,
      "outputs": .array(
        outputs.map {
          ["file": .string($0.file), "bytes": .integer($0.bytes), "sha256": .string($0.sha256)]
        }),
      "figures": .object(figures),
    ])
  }

  init?(_ node: JSONNode) {
    guard let name = node["name"]?.string,
      let kind = node["kind"]?.string.flatMap(StageKind.init(rawValue:)),
      let key = node["key"]?.string, let basis = Basis(node["basis"]),
      let outputs = node["outputs"]?.elements, case .object(let figures)? = node["figures"]?.text
    else { return nil }
    self.name = StageName(name)
    self.kind = kind
    self.key = key
    self.basis = basis
    seconds = node["seconds"]?.double ?? 0
    self.figures = figures
    for output in outputs {
      guard let file = output["file"]?.string, let bytes = output["bytes"]?.integer,
        let sha256 = output["sha256"]?.string
      else { return nil }
      self.outputs.append(OutputFile(file: file, bytes: bytes, sha256: sha256))
    }
  }
}
