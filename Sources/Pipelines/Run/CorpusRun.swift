import Corpora

extension CorpusStage: RunnableStage {
  /// Nothing is read before somebody needs the text: the stage that tokenizes it streams it.
  func run(_ name: StageName, in workshop: Workshop) throws -> StageOutcome {
    StageOutcome()
  }

  var source: TextSource {
    var source = TextSource(paths: paths.map(\.resolved))
    source.format =
      switch format {
      case .auto: nil
      case .text: .text
      case .csv: .csv
      case .tsv: .tsv
      case .jsonl: .jsonLines
      case .folder: .folder
      }
    source.text = text
    source.onBadRow = onBadRow
    source.limit = limit
    return source
  }
}
