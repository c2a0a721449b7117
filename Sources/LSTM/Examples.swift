/// What the texts' labels are.
public enum Targets: Sendable, Equatable {
  /// One label's number a row.
  case classes([Int])
  /// Yes or no for each label, row by row: rows × labels values of 0 or 1.
  case flags([UInt8])

  /// Rows of yes and no.
  public static func flags(rows: [[Bool]]) -> Targets {
    .flags(rows.flatMap { $0.map { $0 ? 1 : 0 } })
  }

  public func rows(labels: Int) -> Int {
    switch self {
    case .classes(let classes): classes.count
    case .flags(let flags): flags.count / max(labels, 1)
    }
  }

  /// Whether a row has a label; `labels` is how many there are.
  package func has(_ label: Int, row: Int, of labels: Int) -> Bool {
    switch self {
    case .classes(let classes): classes[row] == label
    case .flags(let flags): flags[row * labels + label] == 1
    }
  }

  /// Refuses targets that do not fit the settings.
  package func check(_ settings: ClassifierSettings, texts: Int) throws(LSTMError) {
    let labels = settings.labels.count
    switch self {
    case .classes(let classes):
      if settings.multiLabel { throw .labelKind(multiLabel: true) }
      for (row, label) in classes.enumerated() where !(0..<labels).contains(label) {
        throw .labelOutOfRange(row: row, found: label, labels: labels)
      }
    case .flags(let flags):
      if !settings.multiLabel { throw .labelKind(multiLabel: false) }
      for (place, flag) in flags.enumerated() where flag > 1 {
        throw .labelOutOfRange(row: place / labels, found: Int(flag), labels: 2)
      }
    }
    if rows(labels: labels) != texts {
      throw .rowCounts(texts: texts, labels: rows(labels: labels))
    }
  }
}

/// Texts with their labels.
public struct Examples: Sendable {
  public var texts: IDSequences
  public var targets: Targets

  public init(texts: IDSequences, targets: Targets) {
    self.texts = texts
    self.targets = targets
  }

  public var count: Int { texts.count }
}
