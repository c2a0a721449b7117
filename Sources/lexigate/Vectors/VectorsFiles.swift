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
    let info = TableInfo(try EmbeddingTable.read(options.vectors, as: format), format: format)
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

  @Option(help: "The format to write: lexigate, word2vec-text or word2vec-binary.")
  var to: VectorFormat

  func run() throws {
    let table = try EmbeddingTable.read(input)
    try table.write(to: output, as: to)
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
