import Archive
import Classifying

/// The traces of a `trace` stage as a JSON file, written and read back.
enum TraceFile {
  static func name(_ stage: StageName) -> String { "\(stage).trace.json" }

  static func write(_ traces: [TextTrace], to path: String) throws(ArchiveError) {
    let text = JSONText.array(traces.map(\.json)).pretty
    try SafeFile.write(path) { writer throws(ArchiveError) in
      try writer.write(Array(text.utf8))
    }
  }

  /// The traces of an earlier run.
  static func read(_ path: String) throws -> [TextTrace] {
    let tree = try JSONParser.parse(FileSystem.contents(of: path))
    return (tree.elements ?? []).compactMap(TextTrace.init)
  }
}

extension TextTrace {
  /// The trace with stable keys, as files and `--json` have it.
  public var json: JSONText {
    [
      "text": .string(text), "labels": .array(labels.map(JSONText.string)),
      "multiLabel": .bool(multiLabel), "chosen": .array(chosen.map(JSONText.string)),
      "before": .array(before.map(JSONText.float)), "words": .array(words.map(\.json)),
    ]
  }

  init?(_ node: JSONNode) {
    guard let text = node["text"]?.string,
      let labels = node["labels"]?.elements?.compactMap(\.string),
      let multiLabel = node["multiLabel"]?.bool,
      let chosen = node["chosen"]?.elements?.compactMap(\.string),
      let before = node["before"]?.floats, let words = node["words"]?.elements
    else { return nil }
    self.init(
      text: text, labels: labels, multiLabel: multiLabel, before: before,
      words: words.compactMap(Word.init), chosen: chosen)
  }
}

extension TextTrace.Word {
  fileprivate var json: JSONText {
    [
      "word": .string(text), "known": .bool(isKnown),
      "source": [.integer(source.lowerBound), .integer(source.upperBound)],
      "forget": .float(forget), "input": .float(input), "output": .float(output),
      "kept": .float(kept), "added": .float(added),
      "probabilities": .array(probabilities.map(JSONText.float)),
    ]
  }

  fileprivate init?(_ node: JSONNode) {
    guard let text = node["word"]?.string, let isKnown = node["known"]?.bool,
      let source = node["source"]?.elements?.compactMap(\.integer), source.count == 2,
      source[0] <= source[1], let forget = node["forget"]?.double,
      let input = node["input"]?.double, let output = node["output"]?.double,
      let kept = node["kept"]?.double, let added = node["added"]?.double,
      let probabilities = node["probabilities"]?.floats
    else { return nil }
    self.init(
      text: text, source: source[0]..<source[1], isKnown: isKnown, forget: Float(forget),
      input: Float(input), output: Float(output), kept: Float(kept), added: Float(added),
      probabilities: probabilities)
  }
}

extension JSONNode {
  fileprivate var floats: [Float]? { elements?.compactMap(\.double).map(Float.init) }
}
