import Foundation
import Testing

/// A folder with texts, a pipeline file and, once asked for, what a run of it made.
final class Kitchen: Sendable {
  let folder: String

  /// One for all tests that only read what the run left.
  static let shared = Result {
    let kitchen = try Kitchen()
    let result = try kitchen.lexigate("run", "p.json", "--out", "run", "--quiet")
    if result.code != 0 { throw Spoilt(description: result.diagnostics) }
    // The object lives as long as the process: its folder goes with that.
    atexit { try? FileManager.default.removeItem(atPath: Kitchen.sharedFolder) }
    return kitchen
  }
  private static var sharedFolder: String { (try? shared.get().folder) ?? "" }

  struct Spoilt: Error, CustomStringConvertible { var description: String }

  static let pipeline = """
    {
      "pipeline": "tiny",
      "stages": {
        "reviews":    { "stage": "examples", "path": "reviews.tsv" },
        "tokens":     { "stage": "tokenize", "from": "reviews", "minCount": 2 },
        "vectors":    { "stage": "word2vec", "tokens": "tokens", "dimensions": 8, "epochs": 2 },
        "classifier": { "stage": "lstm", "examples": "reviews", "tokens": "tokens",
                        "vectors": "vectors", "hidden": 8, "epochs": 2 },
        "scores":     { "stage": "evaluate", "classifier": "classifier", "on": "test" },
        "story":      { "stage": "trace", "classifier": "classifier", "texts": ["Good soup."] },
        "report":     { "stage": "report", "of": ["vectors", "scores", "story"] }
      }
    }
    """

  init() throws {
    folder = NSTemporaryDirectory() + "lexigate-" + UUID().uuidString
    try FileManager.default.createDirectory(
      atPath: folder + "/folder", withIntermediateDirectories: true)
    try write(Self.pipeline, to: "p.json")
    try write("", to: "empty")
    var rows = "text\tlabel\n"
    for number in 0..<120 {
      let dish = ["soup", "bread", "rice", "fish"][number % 4]
      let (isGood, isPlain) = (number % 3 == 0, number % 2 == 0)
      let word = isGood == isPlain ? "good" : "bad"
      rows += "The \(dish) was \(isPlain ? "" : "not ")\(word).\t\(isGood ? "good" : "bad")\n"
    }
    try write(rows, to: "reviews.tsv")
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func write(_ text: String, to file: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(file)"))
  }

  func has(_ file: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(folder)/\(file)")
  }

  func lexigate(_ arguments: String..., input: String = "") throws -> Program.Result {
    try Program.run(arguments, input: Data(input.utf8), in: folder)
  }

  /// What a failing command says; records an issue unless it ends with `code` and prints nothing on
  /// standard output.
  func refusal(
    _ arguments: [String], code: Int32 = 2, input: String = "",
    location: SourceLocation = #_sourceLocation
  ) throws -> String {
    let result = try Program.run(arguments, input: Data(input.utf8), in: folder)
    #expect(result.code == code, "\(arguments)", sourceLocation: location)
    #expect(result.output.isEmpty, "\(arguments)", sourceLocation: location)
    #expect(!result.diagnostics.isEmpty, "\(arguments)", sourceLocation: location)
    return result.diagnostics
  }
}

/// JSON as Foundation reads it.
func object(_ text: String) throws -> [String: Any] {
  try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
}
