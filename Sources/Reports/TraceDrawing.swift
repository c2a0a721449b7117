import Classifying

/// One trace as a picture: the sentence word by word, what the gates did with each word, and how the
/// answer grew.
///
/// ```swift
/// let picture = TraceDrawing(reader.trace("Tasty and crispy, but not good for health.")).svg()
/// ```
///
/// From top to bottom, a strip shows one line per label, the probability from before the first word
/// to the last; the words; one bar per word for each gate's mean openness; what the word
/// added to long-term memory, as arrows that pour in; and the memory that stayed, as a ribbon that
/// thins where memory is dropped; and, where the model pools by attention, a bar for each word's weight.
/// Long texts continue in further strips, the lines unbroken.
///
/// Edge cases: a trace without words shows the answer before any word. Values that are not finite are
/// left out and read "n/a". Beyond six labels, the chosen and the likeliest are drawn in full
/// and the others as faint lines. Words beyond `wordLimit` are not drawn, and the drawing says how
/// many, as it does of words that were not read.
///
/// The same trace gives the same bytes.
public struct TraceDrawing: Sendable {
  public var trace: TextTrace
  /// Units across, at least 280; 760 suits a page, 340 a phone.
  public var width: Double
  /// The most words drawn.
  public var wordLimit: Int
  /// Set before the ids of the drawing's title and description, which must differ on one page.
  public var identifier: String
  /// Whether the foot explains the signs.
  public var showsLegend: Bool

  public static let pageWidth = 760.0
  public static let phoneWidth = 340.0

  public init(
    _ trace: TextTrace, width: Double = pageWidth, wordLimit: Int = 400,
    identifier: String = "trace", showsLegend: Bool = true
  ) {
    self.trace = trace
    self.width = max(width, 280)
    self.wordLimit = max(wordLimit, 1)
    self.identifier = identifier
    self.showsLegend = showsLegend
  }

  /// The picture as a file of its own, with its style and a ground to stand on.
  public func svg() -> String {
    render(standAlone: true)
  }

  /// The picture as an element of a page that has `TraceDrawing.style` among its styles.
  public func element() -> String {
    render(standAlone: false)
  }

  /// The style sheet that `element()` needs, once a page.
  public static var style: String { TraceStyle.css }
}

extension TraceDrawing {
  private var wordCount: Int { min(trace.words.count, wordLimit) }
  private var isNarrow: Bool { width < 560 }

  private func render(standAlone: Bool) -> String {
    let answers = AnswerLines(trace)
    let gutter = isNarrow ? 46.0 : 74.0
    let tail = isNarrow ? 46.0 : min(tailWidth(answers), 130)
    let layout = TraceLayout(
      trace, words: wordCount, width: width, gutter: gutter, tail: tail)
    let movers = trace.movers(among: wordCount)
    var body = ""
    var y = TraceLayout.margin
    y = TraceKey(answers: answers, trace: trace, width: width).draw(into: &body, at: y)
    let strip = TraceStrip(
      trace: trace, answers: answers, layout: layout, width: width, isNarrow: isNarrow,
      movers: movers)
    for row in layout.rows.indices {
      y = strip.draw(row: row, into: &body, at: y)
    }
    let notes = footNotes
    if !notes.isEmpty || showsLegend && !trace.words.isEmpty {
      let legend = TraceLegend(
        width: width, notes: notes, isWhole: showsLegend && !trace.words.isEmpty,
        hasMovers: !movers.isEmpty, hasUnknown: trace.words.contains { !$0.isKnown },
        hasAttention: trace.hasAttention)
      y = legend.draw(into: &body, at: y)
    }
    y += TraceLayout.margin

    let height = Figures.place(y.rounded(.up))
    let across = Figures.place(width)
    let titleID = Markup.escape(identifier) + "-title"
    let textID = Markup.escape(identifier) + "-desc"
    var svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"trace\" role=\"img\""
    svg += " viewBox=\"0 0 \(across) \(height)\" width=\"\(across)\" height=\"\(height)\""
    svg += " aria-labelledby=\"\(titleID) \(textID)\">\n"
    svg += "<title id=\"\(titleID)\">How the answer grew, word by word</title>\n"
    svg += "<desc id=\"\(textID)\">\(Markup.escape(summary))</desc>\n"
    if standAlone {
      svg += "<style>\n\(TraceStyle.css)</style>\n"
      svg += "<rect class=\"ground\" width=\"\(across)\" height=\"\(height)\" rx=\"10\"/>\n"
    }
    return svg + body + "</svg>\n"
  }

  /// What the drawing lacks, and what was not read.
  private var footNotes: [String] {
    let omitted = trace.words.count - wordCount
    guard omitted > 0 else { return trace.notes }
    return [
      "\(Figures.grouped(omitted)) more words are not drawn; the answer above counts them."
    ] + trace.notes
  }

  /// The picture in a few sentences, for those who cannot see it.
  var summary: String {
    let last = trace.words.count - 1
    func answers(after index: Int) -> String {
      trace.labels.indices.prefix(AnswerLines.looks)
        .map { "\(trace.labels[$0]) \(Figures.percent(trace.probability(of: $0, after: index)))" }
        .joined(separator: ", ")
    }
    let notes = trace.notes.map { " \($0)." }.joined()
    guard last >= 0 else {
      return "No words to read. Before any word: \(answers(after: -1)).\(notes)"
    }
    let movers = trace.movers(among: wordCount).sorted().map { "“\(trace.words[$0].text)”" }
    let unknown = trace.words.count { !$0.isKnown }
    var text = "\(Figures.grouped(trace.words.count)) words read. "
    text += "Before the first: \(answers(after: -1)). After the last: \(answers(after: last)). "
    text +=
      trace.chosen.isEmpty ? "No label chosen." : "Chosen: \(trace.chosen.joined(separator: ", "))."
    if !movers.isEmpty {
      text += " Words that moved the answer most: \(movers.joined(separator: ", "))."
    }
    if unknown > 0 { text += " Words not in the vocabulary: \(unknown)." }
    return text + notes
  }

  /// Room for the names at the lines' ends.
  private func tailWidth(_ answers: AnswerLines) -> Double {
    let widest = answers.leading.map { GlyphWidth.of($0.name, size: 11) }.max() ?? 0
    return widest + 54
  }
}
