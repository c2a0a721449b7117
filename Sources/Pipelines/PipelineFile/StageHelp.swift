import StrictJSON

/// The help of a kind of stage: its purpose and the table of its keys.
public enum StageHelp {
  /// The help as text of at most 100 columns.
  public static func text(for kind: StageKind) -> String {
    let header = Row(["key", "type", "default", "meaning"])
    let rows = [header] + kind.keys.map(Row.init)
    // The middle columns break their lines before they push the meaning off the page.
    let limits = [24, 22, 14]
    var widths = limits.indices.map { column in
      min(limits[column], rows.map { $0.cells[column].count }.max() ?? 0)
    }
    widths.append(100 - widths.reduce(0, +) - 2 * widths.count)
    var lines = [
      "\(kind.rawValue): \(kind.purpose)", "Makes \(kind.artifact.noun).", "",
    ]
    lines += rows.flatMap { $0.lines(widths) }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The kinds of stages with their purposes.
  public static var overview: String {
    let width = StageKind.allCases.map(\.rawValue.count).max() ?? 0
    return StageKind.allCases.map { padded($0.rawValue, to: width + 2) + $0.purpose + "\n" }
      .joined()
  }

  private struct Row {
    let cells: [String]

    init(_ cells: [String]) { self.cells = cells }

    init(_ key: KeyDescription) {
      cells = [key.name, key.shape.summary, StageHelp.shown(key.defaultValue), key.documentation]
    }

    func lines(_ widths: [Int]) -> [String] {
      let columns = zip(cells, widths).map(wrapped)
      let height = columns.map(\.count).max() ?? 0
      return (0..<height).map { line in
        var text = ""
        for (column, width) in zip(columns, widths) {
          text += padded(line < column.count ? column[line] : "", to: width) + "  "
        }
        while text.hasSuffix(" ") { text.removeLast() }
        return text
      }
    }
  }

  /// A default as the table shows it: texts without quotes, parts of an object by their values.
  private static func shown(_ value: JSONText?) -> String {
    switch value {
    case nil: "required"
    case .null: "none"
    case .string(let text): text
    case .object(let object): object.members.map { shown($0.value) }.joined(separator: "/")
    case .some(let value): value.compact
    }
  }
}

private func padded(_ text: String, to width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}

/// The lines of a cell, broken after spaces and bars; a longer piece stands out over the width.
private func wrapped(_ text: String, to width: Int) -> [String] {
  var pieces: [String] = []
  var piece = ""
  for character in text {
    piece.append(character)
    if character == " " || character == "|" {
      pieces.append(piece)
      piece = ""
    }
  }
  pieces.append(piece)
  var lines = [""]
  for piece in pieces {
    let bare = piece.hasSuffix(" ") ? piece.count - 1 : piece.count
    if lines[lines.count - 1].count + bare > width, lines[lines.count - 1] != "" {
      lines.append("")
    }
    lines[lines.count - 1] += piece
  }
  return lines.map { $0.hasSuffix(" ") ? String($0.dropLast()) : $0 }
}
