import Classifying
import EmbeddingStore
import Reports
import StrictJSON

/// What a run has to say in the end, for a terminal: made from its record and its traces.
public struct RunSummary {
  private let record: RunRecord
  private let folder: String
  private let width: Int

  public init(_ record: RunRecord, folder: String, width: Int) {
    self.record = record
    self.folder = folder
    self.width = width
  }

  public var text: String {
    let seconds = record.stages.filter { !$0.isCached }.reduce(0) { $0 + $1.seconds }
    let kept = record.stages.filter(\.isCached).count
    var text =
      "\(record.pipeline): \(record.stages.count) stages in \(NumberText.duration(seconds))"
    if kept > 0 { text += ", \(kept) kept from the last run" }
    text += "\n"
    for stage in record.stages {
      let lines = self.lines(of: stage)
      guard !lines.isEmpty else { continue }
      text += "\n\(stage.name) (\(stage.kind.rawValue))\n" + lines
    }
    let files = record.stages.flatMap(\.outputs)
    text += "\nfiles in \(folder)/\n"
    text +=
      TextTable(
        header: [],
        rows: files.map { [$0.file, NumberText.bytes($0.bytes)] } + [[RunRecord.fileName, ""]],
        numeric: [1], indent: "  "
      ).text
    return text
  }

  private func lines(of stage: StageRecord) -> String {
    let figures = stage.figures
    switch stage.kind {
    case .examples: return Self.examples(figures)
    case .corpus: return ""
    case .tokenize: return Self.tokens(figures)
    case .phrases: return Self.phrases(figures)
    case .word2vec: return Self.vectors(figures)
    case .vectors:
      return "  \(figures.count("rows")) vectors of \(figures.count("dimensions")) dimensions\n"
        + Self.storage(figures)
    case .lstm: return Self.training(figures)
    case .evaluate: return Self.scores(figures)
    case .trace:
      guard let traces = try? TraceFile.read(folder + "/" + TraceFile.name(stage.name)) else {
        return ""
      }
      return traces.map { TraceTable($0, width: width).text() }.joined(separator: "\n")
    case .report: return ""
    }
  }

  private static func examples(_ figures: JSONObject) -> String {
    var text = "  \(figures.count("rows")) rows: \(figures.count("train")) train, "
    text += "\(figures.count("validation")) validation, \(figures.count("test")) test"
    if let skipped = figures["skipped"]?.integer, skipped > 0 {
      text += "; \(NumberText.grouped(skipped)) bad rows skipped"
    }
    text += "\n  "
    text += (figures["labels"]?.members ?? [])
      .map { "\($0.key) \(NumberText.grouped($0.value.integer ?? 0))" }.joined(separator: ", ")
    return text + "\n"
  }

  private static func tokens(_ figures: JSONObject) -> String {
    "  \(figures.count("texts")) texts, \(figures.count("words")) words, "
      + "\(figures.count("distinct")) different; \(figures.count("vocabulary")) in the vocabulary "
      + "(\(NumberText.percent(figures.number("unknownShare"))) of the words are left out)\n"
  }

  private static func phrases(_ figures: JSONObject) -> String {
    let passes = figures["passes"]?.elements ?? []
    func list(_ pass: JSONText, _ key: String) -> String {
      (pass[key]?.elements ?? []).compactMap { $0["phrase"]?.string }.joined(separator: ", ")
    }
    let text =
      "  \(figures.count("words")) words become \(figures.count("joinedWords")); "
      + "\(figures.count("phrases")) phrases, \(figures.count("vocabulary")) words and phrases in "
      + "the vocabulary\n"
    guard !passes.isEmpty else { return text }
    return text
      + TextTable(
        header: ["pass", "phrases", "joined"],
        rows: passes.flatMap { pass in
          [
            [
              "\(pass["pass"]?.integer ?? 0)", NumberText.grouped(pass["phrases"]?.integer ?? 0),
              NumberText.grouped(pass["joined"]?.integer ?? 0), "most frequent",
              list(pass, "mostFrequent"),
            ], ["", "", "", "best", list(pass, "best")],
          ]
        }, numeric: [0, 1, 2], indent: "  "
      ).text
  }

  private static func vectors(_ figures: JSONObject) -> String {
    let losses = figures["lossPerEpoch"]?.elements?.compactMap(\.double) ?? []
    return "  \(figures.count("words")) words read in "
      + "\(NumberText.duration(figures.number("seconds"))): "
      + "\(NumberText.rate(figures.number("wordsPerSecond"))) words/s\n"
      + TextTable(
        header: ["epoch", "loss"],
        rows: losses.enumerated().map { ["\($0 + 1)", NumberText.fixed($1, 4)] },
        numeric: [0, 1], indent: "  "
      ).text + storage(figures)
  }

  /// What rounding vectors cost.
  private static func storage(_ figures: JSONObject) -> String {
    guard case .object(let figures)? = figures["storage"], let loss = StorageLoss(figures) else {
      return ""
    }
    return "  kept as \(figures["precision"]?.string ?? ""): \(loss.summary)\n"
  }

  private static func training(_ figures: JSONObject) -> String {
    let epochs = figures["epochs"]?.elements ?? []
    let best = figures["bestEpoch"]?.integer
    // Without a validation part there is nothing to show.
    func figure(_ epoch: JSONText, _ key: String, _ text: (Double) -> String) -> String {
      epoch[key]?.double.map(text) ?? "–"
    }
    return "  \(figures.count("parameters")) parameters, "
      + "\(NumberText.rate(figures.number("tokensPerSecond"))) words/s\n"
      + TextTable(
        header: ["epoch", "loss", "validation loss", "accuracy", "F1", "seconds", ""],
        rows: epochs.map { epoch in
          let number = epoch["epoch"]?.integer ?? 0
          return [
            "\(number)", NumberText.fixed(epoch.number("loss"), 4),
            figure(epoch, "validationLoss") { NumberText.fixed($0, 4) },
            figure(epoch, "accuracy", NumberText.percent), figure(epoch, "f1", NumberText.percent),
            NumberText.fixed(epoch.number("seconds"), 1),
            number == best ? "← kept" : "",
          ]
        }, numeric: [0, 1, 2, 3, 4, 5], indent: "  "
      ).text + folds(figures) + tuning(figures)
  }

  /// The scores of `evaluate`, also for the command of that name.
  public static func scores(_ figures: JSONObject) -> String {
    let labels = figures["perLabel"]?.elements ?? []
    let isMultiLabel = figures["multiLabel"] == .bool(true)
    var text = "  \(figures.count("rows")) rows"
    if let part = figures["on"]?.string { text += " (\(part))" }
    text += ": accuracy \(NumberText.percent(figures.number("accuracy")))"
    if isMultiLabel {
      text += " (all labels right)\n  micro F1 \(NumberText.percent(figures.number("microF1")))"
    }
    text += ", macro F1 \(NumberText.percent(figures.number("macroF1")))"
    text += ", log loss \(NumberText.fixed(figures.number("logLoss"), 4))\n"
    text += probabilities(figures)
    text +=
      TextTable(
        header: ["label", "precision", "recall", "F1", "rows"],
        rows: labels.map { label in
          [
            label["label"]?.string ?? "", NumberText.percent(label.number("precision")),
            NumberText.percent(label.number("recall")), NumberText.percent(label.number("f1")),
            NumberText.grouped(label["support"]?.integer ?? 0),
          ]
        }, numeric: [1, 2, 3, 4], indent: "  "
      ).text
    if let thresholds = figures["thresholds"]?.members, !thresholds.isEmpty {
      text += "  thresholds "
      text += thresholds.map { "\($0.key) \(NumberText.fixed($0.value.double ?? .nan, 4))" }
        .joined(separator: ", ")
      text += "\n"
    }
    let names = labels.map { $0["label"]?.string ?? "" }
    if let confusion = figures["confusion"]?.elements {
      text += "  confusion matrix (rows: truth, columns: answer)\n"
      text +=
        TextTable(
          header: [""] + names,
          rows: zip(names, confusion).map { name, row in
            [name] + (row.elements ?? []).map { NumberText.grouped($0.integer ?? 0) }
          }, numeric: Set(1...max(names.count, 1)), indent: "  "
        ).text
    }
    if let decisions = figures["decisions"]?.elements {
      text +=
        TextTable(
          header: ["label", "rightly given", "wrongly given", "missed", "rightly not"],
          rows: decisions.map { label in
            [label["label"]?.string ?? ""]
              + ["truePositives", "falsePositives", "falseNegatives", "trueNegatives"].map {
                NumberText.grouped(label[$0]?.integer ?? 0)
              }
          }, numeric: [1, 2, 3, 4], indent: "  "
        ).text
    }
    return text
  }
}

extension RunSummary {
  /// What cross-validation found.
  private static func folds(_ figures: JSONObject) -> String {
    guard case .object(let found)? = figures["crossValidation"] else { return "" }
    func spread(_ key: String, _ write: (Double) -> String) -> String {
      write(found.number(key + "Mean")) + " ± " + write(found.number(key + "Deviation"))
    }
    return "  \(found.count("folds")) folds: loss "
      + spread("loss") { NumberText.fixed($0, 4) } + ", accuracy "
      + spread("accuracy", NumberText.percent) + ", F1 " + spread("f1", NumberText.percent) + "\n"
  }

  /// What was fitted on the validation part after training.
  private static func tuning(_ figures: JSONObject) -> String {
    var text = ""
    func change(_ object: JSONObject, _ key: String, _ write: (Double) -> String) -> String {
      "\(write(object.number(key + "Before"))) → \(write(object.number(key + "After")))"
    }
    for (name, cost) in [
      ("weights as bytes", figures["quantization"]),
      ("vectors kept as \(figures["storage"]?["precision"]?.string ?? "")", figures["storage"]),
    ] {
      guard case .object(let cost)? = cost else { continue }
      text += "  " + name
      if cost["accuracyAfter"] != nil {
        text += ": accuracy " + change(cost, "accuracy") { NumberText.fixed(100 * $0, 2) + " %" }
        text += ", log loss " + change(cost, "logLoss") { NumberText.fixed($0, 4) }
      }
      text += "\n"
    }
    if case .object(let fit)? = figures["calibration"] {
      text += "  temperature \(NumberText.fixed(fit.number("temperature"), 3)): log loss "
      text += change(fit, "logLoss") { NumberText.fixed($0, 4) }
      text += ", calibration error "
      text += change(fit, "calibrationError") { NumberText.fixed($0, 4) } + "\n"
    }
    if case .object(let scores)? = figures["tuning"] {
      let thresholds = (figures["thresholds"]?.members ?? []).map {
        "\($0.key) \(NumberText.fixed($0.value.double ?? .nan, 4))"
      }
      text += thresholds.isEmpty ? "  no threshold" : "  thresholds "
      text += thresholds.joined(separator: ", ") + ": accuracy "
      text += change(scores, "accuracy", NumberText.percent)
      text += ", macro F1 " + change(scores, "f1", NumberText.percent) + "\n"
    }
    return text
  }

  /// How good the probabilities are, whatever is decided by them; nothing where it was not measured.
  private static func probabilities(_ figures: JSONObject) -> String {
    guard let error = figures["calibrationError"]?.double else { return "" }
    var text = "  ROC-AUC "
    if let area = figures["rocAUC"]?.double {
      text += NumberText.fixed(area, 4)
    } else {
      let rows = figures["rows"]?.integer ?? 0
      let label = (figures["perLabel"]?.elements ?? []).first { $0["rocAUC"] == .null }
      let name = label?["label"]?.string ?? ""
      let support = label?["support"]?.integer ?? 0
      text += "undefined"
      if rows > 0, support == 0 { text += " (no row is \"\(name)\")" }
      if rows > 0, support == rows { text += " (every row is \"\(name)\")" }
    }
    return text + ", calibration error \(NumberText.fixed(error, 4))\n"
  }
}

// MARK: Reading figures

extension JSONObject {
  func count(_ key: String) -> String { NumberText.grouped(self[key]?.integer ?? 0) }
  func number(_ key: String) -> Double { self[key]?.double ?? .nan }
}

extension JSONText {
  func number(_ key: String) -> Double { self[key]?.double ?? .nan }
}
