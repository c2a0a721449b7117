import StrictJSON

// The prose of every fault: what is wrong; what was expected; did you mean …

extension PipelineFault: CustomStringConvertible {
  public var description: String {
    isOverride
      ? "--set \(origin): \(problem)"
      : "\(origin):\(position.line):\(position.column): \(problem)"
  }
}

extension PipelineFault.Problem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .json(let problem):
      return "\(problem)"
    case .notAnObject(let what, let found):
      return "\(what) is \(found); expected an object"

    case .unknownKey(let key, let owner, let expected, let suggestion):
      return "unknown key \(quoted(key)) in \(owner); expected one of \(listed(expected))"
        + didYouMean(suggestion)
    case .missingKey(let key, let owner, let expected):
      return "\(owner) has no \"\(key)\"; expected \(expected)"
    case .wrongValue(let key, let found, let expected, let suggestion):
      return "\"\(key)\" is \(found); expected \(expected)" + didYouMean(suggestion)
    case .badName(let name, let what):
      return "\(quoted(name)) cannot name a \(what); expected \(StageName.rule)"
    case .repeated(let key, let found):
      return "\"\(key)\" has \(found) twice; expected every entry once"
    case .noStages:
      return "\"stages\" is empty; expected at least one stage"

    case .conflict(let key, let other):
      return "\"\(key)\" and \"\(other)\" are both given; expected one or the other"
    case .meaningless(let key, let because, let value):
      return "\"\(key)\" means nothing when \"\(because)\" is \"\(value)\"; "
        + "expected it to be left out"
    case .above(let key, let value, let limitKey, let limit):
      return "\"\(key)\" is \(value), more than \"\(limitKey)\"; expected at most \(limit)"
    case .sharesAboveOne(let key, let sum):
      return "the shares of \"\(key)\" add up to \(sum); expected at most 1"
    case .frozenAtRandom:
      return "\"embedding\" is \"frozen\" but there are no vectors to keep; "
        + "expected \"vectors\", or \"fineTune\""

    case .unknownStage(let key, let name, let expected, let suggestion):
      return "\"\(key)\" names stage \(quoted(name)), which does not exist; expected \(expected)"
        + didYouMean(suggestion)
    case .ownStage(let key, let name):
      return "\"\(key)\" names its own stage \(quoted(name)); expected another stage"
    case .wrongArtifact(let key, let name, let makes, let expected, let suggestion):
      return "\"\(key)\" names stage \(quoted(name)), which makes \(makes.noun); "
        + "expected \(listed(expected.map(\.rawValue)))" + didYouMean(suggestion)
    case .cycle(let names):
      let circle = (names + names.prefix(1)).map { StageName.isSound($0) ? $0 : quoted($0) }
        .joined(separator: " → ")
      return "the stages \(circle) need each other in a circle; "
        + "expected every stage to need only stages that can be made before it"
    case .emptyPart(let key, let part, let examples):
      return "\"\(key)\" needs the \(part) part of stage \"\(examples)\", whose split leaves it "
        + "empty; expected \"split\" to give \"\(part)\" a share"
    case .thresholdWithoutChoice(let examples):
      return "\"threshold\" means nothing when a text has one label, as in stage "
        + "\"\(examples)\"; expected it to be left out"

    case .noSubwords(nil):
      return "\"unknown\" is \"subwords\" but there are no vectors with n-grams; "
        + "expected \"vectors\" of a stage that makes them, or \"entry\""
    case .noSubwords(let vectors?):
      return "\"unknown\" is \"subwords\" but stage \"\(vectors)\" makes vectors without n-grams; "
        + "expected \"subwords\" in that stage, or \"entry\""

    case .missingInput(let key, let path, let kind):
      return "\"\(key)\" names \(shown(path)), which does not exist; expected a \(kind.noun)"
    case .forbiddenInput(let key, let path):
      return "\"\(key)\" names \(shown(path)), which may not be read; "
        + "expected permission to read it"
    case .wrongInput(let key, let path, let isFolder, let kind):
      return "\"\(key)\" names \(shown(path)), which is a \(isFolder ? "folder" : "file"); "
        + "expected a \(kind.noun)"

    case .malformedOverride:
      return "not of the form stage.key=value; expected for example reviews.limit=1000 or seed=3"
    case .overrideOfNothing(let key, let suggestion):
      return "\(quoted(key)) is no key of a pipeline that can be set; "
        + "expected stage.key, seed or pipeline" + didYouMean(suggestion)
    case .overrideOfNoStage(let name, let suggestion):
      return "there is no stage \(quoted(name)); expected the name of a stage of the file"
        + didYouMean(suggestion)
    case .overrideInside(let key, let found):
      return "\(quoted(key)) is \(found), which has no keys inside; "
        + "expected a value for \(quoted(key)) itself"
    }
  }

  private func didYouMean(_ suggestion: String?) -> String {
    suggestion.map { "; did you mean \(quoted($0))?" } ?? ""
  }

  /// A path as it was written, and what it came to where that differs.
  private func shown(_ path: InputPath) -> String {
    let written = JSONText.string(path.written).compact
    return path.written == path.resolved ? written : "\(written) (\(path.resolved))"
  }
}
