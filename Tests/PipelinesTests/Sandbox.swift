import Foundation
import Pipelines

/// A folder of its own with the inputs that the test pipelines name; gone with the object.
final class Sandbox {
  let folder: String

  init(files: [String] = ["reviews.tsv", "corpus.txt.gz", "vectors.gz"]) throws {
    folder = NSTemporaryDirectory() + "lexigate-" + UUID().uuidString
    let data = folder + "/data"
    try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
    for file in files {
      try Data("x\n".utf8).write(to: URL(fileURLWithPath: "\(data)/\(file)"))
    }
    try FileManager.default.createDirectory(
      atPath: folder + "/Pipelines", withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Where the pipeline file would lie.
  var path: String { folder + "/Pipelines/p.json" }

  /// The pipeline that a text describes.
  func load(_ text: String, _ overrides: [String] = []) throws(PipelineError) -> PipelineFile {
    try PipelineFile.parse(Array(text.utf8), path: path, overrides: overrides)
  }

  /// The messages about a text, the sandbox's own path cut down to `p.json` and `DIR`.
  func faults(_ text: String, _ overrides: [String] = []) -> [String] {
    do {
      _ = try load(text, overrides)
      return []
    } catch {
      return error.description.split(separator: "\n").map {
        $0.replacingOccurrences(of: path, with: "p.json")
          .replacingOccurrences(of: folder, with: "DIR")
      }
    }
  }

  /// The messages about one stage between sound ones, on line 2 from column 1.
  func faults(inStage members: String, _ overrides: [String] = []) -> [String] {
    faults(
      """
      {"pipeline": "p", "stages": {
      "it": {\(members)},
      "reviews": {"stage": "examples", "path": "../data/reviews.tsv"},
      "tokens": {"stage": "tokenize", "from": "reviews"},
      "vectors": {"stage": "word2vec", "tokens": "tokens"},
      "classifier": {"stage": "lstm", "examples": "reviews", "tokens": "tokens"}}}
      """, overrides)
  }
}

/// The pipeline of the design, whole.
let soundPipeline = """
  {
    "pipeline": "food-reviews",
    "seed": 7,
    "stages": {
      "reviews":    { "stage": "examples", "path": "../data/reviews.tsv", "text": "text", "label": "label",
                      "split": { "train": 0.8, "validation": 0.1, "test": 0.1 } },
      "corpus":     { "stage": "corpus", "path": "../data/corpus.txt.gz" },
      "tokens":     { "stage": "tokenize", "from": ["corpus", "reviews"], "lowercase": true, "minCount": 2 },
      "vectors":    { "stage": "word2vec", "tokens": "tokens", "dimensions": 64, "epochs": 5 },
      "classifier": { "stage": "lstm", "examples": "reviews", "tokens": "tokens", "vectors": "vectors",
                      "embedding": "fineTune", "hidden": 64, "epochs": 8 },
      "scores":     { "stage": "evaluate", "classifier": "classifier", "on": "test" },
      "story":      { "stage": "trace", "classifier": "classifier",
                      "texts": ["Tasty and crispy, but not good for health."] },
      "report":     { "stage": "report", "of": ["vectors", "classifier", "scores", "story"] }
    }
  }
  """

/// Splitmix64: small, seeded, the same everywhere.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
