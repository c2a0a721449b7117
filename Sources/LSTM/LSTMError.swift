import Archive

/// What can be wrong with a classifier's settings, its data, or its training.
public enum LSTMError: Error, Equatable, Sendable {
  /// A setting that no classifier or training can have.
  case outOfRange(setting: String, found: String, expected: String)
  case duplicateLabel(String)
  /// The vectors do not have the dimensions that the settings name.
  case dimensions(of: String, found: String, expected: String)
  /// An id that no vector belongs to.
  case unknownID(found: Int, rows: Int)
  /// The rows of texts and of labels differ in number.
  case rowCounts(texts: Int, labels: Int)
  case noRows
  /// A row (from 0) whose label is not one of the classifier's.
  case labelOutOfRange(row: Int, found: Int, labels: Int)
  /// One label a row was given where several are expected, or the other way round.
  case labelKind(multiLabel: Bool)
  /// All training rows have the same label.
  case oneClass(String)
  /// Early stopping by accuracy or F1 needs rows to measure them on.
  case noValidationRows(monitor: String)
  /// Thresholds and temperature are found on validation rows.
  case noTuningRows(setting: String)
  /// Only two labels, or several labels a text, have thresholds.
  case noThreshold(labels: Int)
  /// A classifier of bytes has nothing left to train.
  case quantized
  /// The loss or a gradient is no longer a number.
  case diverged(step: Int, learningRate: Float, largestGradient: Float)
  /// A part of a stored model that does not fit the rest.
  case modelPart(name: String, found: String, expected: String)
  /// A part of a checkpoint that does not fit the training.
  case checkpointPart(name: String, found: String, expected: String)
  case checkpointNotWritten(ArchiveError)
}

extension LSTMError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .outOfRange(let setting, let found, let expected):
      "\"\(setting)\" is \(found); expected \(expected)"
    case .duplicateLabel(let label):
      "the label \"\(label)\" is listed twice; name each label once"
    case .dimensions(let what, let found, let expected):
      "\(what) has shape \(found); expected \(expected): give vectors and settings of one size"
    case .unknownID(let found, let rows):
      """
      word id \(found) has no vector; ids run from 0 to \(rows - 1): encode the text with the \
      vocabulary that the vectors belong to
      """
    case .rowCounts(let texts, let labels):
      "\(texts) texts but \(labels) rows of labels; expected one row of labels a text"
    case .noRows:
      "no rows to train on; check the data's path, its columns and its split"
    case .labelOutOfRange(let row, let found, let labels):
      "row \(row + 1) has label number \(found); expected 0 to \(labels - 1)"
    case .labelKind(let multiLabel):
      multiLabel
        ? """
        the rows have one label each, but the classifier answers each label on its own; give one \
        0 or 1 a label
        """
        : "the rows have several labels, but the classifier picks one; set \"multiLabel\" to true"
    case .oneClass(let label):
      """
      all training rows have the label "\(label)"; a classifier needs rows of at least two labels: \
      check the label column
      """
    case .noValidationRows(let monitor):
      """
      \"monitor\" is "\(monitor)" but there are no validation rows to measure it on; set a \
      validation split or "monitor": "loss"
      """
    case .noTuningRows(let setting):
      """
      "\(setting)" is fitted on validation rows and there are none; set a validation split or leave \
      "\(setting)" out
      """
    case .noThreshold(let labels):
      """
      the classifier picks one of \(labels) labels, the likeliest, and has no threshold to tune; \
      expected two labels or several labels a text: leave "thresholds" out
      """
    case .quantized:
      "the classifier is quantized and can only answer; train the one that it was made from"
    case .diverged(let step, let learningRate, let largestGradient):
      """
      training went astray at step \(step): the loss or a gradient is not a number (learning rate \
      \(learningRate), largest gradient \(largestGradient)); try a smaller learning rate or clipNorm
      """
    case .modelPart(let name, let found, let expected):
      """
      the model's part "\(name)" is \(found); expected \(expected): the file is damaged or of \
      another make
      """
    case .checkpointPart(let name, let found, let expected):
      """
      the checkpoint's part "\(name)" is \(found); expected \(expected): it is of another training; \
      train anew
      """
    case .checkpointNotWritten(let error):
      "the checkpoint could not be written: \(error)"
    }
  }
}
