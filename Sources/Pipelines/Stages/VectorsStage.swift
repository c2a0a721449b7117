/// Takes word vectors that exist already.
public struct VectorsStage: PipelineStage {
  public var path = InputPath(written: "", resolved: "")
  public var words: InputPath?
  public var lenient = false

  public init() {}
}

extension VectorsStage {
  public static let kind = StageKind.vectors
  public static let artifact = Artifact.vectors
  public static let purpose = "Word vectors read from a file that exists already."

  public static let keys: [Key<Self>] = [
    Key(
      "path", \.path, .path, required: true,
      "The file of vectors, in any format that is known. Relative to the pipeline file."),
    Key(
      "words", \.words, .optional(.path),
      "The words of a NumPy array, one a line. Such an array needs them; other formats hold theirs."
    ),
    Key(
      "lenient", \.lenient, .flag,
      "Leave out rows of a foreign file that have a fault, and say which these were."),
  ]

  public var stage: Stage { .vectors(self) }
}
