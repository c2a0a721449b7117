import Classifying

/// Answers and traces as JSON, with keys that scripts may rely on.
public enum AnswerJSON {
  /// `{"labels":[…],"probabilities":{label:p…},"chosen":[…],"words":n,"unknown":n}`
  public static func prediction(_ prediction: TextPrediction) -> JSONText {
    .object([
      ("labels", .strings(prediction.labels)),
      (
        "probabilities",
        .object(zip(prediction.labels, prediction.probabilities).map { ($0, .number($1)) })
      ),
      ("chosen", .strings(prediction.chosen)),
      ("words", .integer(prediction.wordCount)),
      ("unknown", .integer(prediction.unknownCount)),
    ])
  }

  /// `{"text":…,"labels":[…],"multiLabel":…,"before":[p…],"words":[…],"chosen":[…]}`, a word being
  /// `{"word":…,"start":byte,"end":byte,"known":…,"forget":…,"input":…,"output":…,"kept":…,"added":…,
  /// "probabilities":[p…]}`.
  public static func trace(_ trace: TextTrace) -> JSONText {
    .object([
      ("text", .string(trace.text)),
      ("labels", .strings(trace.labels)),
      ("multiLabel", .bool(trace.multiLabel)),
      ("before", .numbers(trace.before)),
      ("words", .array(trace.words.map(word))),
      ("chosen", .strings(trace.chosen)),
    ])
  }

  private static func word(_ word: TextTrace.Word) -> JSONText {
    .object([
      ("word", .string(word.text)),
      ("start", .integer(word.source.lowerBound)),
      ("end", .integer(word.source.upperBound)),
      ("known", .bool(word.isKnown)),
      ("forget", .number(word.forget)),
      ("input", .number(word.input)),
      ("output", .number(word.output)),
      ("kept", .number(word.kept)),
      ("added", .number(word.added)),
      ("probabilities", .numbers(word.probabilities)),
    ])
  }
}
