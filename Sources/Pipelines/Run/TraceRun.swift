extension TraceStage: RunnableStage {
  func run(_ name: StageName, in workshop: Workshop) throws -> StageOutcome {
    let model = try workshop.classifier(classifier)
    let traces = texts.map(model.trace)
    let file = TraceFile.name(name)
    try TraceFile.write(traces, to: workshop.path(file))
    return StageOutcome(files: [file], figures: ["texts": .integer(traces.count)])
  }
}
