import Classifying

/// Which labels' probabilities a drawing or a table follows, in what order and look.
struct AnswerLines {
  struct Line {
    /// The label's place in the trace.
    var label: Int
    var name: String
    /// Chooses colour, dashes and marker; nil for a line that only stands in the background.
    var look: Int?
    var isChosen: Bool
  }

  /// How many labels can be told apart by colour, dashes and marker together.
  static let looks = 6

  /// All labels in the model's order; the leading ones have a look.
  let lines: [Line]

  /// Source of the ranking: chosen labels first, then by the last probability, then as the model
  /// orders them.
  init(_ trace: TextTrace, limit: Int = looks) {
    let final = trace.words.last?.probabilities ?? trace.before
    func last(_ label: Int) -> Double {
      label < final.count ? Figures.share(final[label]) ?? -1 : -1
    }
    let chosen = Set(trace.chosen)
    let ranked = trace.labels.indices.sorted { a, b in
      let (chosenA, chosenB) = (chosen.contains(trace.labels[a]), chosen.contains(trace.labels[b]))
      if chosenA != chosenB { return chosenA }
      if last(a) != last(b) { return last(a) > last(b) }
      return a < b
    }
    let leading = Set(ranked.prefix(limit))
    var look = 0
    lines = trace.labels.indices.map { label in
      let isLeading = leading.contains(label)
      defer { if isLeading { look += 1 } }
      return Line(
        label: label, name: trace.labels[label], look: isLeading ? look : nil,
        isChosen: chosen.contains(trace.labels[label]))
    }
  }

  var leading: [Line] { lines.filter { $0.look != nil } }
  var background: [Line] { lines.filter { $0.look == nil } }

  /// A small filled shape around a point; each look has its own.
  static func marker(look: Int, x: Double, y: Double, radius r: Double) -> String {
    func p(_ dx: Double, _ dy: Double) -> String {
      "\(Figures.place(x + dx)) \(Figures.place(y + dy))"
    }
    let path: String
    switch look {
    case 0:
      let d = Figures.place(2 * r)
      let a = Figures.place(r)
      path = "M\(p(-r, 0))a\(a) \(a) 0 1 0 \(d) 0a\(a) \(a) 0 1 0 -\(d) 0z"
    case 1: path = "M\(p(-r, -r))L\(p(r, -r))L\(p(r, r))L\(p(-r, r))z"
    case 2: path = "M\(p(0, -r * 1.3))L\(p(r * 1.2, r))L\(p(-r * 1.2, r))z"
    case 3: path = "M\(p(0, -r * 1.4))L\(p(r * 1.4, 0))L\(p(0, r * 1.4))L\(p(-r * 1.4, 0))z"
    case 4: path = "M\(p(0, r * 1.3))L\(p(r * 1.2, -r))L\(p(-r * 1.2, -r))z"
    default:
      let t = r * 0.5
      path =
        "M\(p(-t, -r))L\(p(t, -r))L\(p(t, -t))L\(p(r, -t))L\(p(r, t))L\(p(t, t))"
        + "L\(p(t, r))L\(p(-t, r))L\(p(-t, t))L\(p(-r, t))L\(p(-r, -t))L\(p(-t, -t))z"
    }
    return path
  }
}

extension TextTrace {
  /// A label's probability after the word at `index`, or before the first word at −1; nil when it is
  /// missing or not finite.
  func probability(of label: Int, after index: Int) -> Double? {
    let values = index < 0 ? before : words[index].probabilities
    return label < values.count ? Figures.share(values[label]) : nil
  }

  /// Whether the model pools by attention, so that every word has a weight.
  var hasAttention: Bool { words.contains { $0.attention != nil } }

  /// The share of what is judged that the word at `index` made; nil when missing or not finite.
  func attention(of index: Int) -> Double? { words[index].attention.flatMap(Figures.share) }

  /// The words that moved the answer most, at most three, none whose move is slight.
  func movers(among count: Int) -> Set<Int> {
    var moves: [(index: Int, size: Double)] = []
    for index in 0..<count {
      var size = 0.0
      for label in labels.indices {
        if let now = probability(of: label, after: index),
          let then = probability(of: label, after: index - 1)
        {
          size += (now - then).magnitude
        }
      }
      if size >= 0.1 { moves.append((index, size)) }
    }
    moves.sort { $0.size == $1.size ? $0.index < $1.index : $0.size > $1.size }
    return Set(moves.prefix(3).map(\.index))
  }
}
