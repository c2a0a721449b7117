import ArgumentParser
import EmbeddingStore
import Pipelines
import StrictJSON

struct VectorsInfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Format, size, norms, checks and most frequent words of vectors.",
    discussion: """
      A file that is damaged is refused with the place of the fault. Where rows of a foreign file \
      have faults, all kinds of them are told, each with its first place.
      """)

  @OptionGroup var options: VectorsOptions

  func run() throws {
    let path = options.vectors
    let format = try VectorFormat.detect(path)
    let table: EmbeddingTable
    let skipped: SkippedRows
    do {
      (table, skipped) = try options.reading.read(path, as: format, withState: true)
    } catch {
      diagnoseRows(format)
      throw error
    }
    let info = TableInfo(table, format: format)
    let lenient = options.reading.lenient ? skipped : nil
    try Console.output(
      options.json ? Self.json(info, lenient).pretty : Self.text(info, lenient))
  }

  /// Says of a foreign file that was refused what else is wrong with its rows.
  private func diagnoseRows(_ format: VectorFormat) {
    guard !options.reading.lenient, format != .lexigate,
      let (table, skipped) = try? EmbeddingTable.readLeniently(
        options.vectors, as: format, words: options.reading.words)
    else { return }
    for line in skipped.lines { Console.diagnose(line + "\n") }
    let words = NumberText.grouped(table.vocabulary.wordIDs.count)
    Console.diagnose("\(options.vectors): with --lenient \(words) words can be read\n")
  }

  private static func text(_ info: TableInfo, _ skipped: SkippedRows?) -> String {
    func norm(_ value: Double) -> String { NumberText.fixed(value, 3) }
    var rows = [
      ["format", info.format?.title ?? "unknown"],
      ["words", NumberText.grouped(info.words)],
      ["dimensions", "\(info.dimensions)"],
      ["stored as", info.precision.rawValue],
      [
        "norms",
        "\(norm(info.norms.minimum)) to \(norm(info.norms.maximum)), mean \(norm(info.norms.mean))",
      ],
      ["zero vectors", NumberText.grouped(info.zeroVectors)],
      ["equal vectors", NumberText.grouped(info.equalVectors)],
      ["not UTF-8", NumberText.grouped(info.notUTF8)],
      ["with spaces", NumberText.grouped(info.withSpaces)],
    ]
    if let skipped { rows.append(["left out", NumberText.grouped(skipped.rows)]) }
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

  private static func json(_ info: TableInfo, _ skipped: SkippedRows?) -> JSONText {
    var object: JSONObject = [
      "format": .string(info.format?.rawValue ?? "unknown"), "words": .integer(info.words),
      "dimensions": .integer(info.dimensions), "store": .string(info.precision.rawValue),
    ]
    object["occurrences"] = info.totalCount.map(JSONText.integer) ?? .null
    object["norms"] = [
      "minimum": .number(info.norms.minimum), "mean": .number(info.norms.mean),
      "maximum": .number(info.norms.maximum),
    ]
    object["zeroVectors"] = .integer(info.zeroVectors)
    object["equalVectors"] = .integer(info.equalVectors)
    object["notUTF8"] = .integer(info.notUTF8)
    object["withSpaces"] = .integer(info.withSpaces)
    if let skipped { object["skipped"] = skipped.json }
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
    discussion: """
      Foreign formats are packed with gzip when the name ends in .gz. A NumPy array gets its words \
      beside it (a.npy: a.words.txt), a projector's vectors their metadata (a.tsv: a.metadata.tsv).
      """)

  @Argument(help: "The vectors to read, in any known format.")
  var input: String

  @Argument(help: "The file to write.")
  var output: String

  @Option(
    help: "The format to write: \(VectorFormat.writable.map(\.rawValue).joined(separator: ", ")).")
  var to: VectorFormat

  @Option(
    help:
      "How exactly lexigate's own file keeps the vectors: float32, float16 or int8 (default: as read)."
  )
  var store: VectorPrecision?

  @OptionGroup var reading: ReadingOptions

  @Flag(help: "Print what was written as JSON with stable keys.")
  var json = false

  func validate() throws {
    if store != nil && to != .lexigate {
      throw ValidationError(
        "--store says how lexigate's own file keeps vectors; expected --to lexigate beside it")
    }
  }

  func run() throws {
    let (read, skipped) = try reading.read(input, withState: true)
    let precision = store ?? read.stored.precision
    let table = try read.stored(as: precision)
    let loss =
      precision == read.stored.precision || precision == .float32
      ? nil : StorageLoss(from: read, to: table, threads: 1)
    try table.write(to: output, as: to)
    let dropped =
      to == .lexigate
      ? []
      : [
        table.subwords.map { _ in "vectors of n-grams" },
        table.state.map { _ in "state to train on from" },
      ].compactMap { $0 }
    for what in dropped { Console.diagnose("\(to.title) cannot hold the \(what): dropped\n") }
    let words = table.vocabulary.wordIDs.count
    let files = [output] + (to.companion(of: output).map { [$0] } ?? [])
    Console.diagnose(
      "\(files.joined(separator: ", ")): \(NumberText.grouped(words)) words as \(to.title)\n")
    if let loss { Console.diagnose("kept as \(precision.rawValue): \(loss.summary)\n") }
    guard json else { return }
    var object: JSONObject = [
      "format": .string(to.rawValue), "files": .array(files.map(JSONText.string)),
      "words": .integer(words), "dimensions": .integer(table.dimensions),
      "dropped": .array(dropped.map(JSONText.string)),
    ]
    if reading.lenient { object["skipped"] = skipped.json }
    if let loss { object["storage"] = .object(loss.figures(precision)) }
    try Console.output(JSONText.object(object).pretty)
  }
}

extension VectorPrecision: ExpressibleByArgument {}

extension VectorFormat: ExpressibleByArgument {
  /// Those that can be written; the others are read only.
  public static var allValueStrings: [String] { writable.map(\.rawValue) }

  public init?(argument: String) {
    self.init(rawValue: argument)
    guard Self.writable.contains(self) else { return nil }
  }
}
