import Classifying

/// One row of words with everything that stands above and below them.
struct TraceStrip {
  let trace: TextTrace
  let answers: AnswerLines
  let layout: TraceLayout
  let width: Double
  let isNarrow: Bool
  /// The words that moved the answer most.
  let movers: Set<Int>

  private let chartHeight = 96.0
  private let gateHeight = 20.0
  private let gateGap = 7.0
  private let arrowHeight = 20.0
  private let ribbonHeight = 16.0
  private let barWidth = 18.0

  init(
    trace: TextTrace, answers: AnswerLines, layout: TraceLayout, width: Double, isNarrow: Bool,
    movers: Set<Int>
  ) {
    self.trace = trace
    self.answers = answers
    self.layout = layout
    self.width = width
    self.isNarrow = isNarrow
    self.movers = movers
    mostAdded = trace.words.compactMap { Figures.share($0.added) }.max() ?? 0
    mostAttention = trace.words.indices.compactMap { trace.attention(of: $0) }.max() ?? 0
  }

  private let mostAdded: Double
  private let mostAttention: Double

  private enum Gauge: CaseIterable { case forget, input, output }

  private struct Levels {
    var chartTop: Double
    var chartBottom: Double
    var baseline: Double
    /// The feet of the three gates' bars.
    var gates: [Double]
    var arrows: Double
    var ribbon: Double
    /// The feet of the attention's bars, where there is attention.
    var attention: Double?
    var bottom: Double
  }

  private func levels(at top: Double) -> Levels {
    let chartTop = top + 10
    let chartBottom = chartTop + chartHeight
    let baseline = chartBottom + 24
    var foot = baseline + 12
    var gates: [Double] = []
    for _ in Gauge.allCases {
      foot += gateHeight
      gates.append(foot)
      foot += gateGap
    }
    let arrows = foot + 1
    let ribbon = arrows + arrowHeight + 2 + ribbonHeight / 2
    let memory = ribbon + ribbonHeight / 2
    let attention = trace.hasAttention ? memory + gateGap + gateHeight : nil
    return Levels(
      chartTop: chartTop, chartBottom: chartBottom, baseline: baseline, gates: gates,
      arrows: arrows, ribbon: ribbon, attention: attention, bottom: attention ?? memory)
  }

  /// Draws one row from `top` and returns where it ends.
  func draw(row index: Int, into body: inout String, at top: Double) -> Double {
    let row = layout.rows[index]
    guard let first = row.first, let last = row.last else { return top }
    let levels = levels(at: top)
    for cell in row {
      guard case .word(let word) = cell.subject, movers.contains(word) else { continue }
      let height = levels.bottom - levels.chartTop + 8
      body += "<rect class=\"mv\" x=\"\(Figures.place(cell.left + 1))\""
      body += " y=\"\(Figures.place(levels.chartTop - 4))\""
      body +=
        " width=\"\(Figures.place(cell.width - 2))\" height=\"\(Figures.place(height))\" rx=\"5\"/>\n"
    }
    scale(levels, from: first.left, to: last.right, into: &body)
    for cell in row {
      guard case .word(let word) = cell.subject else { continue }
      body += "<g class=\"word\"><title>\(Markup.escape(story(of: word)))</title>\n"
      let height = levels.bottom - levels.chartTop
      body += "<rect class=\"hit\" x=\"\(Figures.place(cell.left))\""
      body += " y=\"\(Figures.place(levels.chartTop))\""
      body += " width=\"\(Figures.place(cell.width))\" height=\"\(Figures.place(height))\"/>"
      gauges(of: word, in: cell, levels, into: &body)
      caption(
        of: cell, isKnown: trace.words[word].isKnown, isMover: movers.contains(word), levels,
        into: &body)
      body += "</g>\n"
    }
    if case .before = first.subject {
      let (x, y) = (Figures.place(first.middle), Figures.place(levels.baseline))
      body += "<text class=\"s soft it m\" x=\"\(x)\" y=\"\(y)\">start</text>\n"
    }
    ribbon(row, levels, into: &body)
    lines(row: index, levels, into: &body)
    return levels.bottom + 18
  }

  // MARK: The answer

  private func height(_ share: Double, _ levels: Levels) -> Double {
    levels.chartBottom - share * (levels.chartBottom - levels.chartTop)
  }

  private func lines(row index: Int, _ levels: Levels, into body: inout String) {
    let isLast = index == layout.rows.count - 1
    for line in answers.background + answers.leading {
      let points = points(of: line, row: index)
      var path = ""
      var isOpen = false
      for point in points {
        guard let share = point.share else {
          isOpen = false
          continue
        }
        path += isOpen ? "L" : "M"
        path += "\(Figures.place(point.x)) \(Figures.place(height(share, levels)))"
        isOpen = true
      }
      guard let look = line.look else {
        body += "<path class=\"bg\" d=\"\(path)\"/>\n"
        continue
      }
      let chosen = line.isChosen ? " ch" : ""
      body += "<path class=\"ln c\(look) d\(look)\(chosen)\" d=\"\(path)\"/>"
      let markers = points.compactMap { point -> String? in
        guard point.isWord, let share = point.share else { return nil }
        let radius = line.isChosen ? 3.2 : 2.6
        return AnswerLines.marker(look: look, x: point.x, y: height(share, levels), radius: radius)
      }
      body += "<path class=\"p\(look)\" d=\"\(markers.joined())\"/>\n"
    }
    if isLast, let last = layout.rows[index].last { ends(after: last, levels, into: &body) }
  }

  private struct Point {
    var x: Double
    var share: Double?
    /// Whether it stands over a word or over the start, not at a row's edge.
    var isWord: Bool
  }

  /// A row's points, with one at each edge where the line comes from or goes to another row.
  private func points(of line: AnswerLines.Line, row index: Int) -> [Point] {
    let row = layout.rows[index]
    func value(_ cell: TraceLayout.Cell) -> Double? {
      switch cell.subject {
      case .before: trace.probability(of: line.label, after: -1)
      case .word(let word): trace.probability(of: line.label, after: word)
      }
    }
    func between(_ a: TraceLayout.Cell, _ b: TraceLayout.Cell) -> Double? {
      guard let before = value(a), let after = value(b) else { return nil }
      return (before + after) / 2
    }
    var points: [Point] = []
    if index > 0, let last = layout.rows[index - 1].last, let first = row.first {
      points.append(Point(x: first.left, share: between(last, first), isWord: false))
    }
    for cell in row { points.append(Point(x: cell.middle, share: value(cell), isWord: true)) }
    if index + 1 < layout.rows.count, let last = row.last, let next = layout.rows[index + 1].first {
      points.append(Point(x: last.right, share: between(last, next), isWord: false))
    }
    return points
  }

  /// The names at the lines' ends, moved apart where they would touch.
  private func ends(after cell: TraceLayout.Cell, _ levels: Levels, into body: inout String) {
    let word: Int
    switch cell.subject {
    case .before: word = -1
    case .word(let index): word = index
    }
    var ends: [(line: AnswerLines.Line, share: Double, y: Double)] = []
    for line in answers.leading {
      guard let share = trace.probability(of: line.label, after: word) else { continue }
      ends.append((line, share, height(share, levels) + 4))
    }
    ends.sort { $0.y == $1.y ? $0.line.label < $1.line.label : $0.y < $1.y }
    let step = 13.0
    for index in ends.indices.dropFirst() where ends[index].y < ends[index - 1].y + step {
      ends[index].y = ends[index - 1].y + step
    }
    var floor = levels.chartBottom + 6
    for index in ends.indices.reversed() where ends[index].y > floor - 0.001 {
      ends[index].y = floor
      floor -= step
    }
    for index in ends.indices.reversed().dropFirst() where ends[index].y > ends[index + 1].y - step
    {
      ends[index].y = ends[index + 1].y - step
    }
    for end in ends {
      let percent = Figures.percent(end.share)
      let text =
        isNarrow ? percent : "\(GlyphWidth.fit(end.line.name, within: 80, size: 11)) \(percent)"
      let weight = end.line.isChosen ? " b" : ""
      let (x, y) = (Figures.place(cell.middle + 9), Figures.place(end.y))
      body += "<text class=\"s\(weight) p\(end.line.look ?? 0)\" x=\"\(x)\" y=\"\(y)\">"
      body += "\(Markup.escape(text))</text>\n"
    }
  }

  // MARK: The words

  private func caption(
    of cell: TraceLayout.Cell, isKnown: Bool, isMover: Bool, _ levels: Levels,
    into body: inout String
  ) {
    let (x, y) = (Figures.place(cell.middle), Figures.place(levels.baseline))
    let weight = isMover ? " b" : ""
    body += "<text class=\"w m\(weight)\" x=\"\(x)\" y=\"\(y)\">\(Markup.escape(cell.text))</text>"
    if !isKnown {
      let left = Figures.place(cell.left + 6)
      let under = Figures.place(levels.baseline + 5)
      body += "<path class=\"uk\" d=\"M\(left) \(under)h\(Figures.place(cell.width - 12))\"/>"
    }
  }

  /// What the drawing says of one word when a pointer rests on it.
  private func story(of index: Int) -> String {
    let word = trace.words[index]
    let known = word.isKnown ? "" : " (not in the vocabulary)"
    let probabilities = answers.leading
      .map { "\($0.name) \(Figures.percent(trace.probability(of: $0.label, after: index)))" }
      .joined(separator: ", ")
    let attention =
      trace.hasAttention ? "attention \(Figures.percent(trace.attention(of: index))); " : ""
    return "\(word.text)\(known): forget \(Figures.percent(Figures.share(word.forget))), "
      + "input \(Figures.percent(Figures.share(word.input))), "
      + "output \(Figures.percent(Figures.share(word.output))); "
      + "kept \(Figures.percent(Figures.share(word.kept))), "
      + "added \(Figures.fixed(Double(word.added), 2)); \(attention)\(probabilities)"
  }

  // MARK: Gates and memory

  private func gauges(
    of index: Int, in cell: TraceLayout.Cell, _ levels: Levels, into body: inout String
  ) {
    let word = trace.words[index]
    let left = Figures.place(cell.middle - barWidth / 2)
    let across = Figures.place(barWidth)
    func bar(_ name: String, _ share: Double?, foot: Double) {
      body += "<rect class=\"track\" x=\"\(left)\" y=\"\(Figures.place(foot - gateHeight))\""
      body += " width=\"\(across)\" height=\"\(Figures.place(gateHeight))\" rx=\"2\"/>"
      guard let share else { return }
      let height = max(share * gateHeight, 0.5)
      body += "<rect class=\"\(name)\" x=\"\(left)\" y=\"\(Figures.place(foot - height))\""
      body += " width=\"\(across)\" height=\"\(Figures.place(height))\" rx=\"1.5\"/>"
    }
    let values = [("f", word.forget), ("i", word.input), ("o", word.output)]
    for (foot, (name, value)) in zip(levels.gates, values) {
      bar(name, Figures.share(value), foot: foot)
    }
    if let foot = levels.attention {
      // Shares of a long text are all small: what can be compared is their proportions.
      let share = trace.attention(of: index).map { $0 / max(mostAttention, .leastNormalMagnitude) }
      bar("at", share, foot: foot)
    }
    if let added = Figures.share(word.added), mostAdded > 0 {
      let length = max(added / mostAdded * arrowHeight, 1)
      body +=
        "<path class=\"a\" d=\"\(Self.arrow(x: cell.middle, top: levels.arrows, length: length))\"/>"
    }
  }

  /// An arrow that points down, its head never longer than itself.
  static func arrow(x: Double, top: Double, length: Double) -> String {
    let head = min(6, length)
    let shaftHalf = min(3, length / 2)
    let wing = min(7, max(3, length))
    let shaft = top + length - head
    let p = Figures.place
    return
      "M\(p(x - shaftHalf)) \(p(top))H\(p(x + shaftHalf))V\(p(shaft))H\(p(x + wing))L\(p(x)) \(p(top + length))"
      + "L\(p(x - wing)) \(p(shaft))H\(p(x - shaftHalf))z"
  }

  /// The memory that stayed, a ribbon as thick as the share.
  private func ribbon(_ row: [TraceLayout.Cell], _ levels: Levels, into body: inout String) {
    var upper = ""
    var lower: [String] = []
    let bend = 7.0
    var isFirst = true
    var previous = 0.0
    for cell in row {
      guard case .word(let index) = cell.subject else { continue }
      let share = Figures.share(trace.words[index].kept) ?? 0
      let half = max(share * ribbonHeight / 2, 0.6)
      let p = Figures.place
      let (left, right) = (cell.left, cell.right)
      if isFirst {
        upper = "M\(p(left)) \(p(levels.ribbon - half))"
      } else {
        upper +=
          "C\(p(left)) \(p(levels.ribbon - previous)) \(p(left)) \(p(levels.ribbon - half)) "
          + "\(p(left + bend)) \(p(levels.ribbon - half))"
        lower.append(
          "L\(p(left + bend)) \(p(levels.ribbon + half))C\(p(left)) \(p(levels.ribbon + half)) "
            + "\(p(left)) \(p(levels.ribbon + previous)) \(p(left - bend)) \(p(levels.ribbon + previous))"
        )
      }
      let isEnd = cell.right == row.last?.right
      let stop = isEnd ? right : right - bend
      upper += "L\(p(stop)) \(p(levels.ribbon - half))"
      if isFirst { lower.append("L\(p(left)) \(p(levels.ribbon + half))") }
      if isEnd { upper += "L\(p(stop)) \(p(levels.ribbon + half))" }
      previous = half
      isFirst = false
    }
    guard !isFirst else { return }
    body += "<path class=\"kp\" d=\"\(upper)\(lower.reversed().joined())z\"/>\n"
  }

  // MARK: Names of the rows

  private func scale(
    _ levels: Levels, from left: Double, to right: Double, into body: inout String
  ) {
    let p = Figures.place
    for (share, name) in [(1.0, "100 %"), (0.5, "50 %"), (0.0, "0 %")] {
      let y = height(share, levels).rounded() + 0.5
      let style = share == 0.5 ? "hl" : "gr"
      body += "<path class=\"\(style)\" d=\"M\(p(left)) \(p(y))H\(p(right))\"/>"
      body += "<text class=\"s soft e\" x=\"\(p(left - 8))\" y=\"\(p(y + 3.5))\">\(name)</text>\n"
    }
    guard right > left, layout.rows.joined().contains(where: { $0.subject != .before }) else {
      return
    }
    let names =
      isNarrow
      ? ["forget", "input", "output"] : ["forget gate", "input gate", "output gate"]
    for (foot, name) in zip(levels.gates, names) {
      body +=
        "<text class=\"s soft e\" x=\"\(p(left - 8))\" y=\"\(p(foot - gateHeight / 2 + 4))\">\(name)</text>"
    }
    body +=
      "<text class=\"s soft e\" x=\"\(p(left - 8))\" y=\"\(p(levels.arrows + 13))\">added</text>"
    body +=
      "<text class=\"s soft e\" x=\"\(p(left - 8))\" y=\"\(p(levels.ribbon + 4))\">kept</text>\n"
    if let foot = levels.attention {
      let y = p(foot - gateHeight / 2 + 4)
      let name = isNarrow ? "weight" : "attention"
      body += "<text class=\"s soft e\" x=\"\(p(left - 8))\" y=\"\(y)\">\(name)</text>\n"
    }
  }
}
