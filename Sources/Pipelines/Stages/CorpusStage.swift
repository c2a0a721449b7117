import Corpora

/// Reads texts without labels.
public struct CorpusStage: PipelineStage {
  public enum Format: String, CaseIterable, Sendable {
    case auto, text, csv, tsv, jsonl, folder
  }

  public var paths: [InputPath] = []
  public var format = Format.auto
  public var text = "text"
  public var onBadRow = BadRowPolicy.stop
  public var limit: Int?

  public init() {}
}

extension CorpusStage {
  public static let kind = StageKind.corpus
  public static let artifact = Artifact.corpus
  public static let purpose = "Texts without labels, for word vectors."

  public static let keys: [Key<Self>] = [
    Key(
      "path", \.paths, .list(of: .path, orOne: true), required: true,
      "The files or folders to read, plain or gzip. Relative to the pipeline file."),
    Key(
      "format", \.format, .choice,
      "How the texts are written; text is one to a line, auto goes by the name and the content."),
    Key("text", \.text, .text, "The column that holds the text, where there are columns."),
    Key(
      "onBadRow", \.onBadRow, .choice,
      "Whether a row that cannot be read stops the stage or is skipped and counted."),
    Key("limit", \.limit, .optional(.integer(1...)), "Read only so many texts."),
  ]

  public var inputKind: InputKind {
    switch format {
    case .auto: .either
    case .folder: .folder
    case .text, .csv, .tsv, .jsonl: .file
    }
  }

  public var stage: Stage { .corpus(self) }

  public func settle(_ reading: inout StageReading) {
    if let position = reading.given["text"], format == .text || format == .folder {
      reading.fault(position, .meaningless(key: "text", because: "format", is: format.rawValue))
    }
  }
}
