import Classifying

/// Traces for tests, made by rule so that the same one always comes out.
enum Sample {
  static func word(
    _ text: String, known: Bool = true, _ probabilities: [Float], gate: Float = 0.5,
    added: Float = 0.2
  ) -> TextTrace.Word {
    TextTrace.Word(
      text: text, source: 0..<text.utf8.count, isKnown: known, forget: gate, input: gate,
      output: gate, kept: gate, added: added, probabilities: probabilities)
  }

  static let short = TextTrace(
    text: "Tasty, not cripsy", labels: ["good", "bad"], multiLabel: false, before: [0.5, 0.5],
    words: [
      word("tasty", [0.88, 0.12]), word("not", [0.31, 0.69], gate: 0.9, added: 0.4),
      word("cripsy", known: false, [0.3, 0.7]),
    ],
    chosen: ["bad"])

  /// The same by a model that pools by attention.
  static let attentive: TextTrace = {
    var trace = short
    for (index, weight) in [Float(0.5), 0.125, 0.375].enumerated() {
      trace.words[index].attention = weight
    }
    return trace
  }()

  static let empty = TextTrace(
    text: "", labels: ["good", "bad"], multiLabel: false, before: [0.6, 0.4], words: [],
    chosen: ["good"])

  static func long(words: Int, labels: Int, of vocabulary: [String]) -> TextTrace {
    TextTrace(
      text: (0..<words).map { vocabulary[$0 % vocabulary.count] }.joined(separator: " "),
      labels: (0..<labels).map { "label \($0)" }, multiLabel: true,
      before: [Float](repeating: 0.5, count: labels),
      words: (0..<words).map { index in
        word(
          vocabulary[index % vocabulary.count], known: index % 7 != 3,
          (0..<labels).map { Float(($0 * 31 + index * 17) % 101) / 100 },
          gate: Float(index % 11) / 10)
      },
      chosen: ["label 0"])
  }

  static let hostile = [
    "<script>alert(1)</script>", "\"onload='x'", "a&b", "]]>", "שלום", "\u{202E}abc", "🍜👩‍👩‍👧",
    "日本語", "e\u{301}", "\u{0}\u{1B}[31m\u{7F}", String(repeating: "verylong", count: 200),
  ]
}

/// Whether markup is well formed as XML is: every element closed in its order, no stray sign.
///
/// Knows no entities but those that this project writes, and none of HTML's elements without an end.
func faultOfMarkup(_ text: String, emptyElements: Set<String> = []) -> String? {
  var open: [String] = []
  var rest = Substring(text)
  while let start = rest.firstIndex(where: { $0 == "<" || $0 == "&" || $0 == ">" }) {
    if rest[start] == ">" { return "a stray >" }
    if rest[start] == "&" {
      let end = rest[start...].firstIndex(of: ";") ?? rest.index(before: rest.endIndex)
      let entity = rest[start...end]
      if !["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"].contains(entity) {
        return "unknown entity \(entity.prefix(12))"
      }
      rest = rest[rest.index(after: end)...]
      continue
    }
    guard let end = rest[start...].firstIndex(of: ">") else { return "a tag without end" }
    let tag = rest[rest.index(after: start)..<end]
    rest = rest[rest.index(after: end)...]
    if tag.contains("<") { return "< within the tag \(tag.prefix(30))" }
    if tag.hasPrefix("!") { continue }
    let name = String(tag.drop { $0 == "/" }.prefix { $0 != " " && $0 != "/" && $0 != "\n" })
    if name == "style" || name == "script" {
      guard let close = rest.firstRange(of: "</\(name)>") else { return "\(name) without end" }
      rest = rest[close.upperBound...]
    } else if tag.hasPrefix("/") {
      guard open.popLast() == name else { return "</\(name)> closes another element" }
    } else if !tag.hasSuffix("/"), !emptyElements.contains(name) {
      open.append(name)
    }
  }
  return open.isEmpty ? nil : "left open: \(open)"
}

extension StringProtocol {
  /// The first place of a needle, without Foundation.
  func firstRange(of needle: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(needle) {
        return start..<index(start, offsetBy: needle.count)
      }
      start = index(after: start)
    }
    return nil
  }
}
