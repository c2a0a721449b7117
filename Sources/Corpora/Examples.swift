/// Labelled texts in memory: all texts in one run of bytes, all labels in one run of numbers.
///
/// An example is known by its place, 0 up to `count`; a label by its place in `labelNames`.
public struct Examples: Sendable {
  /// The labels in their order: as given, or else sorted by their UTF-8 bytes.
  public let labelNames: [String]
  /// Whether an example may have any number of labels; if not, each has exactly one.
  public let isMultiLabel: Bool
  /// What was read and what was left out.
  public let report: ReadReport

  let textBytes: [UInt8]
  /// Text `i` is `textBytes[textStarts[i]..<textStarts[i + 1]]`.
  let textStarts: [Int]
  let labelNumbers: [Int32]
  /// The labels of example `i` are `labelNumbers[labelStarts[i]..<labelStarts[i + 1]]`, ascending.
  let labelStarts: [Int]
  let files: [String]
  let fileNumbers: [Int32]
  let lines: [Int32]
  /// Empty when no part column was read.
  let parts: [Part]

  /// How many examples there are.
  public var count: Int { lines.count }

  /// The bytes of a text, valid UTF-8.
  public func text(_ index: Int) -> ArraySlice<UInt8> {
    textBytes[textStarts[index]..<textStarts[index + 1]]
  }

  /// Hands the bytes of a text to `body` where they lie.
  public func withText<R>(
    _ index: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> R
  ) rethrows -> R {
    try textBytes.withUnsafeBufferPointer { bytes in
      try body(UnsafeBufferPointer(rebasing: bytes[textStarts[index]..<textStarts[index + 1]]))
    }
  }

  /// The labels that apply to an example, ascending; exactly one unless `isMultiLabel`.
  public func labels(_ index: Int) -> ArraySlice<Int32> {
    labelNumbers[labelStarts[index]..<labelStarts[index + 1]]
  }

  /// The one label of an example. The examples must not be `isMultiLabel`.
  public func label(_ index: Int) -> Int {
    precondition(!isMultiLabel, "an example may have several labels here")
    return Int(labelNumbers[index])
  }

  /// A 0 or 1 for each label.
  ///
  /// Shapes: [`labelNames.count`].
  public func targets(_ index: Int) -> [Float] {
    var row = [Float](repeating: 0, count: labelNames.count)
    for label in labels(index) { row[Int(label)] = 1 }
    return row
  }

  /// How many examples have each label.
  ///
  /// Shapes: [`labelNames.count`].
  public var labelCounts: [Int] {
    var counts = [Int](repeating: 0, count: labelNames.count)
    for label in labelNumbers { counts[Int(label)] += 1 }
    return counts
  }

  /// The file an example came from.
  public func file(_ index: Int) -> String { files[Int(fileNumbers[index])] }

  /// The line in which an example begins, from 1.
  public func line(_ index: Int) -> Int { Int(lines[index]) }

  /// What the part column said of an example; nil when none was read.
  public func part(_ index: Int) -> Part? { parts.isEmpty ? nil : parts[index] }
}

extension Examples {
  /// Examples made in memory; `file` stands for their origin, and their lines count from 1.
  public init(
    _ rows: [(text: String, labels: [String])], labelNames: [String]? = nil,
    isMultiLabel: Bool = false, file: String = "memory"
  ) {
    var builder = ExamplesBuilder()
    var report = ReadReport()
    for (index, row) in rows.enumerated() {
      precondition(isMultiLabel || row.labels.count == 1, "each row has exactly one label here")
      var text = row.text
      text.withUTF8 { bytes in
        report.count(bytes)
        builder.append(
          Row(text: bytes, labels: row.labels, part: nil, file: file, line: index + 1))
      }
    }
    self = builder.finish(labelNames: labelNames, isMultiLabel: isMultiLabel, report: report)
  }
}

/// Gathers rows into `Examples`.
struct ExamplesBuilder {
  private var textBytes: [UInt8] = []
  private var textStarts = [0]
  private var labelNumbers: [Int32] = []
  private var labelStarts = [0]
  private var files: [String] = []
  private var fileNumbers: [Int32] = []
  private var lines: [Int32] = []
  private var parts: [Part] = []
  /// Labels are numbered as they are first seen; `finish` gives them their order.
  private var seen: [String: Int32] = [:]

  mutating func append(_ row: Row) {
    textBytes.append(contentsOf: row.text)
    textStarts.append(textBytes.count)
    for label in row.labels {
      if let number = seen[label] {
        labelNumbers.append(number)
      } else {
        labelNumbers.append(Int32(seen.count))
        seen[label] = Int32(seen.count)
      }
    }
    labelStarts.append(labelNumbers.count)
    if files.last != row.file { files.append(row.file) }
    fileNumbers.append(Int32(files.count - 1))
    lines.append(Int32(clamping: row.line))
    if let part = row.part { parts.append(part) }
  }

  /// `labelNames` must hold every label seen; nil sorts those seen.
  func finish(labelNames: [String]?, isMultiLabel: Bool, report: ReadReport) -> Examples {
    let names =
      labelNames ?? seen.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    var renumbered = [Int32](repeating: 0, count: seen.count)
    for (place, name) in names.enumerated() {
      if let number = seen[name] { renumbered[Int(number)] = Int32(place) }
    }
    var numbers = labelNumbers.map { renumbered[Int($0)] }
    if isMultiLabel {
      for row in 0..<lines.count { numbers[labelStarts[row]..<labelStarts[row + 1]].sort() }
    }
    return Examples(
      labelNames: names, isMultiLabel: isMultiLabel, report: report, textBytes: textBytes,
      textStarts: textStarts, labelNumbers: numbers, labelStarts: labelStarts, files: files,
      fileNumbers: fileNumbers, lines: lines, parts: parts)
  }
}
