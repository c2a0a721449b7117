// What can only be said when all stages are known. Every check adds its faults and goes on.

extension PipelineDraft {
  /// The faults of stages together, and of the inputs that are looked for.
  func check() -> [PipelineFault] {
    let byName = Dictionary(stages.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    return stages.flatMap { checkReferences(of: $0, byName) }
      + checkCircles()
      + stages.flatMap { checkRules(of: $0, byName) }
      + stages.flatMap(checkInputs)
  }

  private func checkReferences(
    of stage: DraftStage, _ byName: [String: DraftStage]
  ) -> [PipelineFault] {
    stage.reading.references.compactMap { reference in
      let (key, name) = (reference.key, reference.name)
      if name == stage.name {
        return origins.fault(reference.position, .ownStage(key: key, name: name))
      }
      let fitting = stages.filter { other in
        guard let kind = other.kind, other.name != stage.name else { return false }
        return reference.accepted.contains(kind.artifact)
      }
      .map(\.name)
      // With a single stage that fits there is little doubt, however it is spelled.
      let suggestion =
        nearest(to: name, among: fitting) ?? (fitting.count == 1 ? fitting.first : nil)
      guard let named = byName[name] else {
        return origins.fault(
          reference.position,
          .unknownStage(
            key: key, name: name, expected: Shape.reference(reference.accepted).expected,
            suggestion: suggestion))
      }
      // A stage of no known kind has a fault of its own already.
      guard let kind = named.kind, !reference.accepted.contains(kind.artifact) else { return nil }
      return origins.fault(
        reference.position,
        .wrongArtifact(
          key: key, name: name, makes: kind.artifact,
          expected: StageKind.making(reference.accepted), suggestion: suggestion))
    }
  }

  private func checkInputs(of stage: DraftStage) -> [PipelineFault] {
    let expected = stage.stage?.settings.inputKind ?? .either
    return stage.reading.inputs.compactMap { input in
      let (key, path) = (input.key, input.path)
      let problem: PipelineFault.Problem? =
        switch (FileSystem.entry(at: path.resolved), expected) {
        case (.missing, _): .missingInput(key: key, path: path, expected: expected)
        case (.forbidden, _): .forbiddenInput(key: key, path: path)
        case (.folder, .file):
          .wrongInput(key: key, path: path, isFolder: true, expected: expected)
        case (.file, .folder):
          .wrongInput(key: key, path: path, isFolder: false, expected: expected)
        case (.folder, _), (.file, _): nil
        }
      return problem.map { origins.fault(input.position, $0) }
    }
  }
}

// MARK: Rules between kinds of stages

extension PipelineDraft {
  private func checkRules(
    of stage: DraftStage, _ byName: [String: DraftStage]
  ) -> [PipelineFault] {
    switch stage.stage {
    case .lstm(let settings): checkTraining(settings, stage, byName)
    case .evaluate(let settings): checkEvaluation(settings, stage, byName)
    default: []
    }
  }

  private func checkTraining(
    _ settings: LSTMStage, _ stage: DraftStage, _ byName: [String: DraftStage]
  ) -> [PipelineFault] {
    var faults: [PipelineFault] = []
    if let position = stage.reading.given["examples"],
      case .examples(let examples) = byName[settings.examples.rawValue]?.stage,
      examples.split.leavesEmpty(.train)
    {
      faults.append(
        origins.fault(
          position,
          .emptyPart(key: "examples", part: .train, examples: settings.examples.rawValue)))
    }
    if settings.unknown == .subwords, let position = stage.reading.given["unknown"],
      let vectors = settings.vectors?.rawValue,
      case .word2vec(let training) = byName[vectors]?.stage, training.settings.subwords == nil
    {
      faults.append(origins.fault(position, .noSubwords(vectors: vectors)))
    }
    return faults
  }

  private func checkEvaluation(
    _ settings: EvaluateStage, _ stage: DraftStage, _ byName: [String: DraftStage]
  ) -> [PipelineFault] {
    guard case .lstm(let classifier) = byName[settings.classifier.rawValue]?.stage,
      case .examples(let examples) = byName[classifier.examples.rawValue]?.stage
    else { return [] }
    let name = classifier.examples.rawValue
    var faults: [PipelineFault] = []
    if examples.split.leavesEmpty(settings.on) {
      let position = stage.reading.given["on"] ?? stage.reading.given["classifier"]
      faults.append(
        origins.fault(
          position ?? stage.position, .emptyPart(key: "on", part: settings.on, examples: name)))
    }
    if settings.threshold != nil, examples.hasSeveralLabels == false,
      let position = stage.reading.given["threshold"]
    {
      faults.append(origins.fault(position, .thresholdWithoutChoice(examples: name)))
    }
    return faults
  }
}
