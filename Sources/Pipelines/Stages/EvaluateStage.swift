import Corpora

/// Counts how often a classifier is right on a part of its examples.
public struct EvaluateStage: PipelineStage {
  public var classifier: StageName = ""
  public var on = Part.test
  /// Nil when not given: the model's own thresholds, which are 0.5 where a text may have several
  /// labels; otherwise the likeliest wins.
  public var threshold: Double?

  public init() {}
}

extension EvaluateStage {
  public static let kind = StageKind.evaluate
  public static let artifact = Artifact.scores
  public static let purpose = "How often a classifier is right on a part of its examples."

  public static let keys: [Key<Self>] = [
    Key(
      "classifier", \.classifier, .reference(to: .classifier), required: true,
      "The stage whose classifier is judged."),
    Key("on", \.on, .choice, "The part of the classifier's examples to judge it on."),
    Key(
      "threshold", \.threshold, .optional(.number(.range(0...1))),
      "Probability from which a label is given, in place of the classifier's own, which are 0.5 "
        + "unless tuned. Only where a text may have several."),
  ]

  public var stage: Stage { .evaluate(self) }
}
