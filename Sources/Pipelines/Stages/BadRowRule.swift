/// What to do with a row that cannot be read.
public enum BadRowRule: String, CaseIterable, Sendable {
  /// End the stage with the row's file and line.
  case stop
  /// Leave the row out and count it.
  case skip
}
