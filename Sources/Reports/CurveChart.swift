/// Lines over the steps of a run, with the figures below for those who want them exactly.
struct CurveChart {
  var title: String
  var xLabel: String
  var series: [(name: String, values: [Double])]
  var identifier: String

  private static let width = 640.0
  private static let height = 266.0
  private let left = 58.0
  private let top = 14.0
  private let bottom = 214.0
  private let right = 624.0

  /// The chart, its key and a table of its values.
  ///
  /// Edge cases: values that are not finite leave a gap; without any finite value a sentence says so.
  func html() -> String {
    let finite = series.flatMap(\.values).filter(\.isFinite)
    guard let least = finite.min(), let most = finite.max() else {
      return "<p class=\"soft\">Nothing to show: no finite value.</p>\n" + figures()
    }
    return "<figure>\n" + svg(least: least, most: most) + key() + "</figure>\n" + figures()
  }

  private func svg(least: Double, most: Double) -> String {
    let ticks = Ticks(from: least, to: most)
    let steps = max(series.map(\.values.count).max() ?? 1, 1)
    let p = Figures.place
    func x(_ step: Int) -> Double {
      steps == 1
        ? (left + right) / 2
        : left + 14 + Double(step) / Double(steps - 1) * (right - left - 28)
    }
    func y(_ value: Double) -> Double {
      bottom - (value / ticks.span - ticks.first / ticks.span) * (bottom - top)
    }
    let (titleID, textID) = ("\(identifier)-chart", "\(identifier)-chart-desc")
    var svg =
      "<svg class=\"trace curve\" role=\"img\" viewBox=\"0 0 \(p(Self.width)) \(p(Self.height))\""
    svg += " aria-labelledby=\"\(titleID) \(textID)\">\n"
    svg += "<title id=\"\(titleID)\">\(Markup.escape(title))</title>"
    svg += "<desc id=\"\(textID)\">\(Markup.escape(summary))</desc>\n"
    for value in ticks.values {
      let height = y(value).rounded() + 0.5
      svg += "<path class=\"gr\" d=\"M\(p(left)) \(p(height))H\(p(right))\"/>"
      svg += "<text class=\"k soft e\" x=\"\(p(left - 8))\" y=\"\(p(height + 4))\">"
      svg += "\(Figures.tick(value, step: ticks.step))</text>\n"
    }
    let stride = max(1, (steps + 9) / 10)
    for step in Swift.stride(from: 0, to: steps, by: stride) {
      svg +=
        "<text class=\"k soft m\" x=\"\(p(x(step)))\" y=\"\(p(bottom + 22))\">\(step + 1)</text>"
    }
    svg += "\n<text class=\"k soft m\" x=\"\(p((left + right) / 2))\" y=\"\(p(bottom + 44))\">"
    svg += "\(Markup.escape(xLabel))</text>\n"
    for (index, line) in series.enumerated() {
      let look = index % AnswerLines.looks
      var path = ""
      var markers = ""
      var isOpen = false
      for (step, value) in line.values.enumerated() {
        guard value.isFinite else {
          isOpen = false
          continue
        }
        path += "\(isOpen ? "L" : "M")\(p(x(step))) \(p(y(value)))"
        if steps <= 60 {
          markers += AnswerLines.marker(look: look, x: x(step), y: y(value), radius: 3.4)
        }
        isOpen = true
      }
      svg += "<path class=\"ln ch c\(look) d\(look)\" d=\"\(path)\"/>"
      svg += "<path class=\"p\(look)\" d=\"\(markers)\"/>\n"
    }
    return svg + "</svg>\n"
  }

  private var summary: String {
    series.map { line in
      let first = line.values.first.map { Figures.fixed($0, 4) } ?? "nothing"
      let last = line.values.last.map { Figures.fixed($0, 4) } ?? "nothing"
      return "\(line.name): from \(first) to \(last) in \(line.values.count) steps."
    }.joined(separator: " ")
  }

  private func key() -> String {
    var html = "<figcaption><ul class=\"key\">"
    for (index, line) in series.enumerated() {
      let look = index % AnswerLines.looks
      let marker = AnswerLines.marker(look: look, x: 14, y: 7, radius: 4)
      html += "<li><svg class=\"trace\" width=\"28\" height=\"14\" aria-hidden=\"true\">"
      html += "<path class=\"ln ch c\(look) d\(look)\" d=\"M1 7H27\"/>"
      html += "<path class=\"p\(look)\" d=\"\(marker)\"/></svg> "
      html += "<span dir=\"auto\">\(Markup.escape(line.name))</span></li>"
    }
    return html + "</ul></figcaption>\n"
  }

  private func figures() -> String {
    let steps = series.map(\.values.count).max() ?? 0
    guard steps > 0 else { return "" }
    let rows = (0..<steps).map { step in
      [String(step + 1)]
        + series.map { step < $0.values.count ? Figures.fixed($0.values[step], 4) : "" }
    }
    let table = ReportTable(
      header: [xLabel] + series.map(\.name), rows: rows,
      numericColumns: Set(0...series.count))
    return "<details><summary>The figures</summary>\n\(table.html(label: title))</details>\n"
  }
}

/// Round numbers that span a range.
struct Ticks {
  let first: Double
  let step: Double
  let values: [Double]
  /// From the first to the last.
  var span: Double { values[values.count - 1] - first }

  /// Edge cases: a range of no width gets one of a sensible width around it; ranges too wide or too
  /// narrow for round numbers get their ends.
  init(from least: Double, to most: Double) {
    var (low, high) = (least, most)
    if !(high - low > max(high.magnitude, low.magnitude) * 1e-9) {
      let pad = max(low.magnitude * 0.1, 0.5)
      (low, high) = (low - pad, high + pad)
    }
    let width = high - low
    guard width.isFinite, width > 1e-300, width < 1e300 else {
      let bound = 1.7e308
      let ends = [max(low, -bound) / 4, min(high, bound) / 4]
      first = ends[0] < ends[1] ? ends[0] : ends[0] - 1
      step = 1
      values = [first, ends[1]]
      return
    }
    var unit = 1.0
    while unit * 10 <= width { unit *= 10 }
    while unit > width { unit /= 10 }
    let wanted = width / 5
    let step = [0.1, 0.2, 0.25, 0.5, 1, 2].map { $0 * unit }.first { $0 >= wanted } ?? unit
    let start = (low / step).rounded(.down)
    let end = (high / step).rounded(.up)
    self.step = step
    first = start * step
    values = stride(from: start, through: end, by: 1).map { $0 * step }
  }
}
