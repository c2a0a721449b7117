import StrictJSON

/// A stage of a pipeline: its settings, and the table that describes them.
public protocol PipelineStage: Hashable, Sendable {
  static var kind: StageKind { get }
  static var artifact: Artifact { get }
  /// What the stage does, in a sentence or two.
  static var purpose: String { get }
  /// Every key except `stage`, in the order in which help shows them.
  static var keys: [Key<Self>] { get }

  /// The defaults; a required field is empty until the decoder fills it.
  init()

  /// What the paths of this stage may name.
  var inputKind: InputKind { get }

  /// Applies the rules that concern several keys at once, after all keys were read.
  mutating func settle(_ reading: inout StageReading)

  /// This stage as a case of the closed enum.
  var stage: Stage { get }
}

extension PipelineStage {
  public var inputKind: InputKind { .file }

  public mutating func settle(_ reading: inout StageReading) {}
}

// What the table says of a stage, free of the type of its settings.
extension PipelineStage {
  static var descriptions: [KeyDescription] { keys.map(\.about) }

  var kind: StageKind { Self.kind }

  var references: [StageName] { Self.keys.flatMap { $0.references(self) } }

  var inputPaths: [InputPath] { Self.keys.flatMap { $0.paths(self) } }

  var written: [(String, JSONText)] { Self.keys.map { ($0.about.name, $0.write(self)) } }
}
