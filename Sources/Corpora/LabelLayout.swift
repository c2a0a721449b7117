/// Where a row's labels stand.
///
/// In fastText lines and folders the labels have their own place, and the column names here are not
/// used; the case still says whether a row has one label or several. Spaces and tabs around a label
/// are not part of it, and labels that Unicode holds to be the same text (é in one code point or in
/// two) are the same label.
public enum LabelLayout: Hashable, Sendable {
  /// One column holds the row's one label.
  case single(String)
  /// A column for each label holds 1 where the label applies and 0 where it does not.
  case columns([String])
  /// One column holds all labels that apply, parted by one ASCII character; an empty field means
  /// that none applies. In JSON an array of strings serves too.
  case separated(String, by: String = "|")

  /// Whether a row may have any number of labels.
  public var isMultiLabel: Bool {
    if case .single = self { false } else { true }
  }

  var columns: [String] {
    switch self {
    case .single(let column), .separated(let column, _): [column]
    case .columns(let columns): columns
    }
  }

  /// Errors: `badLabelColumns`, `badSeparator`.
  func check() throws(CorpusError) {
    switch self {
    case .single: break
    case .columns(let columns):
      guard !columns.isEmpty, Set(columns).count == columns.count else {
        throw .badLabelColumns(columns)
      }
    case .separated(_, let separator):
      guard separator.utf8.count == 1, let byte = separator.utf8.first, byte < 0x80 else {
        throw .badSeparator(separator)
      }
    }
  }
}
