/// Puts what other stages made on one page.
public struct ReportStage: PipelineStage {
  public var of: [StageName] = []
  public var title: String?

  public init() {}
}

extension ReportStage {
  public static let kind = StageKind.report
  public static let artifact = Artifact.report
  public static let purpose = "One page that shows what other stages made."

  public static let keys: [Key<Self>] = [
    Key(
      "of", \.of,
      .list(
        of: .reference(
          to: .examples, .corpus, .tokens, .vectors, .classifier, .scores, .story, .report)),
      required: true, "The stages to show, in the order of the page."),
    Key(
      "title", \.title, .optional(.text),
      "The heading of the page; without it the pipeline's name."),
  ]

  public var stage: Stage { .report(self) }
}
