import Corpora

/// Reads labelled texts and deals them out to training, validation and test.
public struct ExamplesStage: PipelineStage {
  public enum Format: String, CaseIterable, Sendable {
    case auto, csv, tsv, jsonl, fasttext, folder
  }

  /// Where the labels of a row are.
  public enum Labelling: Hashable, Sendable {
    /// One label in one column.
    case single(column: String)
    /// Several labels in one column, with a mark between them.
    case separated(column: String, separator: String)
    /// A column of 0 and 1 for each label.
    case columns([String])
  }

  public var path = InputPath(written: "", resolved: "")
  public var format = Format.auto
  public var header = true
  public var text = "text"
  /// Nil when `labels` names the columns.
  public var label: String? = "label"
  public var labels: [String]?
  public var separator: String?
  public var split = Split.fractions(train: 0.8, validation: 0.1, test: 0.1)
  public var onBadRow = BadRowPolicy.stop
  public var limit: Int?

  public init() {}

  public var labelling: Labelling {
    if let labels { return .columns(labels) }
    let column = label ?? "label"
    return separator.map { .separated(column: column, separator: $0) } ?? .single(column: column)
  }

  /// Whether a text may have several labels; nil when only the data can tell.
  public var hasSeveralLabels: Bool? {
    if labels != nil || separator != nil { return true }
    switch format {
    case .csv, .tsv, .jsonl, .folder: return false
    case .fasttext: return nil
    case .auto:
      var name = path.written[...]
      if name.hasSuffix(".gz") { name = name.dropLast(3) }
      return [".csv", ".tsv", ".jsonl"].contains(where: name.hasSuffix) ? false : nil
    }
  }
}

extension ExamplesStage {
  public static let kind = StageKind.examples
  public static let artifact = Artifact.examples
  public static let purpose = "Labelled texts, dealt out to training, validation and test."

  public static let keys: [Key<Self>] = [
    Key(
      "path", \.path, .path, required: true,
      "The file or folder to read, plain or gzip. Relative to the pipeline file."),
    Key(
      "format", \.format, .choice,
      "How the rows are written; auto goes by the name and the content."),
    Key(
      "header", \.header, .flag,
      "Whether the first row of a CSV or TSV file names the columns."),
    Key("text", \.text, .text, "The column that holds the text."),
    Key(
      "label", \.label, .optional(.text), shown: "label",
      "The column that holds the label. Not together with labels."),
    Key(
      "labels", \.labels, .optional(.list(of: .text)),
      "Columns of 0 and 1, one for each label, where a text may have several."),
    Key(
      "separator", \.separator, .optional(.mark),
      "The mark between several labels in the label column."),
    Key(
      "split", \.split, .split,
      "The share of each part, the rest is left out; or the column that names each row's part."),
    Key(
      "onBadRow", \.onBadRow, .choice,
      "Whether a row that cannot be read stops the stage or is skipped and counted."),
    Key("limit", \.limit, .optional(.integer(1...)), "Read only so many rows."),
  ]

  public var inputKind: InputKind {
    switch format {
    case .auto: .either
    case .folder: .folder
    case .csv, .tsv, .jsonl, .fasttext: .file
    }
  }

  public var stage: Stage { .examples(self) }

  public mutating func settle(_ reading: inout StageReading) {
    if labels != nil || reading.given["labels"] != nil {
      if let position = reading.given["label"] {
        reading.fault(position, .conflict("label", with: "labels"))
      }
      if let position = reading.given["separator"] {
        reading.fault(position, .conflict("separator", with: "labels"))
      }
      label = nil
    } else if label == nil {
      label = "label"
    }
    for key in meaninglessKeys {
      if let position = reading.given[key] {
        reading.fault(position, .meaningless(key: key, because: "format", is: format.rawValue))
      }
    }
    if case .column = split, let position = reading.given["split"], !hasColumns {
      reading.fault(
        position, .meaningless(key: "split.column", because: "format", is: format.rawValue))
    }
  }

  private var hasColumns: Bool { format != .fasttext && format != .folder }

  /// Keys about columns say nothing where the layout itself holds the labels.
  private var meaninglessKeys: [String] {
    switch format {
    case .auto, .csv, .tsv: []
    case .jsonl: ["header"]
    case .fasttext, .folder: ["header", "text", "label", "labels", "separator"]
    }
  }
}
