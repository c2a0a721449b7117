import Archive
import EmbeddingStore
import Reports
import StrictJSON

extension ReportStage: RunnableStage {
  /// A page of what the stages made: their figures, as the record has them, and the traces.
  func run(_ name: StageName, in workshop: Workshop) throws -> StageOutcome {
    let record = workshop.record
    var page = ReportPage(
      title: title ?? record.pipeline,
      subtitle: "Lexigate \(version), seed \(record.seed)")
    for stage in of {
      guard let stage = record[stage] else { preconditionFailure() }
      page.sections += try Self.sections(of: stage, in: workshop)
    }
    page.sections.append(
      .table(
        title: "Stages", header: ["stage", "kind", "seconds"],
        rows: record.stages.map {
          [$0.name.description, $0.kind.rawValue, NumberText.fixed($0.seconds, 1)]
        }, numericColumns: [2]))
    let file = "\(name).html"
    let text = page.html()
    try SafeFile.write(workshop.path(file)) { writer throws(ArchiveError) in
      try writer.write(Array(text.utf8))
    }
    return StageOutcome(files: [file], figures: ["sections": .integer(page.sections.count)])
  }

  private static func sections(
    of stage: StageRecord, in workshop: Workshop
  ) throws -> [ReportSection] {
    let figures = stage.figures
    switch stage.kind {
    case .examples: return [.facts(title: title(stage, "examples"), facts: facts(figures))]
    case .tokenize: return [.facts(title: title(stage, "tokens"), facts: facts(figures))]
    case .phrases:
      return [.facts(title: title(stage, "phrases"), facts: facts(figures))]
        + (figures["passes"]?.elements ?? []).map { phrases($0, stage) }
    case .vectors, .word2vec:
      var sections: [ReportSection] = [
        .facts(title: title(stage, "word vectors"), facts: facts(figures))
      ]
      if let losses = figures["lossPerEpoch"]?.elements?.compactMap(\.double) {
        sections.append(
          .curve(
            title: title(stage, "loss"), xLabel: "epoch", series: [(name: "loss", values: losses)]))
      }
      sections.append(neighbours(try workshop.vectors(stage.name), title(stage, "nearest words")))
      return sections
    case .lstm:
      let epochs = figures["epochs"]?.elements ?? []
      func series(_ key: String) -> [Double] { epochs.map { $0.number(key) } }
      return [
        .facts(title: title(stage, "classifier"), facts: facts(figures)),
        .curve(
          title: title(stage, "loss"), xLabel: "epoch",
          series: [
            (name: "training", values: series("loss")),
            (name: "validation", values: series("validationLoss")),
          ]),
        .curve(
          title: title(stage, "validation"), xLabel: "epoch",
          series: [
            (name: "accuracy", values: series("accuracy")), (name: "F1", values: series("f1")),
          ]),
      ]
    case .evaluate: return scores(stage)
    case .trace:
      let traces = try TraceFile.read(workshop.path(TraceFile.name(stage.name)))
      return traces.enumerated().map { index, trace in
        .trace(title: title(stage, "trace \(index + 1)"), trace: trace)
      }
    case .corpus, .report: return []
    }
  }

  private static func title(_ stage: StageRecord, _ what: String) -> String {
    "\(stage.name): \(what)"
  }

  /// The most frequent and the best phrases of a pass.
  private static func phrases(_ pass: JSONText, _ stage: StageRecord) -> ReportSection {
    .table(
      title: title(stage, "phrases of pass \(pass["pass"]?.integer ?? 0)"),
      header: ["", "phrase", "joined", "score"],
      rows: [("most frequent", "mostFrequent"), ("best", "best")].flatMap { heading, key in
        (pass[key]?.elements ?? []).enumerated().map { place, phrase in
          [
            place == 0 ? heading : "", phrase["phrase"]?.string ?? "",
            NumberText.grouped(phrase["count"]?.integer ?? 0),
            NumberText.fixed(phrase.number("score"), 3),
          ]
        }
      }, numericColumns: [2, 3])
  }

  private static func scores(_ stage: StageRecord) -> [ReportSection] {
    let figures = stage.figures
    let labels = figures["perLabel"]?.elements ?? []
    var sections: [ReportSection] = [
      .facts(title: title(stage, "scores"), facts: facts(figures)),
      .table(
        title: title(stage, "labels"),
        header: ["label", "precision", "recall", "F1", "ROC-AUC", "rows"],
        rows: labels.map { label in
          [label["label"]?.string ?? ""]
            + ["precision", "recall", "f1", "rocAUC"].map { NumberText.fixed(label.number($0), 3) }
            + [NumberText.grouped(label["support"]?.integer ?? 0)]
        }, numericColumns: [1, 2, 3, 4, 5]),
    ]
    if figures["multiLabel"] == .bool(false), let confusion = figures["confusion"]?.elements {
      sections.append(
        .confusion(
          title: title(stage, "confusion"), labels: labels.map { $0["label"]?.string ?? "" },
          counts: confusion.map { ($0.elements ?? []).compactMap(\.integer) }))
    }
    return sections
  }

  /// Figures that are one number or word, under their names.
  private static func facts(_ figures: JSONObject) -> [(name: String, value: String)] {
    figures.members.compactMap { member in
      switch member.value {
      case .integer(let number): (member.key, NumberText.grouped(number))
      case .number(let number): (member.key, NumberText.fixed(number, 4))
      case .string(let text): (member.key, text)
      case .bool(let value): (member.key, value ? "yes" : "no")
      case .object(let object):
        (
          member.key,
          object.members.filter { $0.value.elements == nil }
            .map { "\($0.key) \(number($0.value))" }.joined(separator: ", ")
        )
      case .null: (member.key, "undefined")
      case .array: nil
      }
    }
  }

  /// A count or a share.
  private static func number(_ value: JSONText) -> String {
    if case .number(let number) = value { return NumberText.fixed(number, 4) }
    return NumberText.grouped(value.integer ?? 0)
  }

  /// The neighbours of some frequent words, as a taste of the vectors.
  private static func neighbours(_ table: EmbeddingTable, _ title: String) -> ReportSection {
    let index = NearestIndex(table)
    let words = table.vocabulary.wordIDs.lazy.map { table.vocabulary.word($0) }
      .filter { $0.count > 3 && $0.allSatisfy(\.isLetter) }.dropFirst(20).prefix(200)
    let shown = words.enumerated().filter { $0.offset % 20 == 0 }.map(\.element)
    return .table(
      title: title, header: ["word", "nearest"],
      rows: shown.map { word in
        let nearest = (try? index.nearest(to: word, count: 5)) ?? []
        return [word, nearest.map(\.word).joined(separator: ", ")]
      }, numericColumns: [])
  }
}
