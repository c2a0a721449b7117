import Archive
import Kernels
import StrictJSON

/// Runs a checked pipeline: stage after stage, into one folder.
///
/// ```swift
/// let pipeline = try PipelineFile.load("Pipelines/food-reviews.json")
/// let record = try PipelineRunner(pipeline, folder: "runs/food-reviews").run()
/// ```
///
/// The outputs depend on the pipeline, its inputs and the program alone: not on `threads`, nor on what
/// was kept from an earlier run.
public struct PipelineRunner {
  public let pipeline: PipelineFile
  public let folder: String
  public let threads: Int
  public let fresh: Bool
  /// Whether a stage that was stopped goes on from its snapshot.
  public let resume: Bool
  private let shouldStop: () -> Bool
  private let watch: (RunEvent) -> Void

  /// - Parameter shouldStop: asked after every batch of an `lstm` stage; once it is true, the run ends
  ///   with an error that says where the best model so far lies.
  public init(
    _ pipeline: PipelineFile, folder: String, threads: Int, fresh: Bool = false,
    resume: Bool = false, shouldStop: @escaping () -> Bool = { false },
    watch: @escaping (RunEvent) -> Void = { _ in }
  ) {
    precondition(threads >= 1)
    self.pipeline = pipeline
    self.folder = folder
    self.threads = threads
    self.fresh = fresh
    self.resume = resume
    self.shouldStop = shouldStop
    self.watch = watch
  }

  /// What `run` would do.
  public func plan() throws(RunError) -> RunPlan {
    do {
      return try RunPlan(pipeline, folder: folder, fresh: fresh)
    } catch {
      throw .input(reason: "\(error)")
    }
  }

  /// Runs every stage whose outputs do not hold any more.
  ///
  /// - Errors: the first stage that fails ends the run; the outputs of those before it stay and are
  ///   not made again next time, nor are those of later stages that an earlier run made and that still
  ///   hold.
  public func run() throws(RunError) -> RunRecord {
    let plan = try plan()
    if let reason = Folder.make(folder) { throw .folder(path: folder, reason: reason) }
    watch(.planned(plan))
    let workshop = Workshop(
      pipeline: pipeline, folder: folder, threads: threads, resume: resume,
      shouldStop: shouldStop, watch: watch)
    for (index, step) in plan.steps.enumerated() {
      // Until a stage is done, what the last run left of it stays on record.
      workshop.record.pending = plan.steps[index...].compactMap(\.earlier)
      if step.isCached, var earlier = step.earlier {
        watch(.kept(step.name, step.stage.kind, position: index + 1, of: plan.steps.count))
        earlier.isCached = true
        // Of a run afresh that was stopped, which left what an older one had made.
        SnapshotFile.clear(step.name, key: step.key, in: folder)
        for output in earlier.outputs { SafeFile.removeLeft("\(folder)/\(output.file)") }
        workshop.record.stages.append(earlier)
      } else {
        watch(.started(step.name, step.stage.kind, position: index + 1, of: plan.steps.count))
        do throws(RunError) {
          let stage = try run(step, in: workshop)
          workshop.record.stages.append(stage)
          watch(.finished(stage))
        } catch {
          workshop.record.status = .failed(reason: "\(error)")
          try write(workshop.record)
          throw error
        }
      }
      workshop.record.pending.removeAll { $0.name == step.name }
      if index + 1 == plan.steps.count { workshop.record.status = .done }
      try write(workshop.record)
    }
    return workshop.record
  }

  private func write(_ record: RunRecord) throws(RunError) {
    do throws(ArchiveError) {
      try record.write(to: folder)
    } catch {
      throw .folder(path: folder, reason: "\(error)")
    }
  }

  private func run(_ step: RunPlan.Step, in workshop: Workshop) throws(RunError) -> StageRecord {
    var record = StageRecord(
      name: step.name, kind: step.stage.kind, basis: step.basis, key: step.key)
    do {
      let start = ContinuousClock.now
      workshop.key = step.key
      let outcome = try step.stage.runnable.run(step.name, in: workshop)
      record.seconds = (ContinuousClock.now - start).inSeconds
      record.figures = outcome.figures
      for file in outcome.files {
        let (sha256, bytes) = try Fingerprint.ofFile(folder + "/" + file)
        record.outputs.append(.init(file: file, bytes: bytes, sha256: sha256))
      }
    } catch {
      throw .stage(step.name, reason: "\(error)")
    }
    return record
  }
}

/// What every stage does when its turn comes.
protocol RunnableStage: PipelineStage {
  /// Does the stage's work, writes its files into the workshop's folder and leaves what it made in
  /// the workshop.
  func run(_ name: StageName, in workshop: Workshop) throws -> StageOutcome
}

/// What a stage leaves behind: the names of its files in the run's folder, and its figures.
struct StageOutcome {
  var files: [String] = []
  var figures: JSONObject = [:]
}

extension Stage {
  var runnable: any RunnableStage {
    switch self {
    case .examples(let stage): stage
    case .corpus(let stage): stage
    case .tokenize(let stage): stage
    case .phrases(let stage): stage
    case .word2vec(let stage): stage
    case .vectors(let stage): stage
    case .lstm(let stage): stage
    case .evaluate(let stage): stage
    case .trace(let stage): stage
    case .report(let stage): stage
    }
  }
}

extension Duration {
  var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
