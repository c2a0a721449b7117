import Corpora
import Kernels
import StrictJSON

/// Labelled texts with their parts, as the stages after `examples` use them.
struct ExampleSet {
  let examples: Examples
  let split: Corpora.Split

  /// The places of a part's rows; a part without rows is an error, since whoever asks needs it.
  func rows(_ part: Part, of name: StageName) throws(RunError) -> [Int] {
    let rows = split[part]
    if rows.isEmpty { throw .emptyPart(examples: name, part: part) }
    return rows
  }
}

extension ExamplesStage: RunnableStage {
  func run(_ name: StageName, in workshop: Workshop) throws -> StageOutcome {
    let set = try workshop.examples(name)
    try check(set.examples)
    let report = set.examples.report
    var figures: JSONObject = [
      "rows": .integer(set.examples.count), "skipped": .integer(report.skipped),
      "emptyTexts": .integer(report.emptyTexts),
      "multiLabel": .bool(set.examples.isMultiLabel),
    ]
    for part in Part.allCases { figures[part.rawValue] = .integer(set.split[part].count) }
    figures["labels"] = .object(
      JSONObject(
        zip(set.examples.labelNames, set.examples.labelCounts).map { ($0, .integer($1)) }))
    if !report.badRows.isEmpty {
      figures["badRows"] = .array(report.badRows.map { .string("\($0)") })
      for row in report.badRows.prefix(3) {
        workshop.note(name, "skipped \(row)", isMilestone: true)
      }
    }
    return StageOutcome(figures: figures)
  }

  /// Labels that no classifier can tell apart, or no line of output can hold.
  private func check(_ examples: Examples) throws(RunError) {
    if let only = examples.labelNames.first, examples.labelNames.count == 1,
      !examples.isMultiLabel
    {
      throw .oneLabel(path: path.resolved, label: only, rows: examples.count)
    }
    for label in examples.labelNames
    where label.isEmpty
      || label.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    {
      throw .unusableLabel(path: path.resolved, label: label)
    }
  }

  /// Reads and splits the rows.
  func read(_ name: StageName, seed: UInt64) throws(CorpusError) -> ExampleSet {
    let examples = try load()
    let rule: SplitRule =
      switch split {
      case .fractions(let train, let validation, let test):
        .fractions(train: train, validation: validation, test: test)
      case .column: .column
      }
    let seed = RandomStream.derive(seed, "split \(name)")
    return ExampleSet(examples: examples, split: try examples.split(rule, seed: seed))
  }

  /// A fastText file says only by its lines whether a row may have several labels.
  private func load() throws(CorpusError) -> Examples {
    if hasSeveralLabels != nil || Folder.names(in: path.resolved) != nil {
      return try source(layout).load()
    }
    let examples = try source(.separated("label")).load()
    let isSingle = (0..<examples.count).allSatisfy { examples.labels($0).count == 1 }
    return isSingle ? try source(.single("label")).load() : examples
  }

  private var layout: LabelLayout {
    switch labelling {
    case .single(let column): .single(column)
    case .separated(let column, let separator): .separated(column, by: separator)
    case .columns(let columns): .columns(columns)
    }
  }

  private func source(_ labels: LabelLayout) -> ExampleSource {
    var source = ExampleSource(paths: [path.resolved])
    source.format =
      switch format {
      case .auto: nil
      case .csv: .csv
      case .tsv: .tsv
      case .jsonl: .jsonLines
      case .fasttext: .fastText
      case .folder: .folder
      }
    source.header = header
    source.text = text
    source.labels = labels
    if case .column(let column) = split { source.part = column }
    source.onBadRow = onBadRow
    source.limit = limit
    return source
  }
}
