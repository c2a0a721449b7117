import Archive
import ArgumentParser
import EmbeddingStore
import Pipelines
import StrictJSON
import Word2Vec

struct VectorsEvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Test vectors against human judgement.",
    discussion: """
      --analogies takes questions of four words a line under sections that begin with ":" \
      (questions-words.txt); --pairs takes two words and a judgement a line, separated by tabs \
      (WordSim-353, SimLex-999, MEN).
      """)

  @OptionGroup var options: VectorsOptions
  @OptionGroup var threads: ThreadOptions

  @Option(help: "A file of analogies.")
  var analogies: String?

  @Option(help: "A file of word pairs.")
  var pairs: String?

  @Option(help: "Use only the so many most frequent words.")
  var restrict = 300_000

  func validate() throws {
    if analogies == nil && pairs == nil {
      throw ValidationError("Nothing to test against: give --analogies or --pairs.")
    }
    if restrict < 1 { throw ValidationError("--restrict \(restrict): expected 1 or more.") }
  }

  func run() throws {
    let analogyTest = try analogies.map { try AnalogyTest(ByteReader.contents(of: $0), file: $0) }
    let pairTest = try pairs.map { try WordPairTest(ByteReader.contents(of: $0), file: $0) }
    let table = try options.load()
    var object: JSONObject = [:]
    var text = ""
    if let analogyTest {
      let score = try analogyTest.evaluate(
        table, restrict: restrict, threads: threads.count)
      object["analogies"] = Self.json(score)
      text += Self.text(score)
    }
    if let pairTest {
      let score = try pairTest.evaluate(table, restrict: restrict)
      object["pairs"] = Self.json(score)
      text += Self.text(score)
    }
    try Console.output(options.json ? JSONText.object(object).pretty : text)
  }

  private static func text(_ score: AnalogyScore) -> String {
    TextTable(
      header: ["analogies", "accuracy", "right", "asked", "unknown words"],
      rows: (score.sections + [score.total]).map { section in
        [
          section.name, section.accuracy.map(NumberText.percent) ?? "–",
          NumberText.grouped(section.right), NumberText.grouped(section.asked),
          NumberText.grouped(section.unknown),
        ]
      }, numeric: [1, 2, 3, 4]
    ).text
  }

  private static func text(_ score: WordPairScore) -> String {
    func number(_ value: Double?) -> String { value.map { NumberText.fixed($0, 4) } ?? "–" }
    return "pairs: Spearman \(number(score.spearman)), Pearson \(number(score.pearson)), "
      + "\(score.known) pairs, \(score.unknown) with unknown words\n"
  }

  private static func json(_ score: AnalogyScore) -> JSONText {
    .array(
      (score.sections + [score.total]).map { section in
        [
          "section": .string(section.name),
          "accuracy": section.accuracy.map(JSONText.number) ?? .null,
          "right": .integer(section.right), "asked": .integer(section.asked),
          "unknown": .integer(section.unknown),
        ]
      })
  }

  private static func json(_ score: WordPairScore) -> JSONText {
    [
      "spearman": score.spearman.map(JSONText.number) ?? .null,
      "pearson": score.pearson.map(JSONText.number) ?? .null, "known": .integer(score.known),
      "unknown": .integer(score.unknown),
    ]
  }
}
