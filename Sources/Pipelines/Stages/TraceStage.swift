/// Shows what every gate of a classifier does with every word of some texts.
public struct TraceStage: PipelineStage {
  public var classifier: StageName = ""
  public var texts: [String] = []

  public init() {}
}

extension TraceStage {
  public static let kind = StageKind.trace
  public static let artifact = Artifact.story
  public static let purpose = "What every gate of a classifier does with every word of some texts."

  public static let keys: [Key<Self>] = [
    Key(
      "classifier", \.classifier, .reference(to: .classifier), required: true,
      "The stage whose classifier reads."),
    Key(
      "texts", \.texts, .list(of: .text, distinct: false), required: true, "The texts to read."),
  ]

  public var stage: Stage { .trace(self) }
}
