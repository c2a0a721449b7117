import Foundation
import Pipelines

/// A pipeline small enough to run in a test, with texts of its own, in a folder that is gone with the
/// object.
///
/// Every tenth text is for validation, every tenth for testing. "zebrafish" stands in texts of the
/// test part alone, often enough to enter a vocabulary that counted them.
final class TinyRun {
  let sandbox: Sandbox
  /// The events of the last run: "run tokens", "keep tokens".
  private(set) var events: [String] = []

  static let pipeline = """
    {
      "pipeline": "tiny",
      "seed": 7,
      "stages": {
        "reviews":    { "stage": "examples", "path": "../data/reviews.tsv",
                        "split": { "column": "split" } },
        "corpus":     { "stage": "corpus", "path": "../data/corpus.txt" },
        "tokens":     { "stage": "tokenize", "from": ["corpus", "reviews"], "minCount": 2 },
        "vectors":    { "stage": "word2vec", "tokens": "tokens", "dimensions": 16, "epochs": 2 },
        "classifier": { "stage": "lstm", "examples": "reviews", "tokens": "tokens",
                        "vectors": "vectors", "hidden": 16, "epochs": 2 },
        "scores":     { "stage": "evaluate", "classifier": "classifier", "on": "test" },
        "story":      { "stage": "trace", "classifier": "classifier",
                        "texts": ["The soup was not good.", "Quokka"] },
        "report":     { "stage": "report", "of": ["vectors", "classifier", "scores", "story"] }
      }
    }
    """

  /// The stages in the order of running.
  static let stages = [
    "reviews", "corpus", "tokens", "vectors", "classifier", "scores", "story", "report",
  ]

  init() throws {
    sandbox = try Sandbox(files: [])
    try write(Self.reviews, to: "reviews.tsv")
    try write(Self.corpus, to: "corpus.txt")
  }

  // MARK: Inputs

  static let reviews: String = {
    var generator = SeededGenerator(state: 3)
    var text = "text\tlabel\tsplit\n"
    for number in 0..<300 {
      let part = number % 10 == 8 ? "validation" : number % 10 == 9 ? "test" : "train"
      let isGood = Bool.random(using: &generator)
      text += sentence(isGood: isGood, &generator) + (part == "test" ? " zebrafish" : "")
      text += "\t\(isGood ? "good" : "bad")\t\(part)\n"
    }
    return text
  }()

  static let corpus: String = {
    var generator = SeededGenerator(state: 4)
    return (0..<200).map { _ in
      sentence(isGood: Bool.random(using: &generator), &generator) + "\n"
    }.joined()
  }()

  private static func sentence(isGood: Bool, _ generator: inout SeededGenerator) -> String {
    func any(_ words: [String]) -> String { words.randomElement(using: &generator)! }
    let praise = ["tasty", "good", "fresh", "crispy", "lovely", "warm"]
    let blame = ["stale", "cold", "soggy", "bland", "burnt", "bad"]
    var text = "The \(any(["soup", "bread", "salad", "rice", "fish", "cake"])) was "
    text += any(["", "really ", "quite ", "so "])
    text += Bool.random(using: &generator) ? any(isGood ? praise : blame) : "not "
    if text.hasSuffix("not ") { text += any(isGood ? blame : praise) }
    return text + any([".", " and we \(isGood ? "stayed" : "left").", "!"])
  }

  /// Puts an input in place.
  func write(_ text: String, to file: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(sandbox.folder)/data/\(file)"))
  }

  // MARK: Running

  func folder(_ name: String = "out") -> String { "\(sandbox.folder)/\(name)" }

  func runner(
    _ text: String = pipeline, _ overrides: [String] = [], out: String = "out", threads: Int = 2,
    fresh: Bool = false, resume: Bool = false, stopAfter batches: Int = .max,
    watch: @escaping (RunEvent) -> Void = { _ in }
  ) throws -> PipelineRunner {
    var asked = 0
    return PipelineRunner(
      try sandbox.load(text, overrides), folder: folder(out), threads: threads, fresh: fresh,
      resume: resume,
      shouldStop: {
        asked += 1
        return asked == batches
      }, watch: watch)
  }

  @discardableResult
  func run(
    _ text: String = pipeline, _ overrides: [String] = [], out: String = "out", threads: Int = 2,
    fresh: Bool = false
  ) throws -> RunRecord {
    events = []
    return try runner(text, overrides, out: out, threads: threads, fresh: fresh) { event in
      switch event {
      case .started(let name, _, _, _): self.events.append("run \(name)")
      case .kept(let name, _, _, _): self.events.append("keep \(name)")
      default: break
      }
    }.run()
  }

  /// Why each stage would run; kept ones are left out.
  func reasons(
    _ overrides: [String] = [], out: String = "out", fresh: Bool = false
  ) throws -> [String: [String]] {
    let steps = try runner(Self.pipeline, overrides, out: out, fresh: fresh).plan().steps
    return Dictionary(
      uniqueKeysWithValues: steps.filter { !$0.isCached }.map { ($0.name.rawValue, $0.reasons) })
  }

  /// The message that a run ends with, the sandbox's own path cut down to `DIR`; nil when it does not
  /// fail.
  func failure(
    _ text: String = pipeline, _ overrides: [String] = [], out: String = "out"
  ) throws -> String? {
    do {
      try run(text, overrides, out: out)
      return nil
    } catch let error as RunError {
      return error.description.replacingOccurrences(of: sandbox.folder, with: "DIR")
    }
  }

  /// The hashes of the files that a run made. The page of the report is left out: it shows times.
  func hashes(_ record: RunRecord) -> [String: String] {
    var hashes: [String: String] = [:]
    for output in record.stages.flatMap(\.outputs) where !output.file.hasSuffix(".html") {
      hashes[output.file] = output.sha256
    }
    return hashes
  }
}
