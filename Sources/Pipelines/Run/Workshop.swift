import Classifying
import Corpora
import EmbeddingStore
import Kernels
import Tokenizing

/// What the stages of one run share: the folder, the threads, and what each stage made, loaded when
/// somebody first asks for it.
final class Workshop {
  let folder: String
  let threads: Int
  /// Whether stages that were stopped go on from their snapshots.
  let resume: Bool
  /// Whether somebody wants the stage that runs to stop, where it can.
  let shouldStop: () -> Bool
  /// The key of the stage that runs: what its outputs depend on.
  var key = ""
  var record: RunRecord
  private let stages: [StageName: Stage]
  private let seed: UInt64
  private let watch: (RunEvent) -> Void
  private var lastNote = ContinuousClock.now

  private var exampleSets: [StageName: ExampleSet] = [:]
  private var tokenSets: [StageName: TokenSet] = [:]
  private var encodings: [StageName: SpooledTexts] = [:]
  private var tables: [StageName: EmbeddingTable] = [:]
  private var classifiers: [StageName: TextClassifier] = [:]

  init(
    pipeline: PipelineFile, folder: String, threads: Int, resume: Bool = false,
    shouldStop: @escaping () -> Bool = { false }, watch: @escaping (RunEvent) -> Void
  ) {
    self.folder = folder
    self.threads = threads
    self.resume = resume
    self.shouldStop = shouldStop
    self.watch = watch
    seed = pipeline.seed
    stages = Dictionary(uniqueKeysWithValues: pipeline.stages.map { ($0.name, $0.stage) })
    record = RunRecord(
      pipeline: pipeline.name, seed: Int(pipeline.seed), threads: threads,
      instructionSet: Kernel.instructionSet)
  }

  func path(_ file: String) -> String { folder + "/" + file }

  /// The seed of a stage's own random numbers.
  func seed(of name: StageName) -> UInt64 { RandomStream.derive(seed, name.rawValue) }

  /// Tells where a stage stands; of what is no milestone at most five lines a second.
  func note(
    _ name: StageName, _ text: @autoclosure () -> String, isMilestone: Bool = false
  ) {
    let now = ContinuousClock.now
    guard isMilestone || now - lastNote > .milliseconds(200) else { return }
    lastNote = now
    watch(.progress(name, text(), isMilestone: isMilestone))
  }

  // MARK: What the stages made

  func examples(_ name: StageName) throws -> ExampleSet {
    if let set = exampleSets[name] { return set }
    guard case .examples(let stage)? = stages[name] else { preconditionFailure() }
    let set = try stage.read(name, seed: seed)
    exampleSets[name] = set
    return set
  }

  func keep(_ set: TokenSet, _ encoded: SpooledTexts? = nil, as name: StageName) {
    tokenSets[name] = set
    encodings[name] = encoded
  }

  func tokens(_ name: StageName) throws -> TokenSet {
    if let set = tokenSets[name] { return set }
    let set = try TokenSet(contentsOf: path(TokenSet.fileName(name)))
    tokenSets[name] = set
    return set
  }

  /// The texts behind a `tokenize` or `phrases` stage as ids, encoded again where that stage was kept.
  func encodedTexts(_ name: StageName) throws -> SpooledTexts {
    if let encoded = encodings[name] { return encoded }
    var spool = TextSpool(in: folder)
    switch stages[name] {
    case .tokenize(let stage)?:
      var encoder = try tokens(name).encoder
      try forEachPart(of: stage.from, cutBy: encoder.tokenizer) { part, isLast in
        for id in encoder.ids(of: part) { try spool.append(id: id) }
        if isLast { try spool.endText() }
      }
    case .phrases(let stage)?:
      try spool.append(
        encodedTexts(stage.tokens), of: tokens(stage.tokens), joinedAs: tokens(name))
    default: preconditionFailure()
    }
    let encoded = try spool.finish()
    encodings[name] = encoded
    return encoded
  }

  func keep(_ table: EmbeddingTable, as name: StageName) { tables[name] = table }

  /// - Parameter withState: whether what a training needs to go on is wanted as well.
  func vectors(_ name: StageName, withState: Bool = false) throws -> EmbeddingTable {
    if let table = tables[name], !withState || table.state != nil { return table }
    let table = try EmbeddingTable(
      contentsOf: path(VectorFile.name(name)), withState: withState)
    tables[name] = table
    return table
  }

  func keep(_ classifier: TextClassifier, as name: StageName) { classifiers[name] = classifier }

  func classifier(_ name: StageName) throws -> TextClassifier {
    if let classifier = classifiers[name] { return classifier }
    let classifier = try TextClassifier(contentsOf: path(LSTMStage.fileName(name)))
    classifiers[name] = classifier
    return classifier
  }

  func lstm(_ name: StageName) -> LSTMStage {
    guard case .lstm(let stage)? = stages[name] else { preconditionFailure() }
    return stage
  }

  // MARK: Texts

  /// Hands over the texts of `corpus` and `examples` stages, one after another; of examples the rows
  /// for training alone, so that nothing is learnt from those that are to judge it.
  ///
  /// Long texts come in parts that have the same tokens as the whole.
  func forEachPart(
    of names: [StageName], cutBy tokenizer: Tokenizer,
    _ body: (_ part: UnsafeBufferPointer<UInt8>, _ isLast: Bool) throws -> Void
  ) throws {
    for name in names {
      switch stages[name] {
      case .corpus(let stage)?:
        var failure: (any Error)?
        let report = try stage.source.forEachPart(cut: tokenizer.cut) { document, endsText in
          do {
            // What the file's format gives in one piece may still be long.
            try tokenizer.forEachPart(of: document.text) { part, isLast in
              try body(part, isLast && endsText)
            }
          } catch {
            failure = error
          }
          return failure == nil
        }
        if let failure { throw failure }
        for row in report.badRows.prefix(3) { note(name, "skipped \(row)", isMilestone: true) }
      case .examples?:
        let set = try examples(name)
        for row in set.split.train {
          try set.examples.withText(row) { try tokenizer.forEachPart(of: $0, body) }
        }
      default: preconditionFailure()
      }
    }
  }
}

/// The file of a stage that makes word vectors.
enum VectorFile {
  static func name(_ stage: StageName) -> String { "\(stage).vectors.gz" }
}
