import ArgumentParser
import Pipelines

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What `run`, `plan` and `check` have in common: a pipeline file and its overrides.
struct PipelineOptions: ParsableArguments {
  @Argument(help: "The pipeline file.", completion: .file(extensions: ["json"]))
  var pipeline: String

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp(
      "Put a value in place of the file's, such as --set classifier.epochs=3. A path given so is "
        + "relative to the current folder, those in the file to the file.",
      valueName: "stage.key=value"))
  var overrides: [String] = []

  func load() throws -> PipelineFile {
    try PipelineFile.load(pipeline, overrides: overrides)
  }
}

/// Where a run puts its results, and whether it keeps earlier ones.
struct RunOptions: ParsableArguments {
  @Option(help: "The folder for the results; runs/<pipeline> where it is not given.")
  var out: String?

  @Flag(help: "Run every stage, whatever an earlier run left.")
  var fresh = false

  func validate() throws {
    if out == "" { throw ValidationError("--out is empty; expected the name of a folder.") }
  }

  func folder(for pipeline: PipelineFile) -> String { out ?? "runs/\(pipeline.name)" }
}

/// How many threads do the work.
struct ThreadOptions: ParsableArguments {
  @Option(help: "Threads to work with; results do not depend on it. All cores unless given.")
  var threads: Int?

  var count: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads \(threads): expected a number from 1 to 1024.")
    }
  }
}

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a pipeline file and print a summary.")

  @OptionGroup var file: PipelineOptions
  @OptionGroup var options: RunOptions
  @OptionGroup var threads: ThreadOptions

  @Flag(help: "Go on from the last snapshot of a stage that was stopped (word2vec, lstm).")
  var resume = false

  @Flag(help: "No progress on standard error.")
  var quiet = false

  func validate() throws {
    if resume, options.fresh {
      throw ValidationError("--resume and --fresh exclude each other: give one of them.")
    }
  }

  func run() throws {
    let pipeline = try file.load()
    let folder = options.folder(for: pipeline)
    let display = quiet ? nil : ProgressDisplay()
    let runner = PipelineRunner(
      pipeline, folder: folder, threads: threads.count, fresh: options.fresh,
      resume: resume, shouldStop: { Interruption.isRequested },
      watch: { event in
        Interruption.see(event)
        display?.show(event)
      })
    let record = try runner.run()
    try Console.output(RunSummary(record, folder: folder, width: Console.width ?? 100).text)
  }
}

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Report every fault of a pipeline file at once, reading no data.")

  @OptionGroup var file: PipelineOptions

  func run() throws {
    let pipeline = try file.load()
    let count = pipeline.stages.count
    try Console.output(
      "\(file.pipeline): sound: pipeline \"\(pipeline.name)\" of \(count) stage\(count == 1 ? "" : "s")\n"
    )
  }
}

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Show what a run would do, what is kept, and why.")

  @OptionGroup var file: PipelineOptions
  @OptionGroup var options: RunOptions

  func run() throws {
    let pipeline = try file.load()
    let folder = options.folder(for: pipeline)
    let runner = PipelineRunner(pipeline, folder: folder, threads: 1, fresh: options.fresh)
    let steps = try runner.plan().steps
    let names = TextTable(
      header: ["", "stage", "kind", "", "why"],
      rows: steps.enumerated().map { index, step in
        [
          "\(index + 1)", step.name.description, step.stage.kind.rawValue,
          step.isCached ? "kept" : "run",
          step.isCached ? "nothing it depends on changed" : step.reasons.joined(separator: "; "),
        ]
      }, numeric: [0])
    try Console.output(names.text)
  }
}

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the pipeline file's JSON Schema, or what a kind of stage takes.")

  @Option(help: "Print the keys of one kind of stage instead.")
  var stage: StageKind?

  func run() throws {
    if let stage {
      try Console.output(StageHelp.text(for: stage))
    } else {
      try Console.output(PipelineSchema.text)
    }
  }
}

extension StageKind: ExpressibleByArgument {}
