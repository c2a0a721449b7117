/// What a stage makes, and therefore what another stage may ask for.
public enum Artifact: String, CaseIterable, Sendable {
  case examples, corpus, tokens, vectors, classifier, scores, story, report

  /// The artifact as a sentence names it.
  var noun: String {
    switch self {
    case .examples: "examples"
    case .corpus: "a corpus"
    case .tokens: "tokens"
    case .vectors: "vectors"
    case .classifier: "a classifier"
    case .scores: "scores"
    case .story: "a story"
    case .report: "a report"
    }
  }
}
