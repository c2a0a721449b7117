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
  var record: RunRecord
  private let stages: [StageName: Stage]
  private let seed: UInt64
  private let watch: (RunEvent) -> Void
  private var lastNote = ContinuousClock.now

  private var exampleSets: [StageName: ExampleSet] = [:]
  private var tokenSets: [StageName: TokenSet] = [:]
  private var encodings: [StageName: EncodedTexts] = [:]
  private var tables: [StageName: EmbeddingTable] = [:]
  private var classifiers: [StageName: TextClassifier] = [:]

  init(
    pipeline: PipelineFile, folder: String, threads: Int, watch: @escaping (RunEvent) -> Void
  ) {
    self.folder = folder
    self.threads = threads
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

  func keep(_ set: TokenSet, _ encoded: EncodedTexts? = nil, as name: StageName) {
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
  func encodedTexts(_ name: StageName) throws -> EncodedTexts {
    if let encoded = encodings[name] { return encoded }
    var encoded = EncodedTexts()
    switch stages[name] {
    case .tokenize(let stage)?:
      var encoder = try tokens(name).encoder
      try forEachText(of: stage.from) { encoded.append(encoder.ids(of: $0)) }
    case .phrases(let stage)?:
      encoded = try encodedTexts(stage.tokens)
        .joined(from: try tokens(stage.tokens), to: try tokens(name))
    default: preconditionFailure()
    }
    encodings[name] = encoded
    return encoded
  }

  func keep(_ table: EmbeddingTable, as name: StageName) { tables[name] = table }

  func vectors(_ name: StageName) throws -> EmbeddingTable {
    if let table = tables[name] { return table }
    let table = try EmbeddingTable(contentsOf: path(VectorFile.name(name)))
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
  func forEachText(
    of names: [StageName], _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) throws {
    for name in names {
      switch stages[name] {
      case .corpus(let stage)?:
        let report = try stage.source.forEachDocument { body($0.text) }
        for row in report.badRows.prefix(3) { note(name, "skipped \(row)", isMilestone: true) }
      case .examples?:
        let set = try examples(name)
        for row in set.split.train { set.examples.withText(row, body) }
      default: preconditionFailure()
      }
    }
  }
}

/// The file of a stage that makes word vectors.
enum VectorFile {
  static func name(_ stage: StageName) -> String { "\(stage).vectors.gz" }
}
