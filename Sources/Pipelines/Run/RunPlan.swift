import Archive
import StrictJSON

/// What a run would do: for each stage, in order, whether its outputs of an earlier run still hold, and
/// if not, why.
public struct RunPlan: Sendable {
  public struct Step: Sendable {
    public let name: StageName
    public let stage: Stage
    let basis: StageRecord.Basis
    let key: String
    /// Why the stage has to run; empty when it does not.
    public let reasons: [String]
    /// What the last record says of the stage, whether or not it still holds.
    let earlier: StageRecord?

    public var isCached: Bool { reasons.isEmpty }
  }

  public let steps: [Step]

  /// Compares the pipeline with the record of the last run in `folder`.
  ///
  /// - Parameter fresh: run everything, whatever is there.
  /// - Errors: an input that cannot be read.
  public init(_ pipeline: PipelineFile, folder: String, fresh: Bool) throws(ArchiveError) {
    let record = RunRecord.load(from: folder)
    var steps: [Step] = []
    var keys: [StageName: String] = [:]
    var running: Set<StageName> = []
    for (name, stage) in pipeline.stages.map({ ($0.name, $0.stage) }) {
      var inputs: [String: String] = [:]
      for path in stage.paths { inputs[path.written] = try Fingerprint.of(path: path.resolved) }
      var stages: [String: String] = [:]
      for input in stage.inputs { stages[input.description] = keys[input] }
      let basis = StageRecord.Basis(
        program: Fingerprint.program, seed: Int(pipeline.seed),
        configuration: stage.resolved.sorted,
        inputs: inputs, stages: stages)
      let key = Fingerprint.of("\(name)\n\(basis.json.compact)")
      keys[name] = key
      let earlier = record?[name]
      let reasons =
        fresh
        ? ["asked to run afresh"]
        : RunPlan.reasons(
          basis, key, earlier, folder: folder, again: stage.inputs.filter(running.contains))
      if !reasons.isEmpty { running.insert(name) }
      steps.append(
        Step(
          name: name, stage: stage, basis: basis, key: key, reasons: reasons,
          earlier: earlier))
    }
    self.steps = steps
  }

  private static func reasons(
    _ basis: StageRecord.Basis, _ key: String, _ earlier: StageRecord?, folder: String,
    again: [StageName]
  ) -> [String] {
    guard let earlier else { return ["first run"] }
    if key != earlier.key {
      var reasons: [String] = []
      let before = earlier.basis
      if before.program != basis.program { reasons.append("the program is another build") }
      if before.seed != basis.seed { reasons.append("the seed changed") }
      let changed = RunPlan.changes(before.configuration, basis.configuration)
      if !changed.isEmpty { reasons.append("changed: \(changed.joined(separator: ", "))") }
      for (path, hash) in basis.inputs.sorted(by: { $0.key < $1.key }) {
        if let old = before.inputs[path], old != hash { reasons.append("\(path) changed") }
      }
      reasons += again.map { "\"\($0)\" runs again" }
      return reasons.isEmpty ? ["what it builds on changed"] : reasons
    }
    for output in earlier.outputs {
      guard let now = try? Fingerprint.ofFile(folder + "/" + output.file) else {
        return ["\(output.file) is missing"]
      }
      if now.sha256 != output.sha256 { return ["\(output.file) was changed"] }
    }
    return []
  }

  /// The keys whose values differ as they are written: 5 is 5, whether it came as a whole number or not.
  private static func changes(_ before: JSONText, _ now: JSONText) -> [String] {
    guard case .object(let before) = before, case .object(let now) = now else { return ["kind"] }
    var keys = now.members.map(\.key)
    keys += before.members.map(\.key).filter { !keys.contains($0) }
    return keys.filter { before[$0]?.compact != now[$0]?.compact }
  }
}
