import ArgumentParser
import Classifying
import Corpora
import Pipelines
import StrictJSON

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Judge labelled texts and compare.",
    discussion: """
      FILE may be CSV, TSV, JSON Lines, fastText lines or a folder of label folders, plain or gzip. \
      A model with several labels a text looks for a column of 0 and 1 for each of its labels, \
      unless --label names one column that holds them, joined by "|".
      """)

  @OptionGroup var options: ModelOptions
  @OptionGroup var threads: ThreadOptions

  @Argument(help: "The labelled texts.")
  var file: String

  @Option(help: "The file's format, where its name does not tell it.")
  var format: CorpusFormat?

  @Option(help: "The column that holds the text.")
  var text = "text"

  @Option(help: "The column that holds the label; \"label\" unless given.")
  var label: String?

  func run() throws {
    let model = try options.load()
    var source = ExampleSource(paths: [file])
    source.format = format
    source.text = text
    source.knownLabels = model.labels
    if !model.multiLabel {
      source.labels = .single(label ?? "label")
    } else if let label {
      source.labels = .separated(label)
    } else {
      source.labels = .columns(model.labels)
    }
    let examples = try source.load()
    let figures = model.evaluate(
      examples, rows: Array(0..<examples.count), threads: threads.count)
    if options.json {
      try Console.output(JSONText.object(figures).pretty)
    } else {
      try Console.output(RunSummary.scores(figures))
    }
  }
}

extension CorpusFormat: ExpressibleByArgument {}
