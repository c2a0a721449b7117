/// The forms in which a file or a folder holds texts.
///
/// All but `folder` may be packed with gzip; that is told by the content, not by the name.
public enum CorpusFormat: String, Codable, CaseIterable, Hashable, Sendable {
  /// A document a line; no labels.
  case text
  /// Comma-separated values as RFC 4180 has them: quoted fields may hold commas, quotes and line
  /// ends.
  case csv
  /// Fields separated by tabs, a row a line; no quoting, no escapes.
  case tsv
  /// One flat JSON object a line.
  case jsonLines = "jsonl"
  /// fastText's form: `__label__good __label__cheap the text`, a row a line.
  case fastText = "fasttext"
  /// A folder of folders: `label/anything.txt`, a text a file.
  case folder

  /// The format that the name of `path` tells, with or without `.gz`; nil for other names.
  public init?(fileName path: String) {
    var name = path.lowercased()
    if name.hasSuffix(".gz") { name.removeLast(3) }
    switch true {
    case name.hasSuffix(".txt"): self = .text
    case name.hasSuffix(".csv"): self = .csv
    case name.hasSuffix(".tsv"), name.hasSuffix(".tab"): self = .tsv
    case name.hasSuffix(".jsonl"), name.hasSuffix(".ndjson"): self = .jsonLines
    default: return nil
    }
  }
}
