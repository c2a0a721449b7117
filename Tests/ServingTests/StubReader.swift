import Classifying
import Foundation

/// A model of three rules: "good" for a text with "tasty", "bad" for one with "not", both for both.
struct StubReader: TextReader {
  let labels = ["good", "bad"]
  let multiLabel = true
  /// Seconds that it thinks.
  var delay = 0.0

  func predict(_ text: String) -> TextPrediction {
    let trace = trace(text)
    return TextPrediction(
      labels: labels, multiLabel: multiLabel,
      probabilities: trace.words.last?.probabilities ?? trace.before, chosen: trace.chosen,
      wordCount: trace.words.count, unknownCount: trace.words.count { !$0.isKnown },
      readCount: trace.words.count)
  }

  func trace(_ text: String) -> TextTrace {
    if delay > 0 { Thread.sleep(forTimeInterval: delay) }
    var good: Float = 0.25
    var bad: Float = 0.25
    var words: [TextTrace.Word] = []
    for piece in text.split(whereSeparator: \.isWhitespace) {
      if piece == "tasty" { good = 0.75 }
      if piece == "not" { bad = 0.75 }
      words.append(
        TextTrace.Word(
          text: String(piece), source: 0..<piece.utf8.count, isKnown: piece != "cripsy",
          forget: 0.5, input: 0.5, output: 0.5, kept: 0.5, added: 0.25,
          probabilities: [good, bad]))
    }
    let chosen = zip(labels, [good, bad]).filter { $0.1 > 0.5 }.map(\.0)
    return TextTrace(
      text: text, labels: labels, multiLabel: multiLabel, before: [0.25, 0.25], words: words,
      chosen: chosen)
  }
}
