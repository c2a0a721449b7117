import ArgumentParser
import EmbeddingStore
import Pipelines
import StrictJSON

struct VectorsInfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info", abstract: "Format, size, norms and most frequent words of vectors.")

  @OptionGroup var options: VectorsOptions

  func run() throws {
    let format = try VectorFormat.detect(options.vectors)
    let table = try EmbeddingTable.read(options.vectors, as: format, withState: true)
    let info = TableInfo(table, format: format)
    try Console.output(options.json ? Self.json(info).pretty : Self.text(info))
  }

  private static func text(_ info: TableInfo) -> String {
    func norm(_ value: Double) -> String { NumberText.fixed(value, 3) }
    var rows = [
      ["format", info.format?.title ?? "unknown"],
      ["words", NumberText.grouped(info.words)],
      ["dimensions", "\(info.dimensions)"],
      [
        "norms",
        "\(norm(info.norms.minimum)) to \(norm(info.norms.maximum)), mean \(norm(info.norms.mean))",
      ],
      ["zero vectors", NumberText.grouped(info.zeroVectors)],
    ]
    if let total = info.totalCount {
      rows.insert(["occurrences", NumberText.grouped(total)], at: 2)
    }
    if let subwords = info.subwords, let count = info.subwordVectors {
      rows.append([
        "n-grams",
        "\(subwords.min) to \(subwords.max) letters, \(NumberText.grouped(count)) vectors of "
          + "\(NumberText.grouped(subwords.buckets)) buckets",
      ])
    }
    if info.hasState { rows.append(["training", "can go on from here"]) }
    let words = info.mostFrequent.map { word in
      word.word + (word.count.map { " (\(NumberText.grouped($0)))" } ?? "")
    }
    rows.append([info.totalCount == nil ? "first" : "most frequent", words.joined(separator: ", ")])
    return TextTable(header: [], rows: rows).text
  }

  private static func json(_ info: TableInfo) -> JSONText {
    var object: JSONObject = [
      "format": .string(info.format?.rawValue ?? "unknown"), "words": .integer(info.words),
      "dimensions": .integer(info.dimensions),
    ]
    object["occurrences"] = info.totalCount.map(JSONText.integer) ?? .null
    object["norms"] = [
      "minimum": .number(info.norms.minimum), "mean": .number(info.norms.mean),
      "maximum": .number(info.norms.maximum),
    ]
    object["zeroVectors"] = .integer(info.zeroVectors)
    object["subwords"] =
      info.subwords.map { subwords in
        [
          "min": .integer(subwords.min), "max": .integer(subwords.max),
          "buckets": .integer(subwords.buckets),
          "vectors": info.subwordVectors.map(JSONText.integer) ?? .null,
        ]
      } ?? .null
    object["trainingState"] = .bool(info.hasState)
    object["mostFrequent"] = .array(
      info.mostFrequent.map {
        ["word": .string($0.word), "count": $0.count.map(JSONText.integer) ?? .null]
      })
    return .object(object)
  }
}

struct VectorsConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert", abstract: "Write vectors in another format.",
    discussion: "Foreign formats are packed with gzip when the name ends in .gz.")

  @Argument(help: "The vectors to read, in any known format.")
  var input: String

  @Argument(help: "The file to write.")
  var output: String

  @Option(help: "The format to write: lexigate, word2vec-text, word2vec-binary or safetensors.")
  var to: VectorFormat

  func run() throws {
    let table = try EmbeddingTable.read(input, withState: true)
    try table.write(to: output, as: to)
    if to != .lexigate {
      let dropped = [
        table.subwords.map { _ in "vectors of n-grams" },
        table.state.map { _ in "state to train on from" },
      ].compactMap { $0 }
      for what in dropped { Console.diagnose("\(to.title) cannot hold the \(what): dropped\n") }
    }
    let words = NumberText.grouped(table.vocabulary.wordIDs.count)
    Console.diagnose("\(output): \(words) words as \(to.title)\n")
  }
}

extension VectorFormat: ExpressibleByArgument {
  /// Those that can be written; the others are read only.
  public static var allValueStrings: [String] { writable.map(\.rawValue) }

  public init?(argument: String) {
    self.init(rawValue: argument)
    guard Self.writable.contains(self) else { return nil }
  }
}
