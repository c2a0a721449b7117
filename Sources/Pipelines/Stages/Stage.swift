import StrictJSON

/// The kinds of stages that there are; the raw value is what `"stage"` says in the file.
public enum StageKind: String, CaseIterable, Sendable {
  case examples, corpus, tokenize, phrases, word2vec, vectors, lstm, evaluate, trace, report

  public var type: any PipelineStage.Type {
    switch self {
    case .examples: ExamplesStage.self
    case .corpus: CorpusStage.self
    case .tokenize: TokenizeStage.self
    case .phrases: PhrasesStage.self
    case .word2vec: Word2VecStage.self
    case .vectors: VectorsStage.self
    case .lstm: LSTMStage.self
    case .evaluate: EvaluateStage.self
    case .trace: TraceStage.self
    case .report: ReportStage.self
    }
  }

  public var artifact: Artifact { type.artifact }

  public var purpose: String { type.purpose }

  /// The table of the kind's keys, without `stage` itself.
  public var keys: [KeyDescription] { type.descriptions }

  static func making(_ artifacts: [Artifact]) -> [StageKind] {
    allCases.filter { artifacts.contains($0.artifact) }
  }
}

/// A checked stage with its settings.
public enum Stage: Hashable, Sendable {
  case examples(ExamplesStage)
  case corpus(CorpusStage)
  case tokenize(TokenizeStage)
  case phrases(PhrasesStage)
  case word2vec(Word2VecStage)
  case vectors(VectorsStage)
  case lstm(LSTMStage)
  case evaluate(EvaluateStage)
  case trace(TraceStage)
  case report(ReportStage)

  /// The settings without the case around them.
  public var settings: any PipelineStage {
    switch self {
    case .examples(let settings): settings
    case .corpus(let settings): settings
    case .tokenize(let settings): settings
    case .phrases(let settings): settings
    case .word2vec(let settings): settings
    case .vectors(let settings): settings
    case .lstm(let settings): settings
    case .evaluate(let settings): settings
    case .trace(let settings): settings
    case .report(let settings): settings
    }
  }

  public var kind: StageKind { settings.kind }

  public var artifact: Artifact { kind.artifact }

  /// The stages whose artifacts this one needs, in the order of the keys, each once.
  public var inputs: [StageName] {
    var seen: Set<StageName> = []
    return settings.references.filter { seen.insert($0).inserted }
  }

  /// The files and folders that this stage reads.
  public var paths: [InputPath] { settings.inputPaths }

  /// The configuration with every default filled in, in the order of the stage's table.
  public var resolved: JSONText {
    .object(JSONObject([("stage", .string(kind.rawValue))] + settings.written))
  }

  /// The resolved configuration as one line with sorted keys: equal texts are equal configurations,
  /// whatever their order, spacing and spelled-out defaults were in the file.
  public var canonical: String { resolved.sorted.compact }
}
