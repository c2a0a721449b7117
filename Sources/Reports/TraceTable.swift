import Classifying

/// One trace as text for a terminal: a line per word, what the gates did, and the answer so far.
///
/// ```
/// word      forget  input  output   kept  added    good     bad
/// (before)                                         50 %    50 %
/// tasty       0.71   0.62    0.55   0.00   0.31    88 %    12 %
/// cripsy ?    0.80   0.20    0.50   0.79   0.08    86 %    14 %
/// ```
///
/// Where the model pools by attention, one more column has each word's share of what is judged.
/// Unknown words end in "?". Columns are measured in terminal cells, so wide characters, emoji and
/// combining marks stay in line.
///
/// Below, in parentheses, stands what of the text was not read.
///
/// Edge cases: words are cut to keep a line within `width`; where that is not enough the least likely
/// labels are left out and a last line says how many; below about 60 cells lines are longer than `width`. Control characters
/// and marks that turn the direction of text are made harmless. Values that are not finite read "n/a".
public struct TraceTable: Sendable {
  public var trace: TextTrace
  /// Cells across.
  public var width: Int
  /// Whether to mark the head, unknown words and chosen labels with ANSI codes.
  public var usesColour: Bool

  public init(_ trace: TextTrace, width: Int = 100, usesColour: Bool = false) {
    self.trace = trace
    self.width = width
    self.usesColour = usesColour
  }

  private var gauges: [String] {
    ["forget", "input", "output", "kept", "added"] + (trace.hasAttention ? ["attention"] : [])
  }
  private static let gap = "  "
  private static let leastWord = 6
  /// What a word's column keeps when labels ask for room.
  private static let usefulWord = 14
  private static let longestName = 16

  /// The table, a line feed after each line.
  public func text() -> String {
    let words = trace.words.map { word in
      TerminalWidth.harmless(word.text) + (word.isKnown ? "" : " ?")
    }
    let names = trace.labels.map {
      TerminalWidth.fit(TerminalWidth.harmless($0), within: Self.longestName)
    }
    let widths = names.map { max(TerminalWidth.cells(of: $0), 5) }
    let gauges = gauges
    let gaugeWidth = gauges.reduce(0) { $0 + Self.gap.count + gaugeCells($1) }
    let widest = (["word", "(before)"] + words).map { TerminalWidth.cells(of: $0) }.max() ?? 0
    let shown = labels(widths: widths, room: width - min(widest, Self.usefulWord) - gaugeWidth)
    let labelWidth = shown.reduce(0) { $0 + Self.gap.count + widths[$1] }
    let wordWidth = min(widest, max(width - gaugeWidth - labelWidth, Self.leastWord))

    var text = ""
    var head = left("word", wordWidth)
    for name in gauges { head += Self.gap + right(name, gaugeCells(name)) }
    for label in shown { head += Self.gap + right(names[label], widths[label]) }
    text += painted(head, "1") + "\n"

    var before = left("(before)", wordWidth) + String(repeating: " ", count: gaugeWidth)
    before += answers(after: -1, shown, widths)
    text += before + "\n"
    for (index, word) in trace.words.enumerated() {
      let name = left(cut(words[index], isKnown: word.isKnown, wordWidth), wordWidth)
      var line = word.isKnown ? name : painted(name, "2")
      var values = [word.forget, word.input, word.output, word.kept, word.added]
        .map { Figures.fixed(Double($0), 2) }
      if trace.hasAttention { values.append(Figures.percent(trace.attention(of: index))) }
      for (gauge, value) in zip(gauges, values) {
        line += Self.gap + right(value, gaugeCells(gauge))
      }
      text += line + answers(after: index, shown, widths) + "\n"
    }
    let omitted = trace.labels.count - shown.count
    if omitted > 0 {
      text += omitted == 1 ? "(1 more label)\n" : "(\(omitted) more labels)\n"
    }
    for note in trace.notes {
      text += "(" + TerminalWidth.fit(TerminalWidth.harmless(note), within: width - 2) + ")\n"
    }
    return text
  }

  /// The labels that fit, the chosen and the likeliest first to stay, in the model's order.
  private func labels(widths: [Int], room: Int) -> [Int] {
    var count = trace.labels.count
    while count > 1 {
      let leading = AnswerLines(trace, limit: count).leading.map(\.label)
      if leading.reduce(0, { $0 + Self.gap.count + widths[$1] }) <= room { return leading }
      count -= 1
    }
    return AnswerLines(trace, limit: 1).leading.map(\.label)
  }

  private func answers(after index: Int, _ shown: [Int], _ widths: [Int]) -> String {
    let isLast = index == trace.words.count - 1
    return shown.map { label in
      let share = Figures.percent(trace.probability(of: label, after: index))
      let cell = right(share, widths[label])
      let isMarked = isLast && trace.chosen.contains(trace.labels[label])
      return Self.gap + (isMarked ? painted(cell, "1;32") : cell)
    }.joined()
  }

  /// A word cut to its column, its question mark kept.
  private func cut(_ word: String, isKnown: Bool, _ cells: Int) -> String {
    guard !isKnown, TerminalWidth.cells(of: word) > cells else {
      return TerminalWidth.fit(word, within: cells)
    }
    return TerminalWidth.fit(String(word.dropLast(2)), within: cells - 2) + " ?"
  }

  private func gaugeCells(_ name: String) -> Int { max(name.count, 5) }

  private func left(_ text: String, _ cells: Int) -> String {
    text + String(repeating: " ", count: max(cells - TerminalWidth.cells(of: text), 0))
  }

  private func right(_ text: String, _ cells: Int) -> String {
    String(repeating: " ", count: max(cells - TerminalWidth.cells(of: text), 0)) + text
  }

  private func painted(_ text: String, _ code: String) -> String {
    usesColour ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
