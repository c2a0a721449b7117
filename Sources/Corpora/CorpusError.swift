import Archive

/// What can go wrong between a file and its rows, told to the person who named it.
public enum CorpusError: Error, Equatable, Sendable {
  case file(ArchiveError)
  /// The first bad row, when bad rows are not to be skipped.
  case badRow(BadRow)
  case noPath
  case unknownFormat(path: String)
  case folderExpected(path: String)
  /// A folder stands where `format` needs a file.
  case fileExpected(path: String, format: CorpusFormat)
  /// Labels were asked of a format that has none.
  case formatWithoutLabels(path: String)
  /// Labels were asked of `format` in a layout that it does not have.
  case wrongLabelLayout(path: String, format: CorpusFormat)
  /// A column was asked of `format`, which has no columns.
  case formatWithoutColumns(path: String, column: String, format: CorpusFormat)
  case missingColumn(path: String, column: String, found: [String])
  case repeatedColumn(path: String, column: String)
  /// The header has zero bytes in it, as UTF-16 has.
  case utf16(path: String)
  /// A label column is named twice, or no label column at all.
  case badLabelColumns([String])
  case badSeparator(String)
  /// A folder in the folder layout holds no folder with texts.
  case noLabelFolders(path: String)
  /// The files hold no row, or no row that can be used.
  case nothingToRead(paths: [String], skipped: Int, first: BadRow?)
  case badFraction(part: Part, value: Double)
  case fractionsTooLarge(sum: Double)
  case badFold(number: Int, of: Int)
  case emptyPart(part: Part, of: Int)
  case noPartColumn
}

extension CorpusError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .file(let error): return error.description
    case .badRow(let row): return row.description
    case .noPath: return "no file is named; name at least one"
    case .unknownFormat(let path):
      return
        "\(path): the name does not tell the format; name the file .txt, .csv, .tsv, .jsonl or "
        + ".ndjson (.gz may follow), or set the format: " + formats(CorpusFormat.allCases)
    case .folderExpected(let path):
      return "\(path): this is a file, but the format \"folder\" needs a folder"
    case .fileExpected(let path, let format):
      return "\(path): this is a folder, but the format \"\(format.rawValue)\" needs a file"
    case .formatWithoutLabels(let path):
      return "\(path): plain text holds no labels; set the format if it is another one: "
        + formats(CorpusFormat.allCases.filter { $0 != .text })
    case .wrongLabelLayout(let path, let format):
      return "\(path): the format \"\(format.rawValue)\" "
        + (format == .folder
          ? "gives each text one label, its folder's name; ask for a single label"
          : "names its labels in each line; ask for a single label or a list of labels, "
            + "not for columns")
    case .formatWithoutColumns(let path, let column, let format):
      return "\(path): there is no column \"\(column)\": the format \"\(format.rawValue)\" "
        + "has no columns"
    case .missingColumn(let path, let column, let found):
      return "\(path): there is no column \"\(column)\"; the columns are \(listed(found))"
        + suggestion(column, among: found)
    case .utf16(let path):
      return "\(path): this looks like UTF-16, but UTF-8 was expected; save the file as UTF-8"
    case .repeatedColumn(let path, let column):
      return "\(path): the column \"\(column)\" stands twice in the header; rename one"
    case .badLabelColumns(let columns):
      return columns.isEmpty
        ? "no label column is named; name at least one"
        : "the label columns \(listed(columns)) are not all different"
    case .badSeparator(let separator):
      return "the separator of labels \"\(separator)\" is not one ASCII character"
    case .noLabelFolders(let path):
      return "\(path): no folder with .txt files in it; "
        + "texts are expected in a folder for each label, such as pos/1.txt"
    case .nothingToRead(let paths, let skipped, let first):
      let files = paths.joined(separator: ", ")
      guard skipped > 0 else { return "\(files): nothing to read: no row of data" }
      return "\(files): nothing to read: \(counted(skipped, "row")) skipped as bad, none left"
        + (first.map { "; the first: \($0)" } ?? "")
    case .badFraction(let part, let value):
      return "the \(part.rawValue) fraction \(value) is not between 0 and 1"
    case .fractionsTooLarge(let sum):
      return "the fractions of the split sum to \(sum), more than 1"
    case .badFold(let number, let folds):
      return "fold \(number) of \(folds) does not exist: there must be at least 2 folds, "
        + "and they are numbered from 1"
    case .emptyPart(let part, let count):
      return "the \(part.rawValue) part of the split is empty: "
        + "\(counted(count, "example")) cannot be shared out so; "
        + "use more examples or another fraction"
    case .noPartColumn:
      return "the split is to follow a column, but none was read; name the column"
    }
  }

  private func formats(_ formats: [CorpusFormat]) -> String {
    formats.map(\.rawValue).joined(separator: ", ")
  }
}
