import Classifying
import StrictJSON

/// Answers and traces as JSON, with keys that scripts may rely on.
public enum AnswerJSON {
  /// `{"labels":[…],"probabilities":{label:p…},"chosen":[…],"words":n,"unknown":n,"read":n}`; of many
  /// texts, each with its `"line"` first. A model with thresholds of its own adds `"thresholds":{label:p…}`,
  /// of all labels or of the second of two.
  public static func prediction(_ prediction: TextPrediction, line: Int? = nil) -> JSONText {
    var object: JSONObject = [:]
    object["line"] = line.map(JSONText.integer)
    object["labels"] = strings(prediction.labels)
    object["probabilities"] = .object(
      JSONObject(zip(prediction.labels, prediction.probabilities).map { ($0, .float($1)) }))
    object["chosen"] = strings(prediction.chosen)
    object["words"] = .integer(prediction.wordCount)
    object["unknown"] = .integer(prediction.unknownCount)
    object["read"] = .integer(prediction.readCount)
    object["thresholds"] = prediction.thresholds.map {
      thresholds($0, labels: prediction.labels)
    }
    return .object(object)
  }

  /// `{"text":…,"labels":[…],"multiLabel":…,"before":[p…],"words":[…],"chosen":[…]}`, a word being
  /// `{"word":…,"start":byte,"end":byte,"known":…,"forget":…,"input":…,"output":…,"kept":…,"added":…,
  /// "probabilities":[p…]}`, with `"attention"` before the last where a model pools by it, with
  /// thresholds as a prediction has them, and with `"skipped":[word…]` where words were skipped
  /// and `"cut":n` where so many lay beyond the length that the model reads at most.
  public static func trace(_ trace: TextTrace) -> JSONText {
    var object: JSONObject = [
      "text": .string(trace.text), "labels": strings(trace.labels),
      "multiLabel": .bool(trace.multiLabel), "before": floats(trace.before),
      "words": .array(trace.words.map(word)), "chosen": strings(trace.chosen),
    ]
    object["thresholds"] = trace.thresholds.map { thresholds($0, labels: trace.labels) }
    if !trace.skipped.isEmpty { object["skipped"] = strings(trace.skipped) }
    if trace.cutCount > 0 { object["cut"] = .integer(trace.cutCount) }
    return .object(object)
  }

  /// `{label:p…}`; a single threshold of two labels is the second one's.
  public static func thresholds(_ thresholds: [Float], labels: [String]) -> JSONText {
    .object(JSONObject(zip(labels.suffix(thresholds.count), thresholds).map { ($0, .float($1)) }))
  }

  /// Reads back what `trace` gives; nil where it is something else.
  public static func trace(_ node: JSONNode) -> TextTrace? {
    guard let text = node["text"]?.string,
      let labels = node["labels"]?.elements?.compactMap(\.string),
      let multiLabel = node["multiLabel"]?.bool, let before = floats(node["before"]),
      let words = node["words"]?.elements,
      let chosen = node["chosen"]?.elements?.compactMap(\.string)
    else { return nil }
    let thresholds = floats(members: node["thresholds"])
    return TextTrace(
      text: text, labels: labels, multiLabel: multiLabel, before: before,
      words: words.compactMap(word),
      skipped: node["skipped"]?.elements?.compactMap(\.string) ?? [],
      cutCount: max(node["cut"]?.integer ?? 0, 0), chosen: chosen,
      thresholds: thresholds)
  }

  private static func word(_ word: TextTrace.Word) -> JSONText {
    var object: JSONObject = [
      "word": .string(word.text), "start": .integer(word.source.lowerBound),
      "end": .integer(word.source.upperBound), "known": .bool(word.isKnown),
      "forget": .float(word.forget), "input": .float(word.input),
      "output": .float(word.output), "kept": .float(word.kept), "added": .float(word.added),
    ]
    object["attention"] = word.attention.map(JSONText.float)
    object["probabilities"] = floats(word.probabilities)
    return .object(object)
  }

  private static func word(_ node: JSONNode) -> TextTrace.Word? {
    guard let text = node["word"]?.string, let isKnown = node["known"]?.bool,
      let start = node["start"]?.integer, let end = node["end"]?.integer, start <= end,
      let forget = node["forget"]?.double, let input = node["input"]?.double,
      let output = node["output"]?.double, let kept = node["kept"]?.double,
      let added = node["added"]?.double, let probabilities = floats(node["probabilities"])
    else { return nil }
    return TextTrace.Word(
      text: text, source: start..<end, isKnown: isKnown, forget: Float(forget),
      input: Float(input), output: Float(output), kept: Float(kept), added: Float(added),
      attention: node["attention"]?.double.map(Float.init), probabilities: probabilities)
  }

  private static func strings(_ values: [String]) -> JSONText {
    .array(values.map(JSONText.string))
  }

  private static func floats(_ values: [Float]) -> JSONText { .array(values.map(JSONText.float)) }

  private static func floats(_ node: JSONNode?) -> [Float]? {
    node?.elements?.compactMap(\.double).map(Float.init)
  }

  private static func floats(members node: JSONNode?) -> [Float]? {
    guard let members = node?.members else { return nil }
    return members.compactMap { $0.value.double }.map { Float($0) }
  }
}
