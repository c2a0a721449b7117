import ArgumentParser
import EmbeddingStore
import Pipelines
import StrictJSON

struct VectorsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vectors", abstract: "Look into word vectors, test and convert them.",
    subcommands: [
      VectorsInfoCommand.self, VectorsNearestCommand.self, VectorsAnalogyCommand.self,
      VectorsSimilarityCommand.self, VectorsEvaluateCommand.self, VectorsConvertCommand.self,
    ])
}

/// A file of vectors and how answers about it are printed.
struct VectorsOptions: ParsableArguments {
  @Argument(
    help: """
      Vectors of a run (<stage>.vectors.gz), word2vec text or binary, GloVe text, a fastText .bin, \
      or a NumPy array beside its words.
      """)
  var vectors: String

  @OptionGroup var reading: ReadingOptions

  @Flag(help: "Print JSON with stable keys.")
  var json = false

  func load() throws -> EmbeddingTable { try reading.read(vectors).table }

  /// Says of each word that has no vector of its own where the one used came from.
  func note(_ words: String..., in table: EmbeddingTable) {
    for word in words where table.vocabulary.id(of: word) == nil {
      Console.diagnose("'\(word)': unknown word, vector from its n-grams\n")
    }
  }
}

/// How files of other programs are read.
struct ReadingOptions: ParsableArguments {
  @Option(help: "The words of a NumPy array, one a line; without it a file beside the array.")
  var words: String?

  @Flag(
    help: "Leave out the rows of a foreign file that have a fault, and say which these were.")
  var lenient = false

  /// Reads vectors and says on standard error what was left out.
  func read(
    _ path: String, as format: VectorFormat? = nil, withState: Bool = false
  ) throws -> (table: EmbeddingTable, skipped: SkippedRows) {
    guard lenient else {
      let table = try EmbeddingTable.read(path, as: format, withState: withState, words: words)
      return (table, SkippedRows())
    }
    let result = try EmbeddingTable.readLeniently(
      path, as: format, withState: withState, words: words)
    for line in result.skipped.lines { Console.diagnose(line + "\n") }
    return result
  }
}

extension SkippedRows {
  /// With stable keys; the faults are named as `StoreError.Fault.name` says.
  var json: JSONText {
    [
      "rows": .integer(rows),
      "faults": .array(
        kinds.map { kind in
          [
            "fault": .string(kind.fault), "count": .integer(kind.count),
            "file": .string(kind.path), "place": .string("\(kind.place)"),
            "first": .string("\(kind.first)"),
          ]
        }),
    ]
  }
}

/// How many answers are wanted.
struct CountOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: "How many words to print.")
  var count = 10

  func validate() throws {
    if !(1...100_000).contains(count) {
      throw ValidationError("--count \(count): expected a number from 1 to 100000.")
    }
  }
}

extension [Neighbour] {
  /// The words as lines of word and similarity, or as JSON under `key`.
  func text(json: Bool, question: JSONObject) -> String {
    guard json else {
      return map { "\($0.word)\t\(NumberText.fixed(Double($0.similarity), 4))\n" }.joined()
    }
    var object = question
    object["nearest"] = .array(
      map { ["word": .string($0.word), "similarity": .float($0.similarity)] })
    return JSONText.object(object).pretty
  }
}
