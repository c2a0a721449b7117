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
  @Argument(help: "Vectors of a run (<stage>.vectors.gz), word2vec text or binary, or GloVe text.")
  var vectors: String

  @Flag(help: "Print JSON with stable keys.")
  var json = false

  func load() throws -> EmbeddingTable { try EmbeddingTable.read(vectors) }

  /// Says of each word that has no vector of its own where the one used came from.
  func note(_ words: String..., in table: EmbeddingTable) {
    for word in words where table.vocabulary.id(of: word) == nil {
      Console.diagnose("'\(word)': unknown word, vector from its n-grams\n")
    }
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
