import Classifying
import Reports

/// The page: a box for a text and, below it, what the model makes of it.
///
/// Works without its script, which only spares the button.
struct ModelPage {
  let name: String
  let reader: any TextReader
  /// What stands in the box.
  var text = ""
  /// The answer's part of the page, as HTML.
  var answer = ""

  init(name: String, reader: any TextReader) {
    self.name = name
    self.reader = reader
  }

  func html() -> String {
    let name = Markup.escape(name)
    let named = reader.labels.prefix(20).map { "<b>\(Markup.escape($0))</b>" }
    let others = reader.labels.count - named.count
    let labels = named.joined(separator: ", ") + (others > 0 ? " and \(others) more" : "")
    let promise =
      reader.multiLabel
      ? "Each of these labels may fit or not: \(labels)." : "It chooses one of \(labels)."
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(name)</title>
      <link rel="icon" href="data:,">
      <link rel="stylesheet" href="/style.css">
      <script src="/page.js" defer></script>
      </head>
      <body>
      <header><h1 dir="auto">\(name)</h1>
      <p class="soft">\(promise)</p></header>
      <main>
      <form method="post" action="/" accept-charset="utf-8">
      <label for="text">A text to read</label>
      <textarea id="text" name="text" rows="4" dir="auto" maxlength="131072" autofocus required
      placeholder="Tasty and crispy, but not good for health.">
      \(Markup.escape(text))</textarea>
      <button>Read it</button>
      </form>
      <div id="answer">\(answer)</div>
      </main>
      </body>
      </html>

      """
  }

  /// What the model makes of a text: the labels chosen, every label's probability, the drawing.
  static func answer(_ trace: TextTrace) -> String {
    let final = trace.words.last?.probabilities ?? trace.before
    let chosen = trace.chosen.map { "<b>\(Markup.escape($0))</b>" }.joined(separator: ", ")
    var html = "<section aria-labelledby=\"judgement\">\n"
    html += "<h2 id=\"judgement\" role=\"status\">"
    html += trace.chosen.isEmpty ? "No label fits" : chosen
    html += "</h2>\n<p class=\"soft\">\(count(trace))</p>\n"
    html += bars(labels: trace.labels, probabilities: final, chosen: trace.chosen)
    html += "</section>\n<section aria-labelledby=\"steps\">\n<h2 id=\"steps\">Word by word</h2>\n"
    var quiet = trace
    quiet.text = ""
    return html + TraceFigure(quiet, identifier: "trace").html() + "</section>\n"
  }

  static func notice(_ message: String) -> String {
    "<p class=\"notice\" role=\"alert\">\(Markup.escape(message))</p>\n"
  }

  private static func count(_ trace: TextTrace) -> String {
    let words = trace.words.count
    guard words > 0 else { return "No words to read: this is the answer before any word." }
    let unknown = trace.words.count { !$0.isKnown }
    let total = words == 1 ? "1 word" : "\(Figures.grouped(words)) words"
    return unknown == 0
      ? "\(total), all in the vocabulary."
      : "\(total), \(Figures.grouped(unknown)) not in the vocabulary."
  }

  /// The likeliest labels as bars.
  private static func bars(labels: [String], probabilities: [Float], chosen: [String]) -> String {
    let limit = 20
    let ranked = zip(labels, probabilities).enumerated()
      .map { (place: $0.offset, label: $0.element.0, share: Figures.share($0.element.1)) }
      .sorted { a, b in
        let (left, right) = (a.share ?? -1, b.share ?? -1)
        return left == right ? a.place < b.place : left > right
      }
    var html = "<table class=\"bars\"><tbody>\n"
    for entry in ranked.prefix(limit) {
      let isChosen = chosen.contains(entry.label)
      let width = Figures.place((entry.share ?? 0) * 200)
      let tick = isChosen ? "<span title=\"chosen\">✓</span> " : ""
      html += "<tr\(isChosen ? " class=\"chosen\"" : "")>"
      html += "<th scope=\"row\" dir=\"auto\">\(tick)\(Markup.escape(entry.label))</th>"
      html += "<td class=\"n\">\(Figures.percent(entry.share))</td>"
      html += "<td><svg viewBox=\"0 0 200 12\" width=\"200\" height=\"12\" aria-hidden=\"true\">"
      html += "<rect class=\"rest\" width=\"200\" height=\"12\" rx=\"3\"/>"
      html += "<rect class=\"part\" width=\"\(width)\" height=\"12\" rx=\"3\"/></svg></td></tr>\n"
    }
    html += "</tbody></table>\n"
    if ranked.count > limit {
      html += "<p class=\"soft\">\(ranked.count - limit) less likely labels are not listed.</p>\n"
    }
    return html
  }
}
