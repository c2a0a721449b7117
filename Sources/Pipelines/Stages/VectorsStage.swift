import EmbeddingStore

/// Takes word vectors that exist already.
public struct VectorsStage: PipelineStage {
  public var path = InputPath(written: "", resolved: "")
  public var words: InputPath?
  public var lenient = false
  public var store = VectorPrecision.float32

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
    Key("store", \.store, .choice, VectorPrecision.purpose),
  ]

  public var stage: Stage { .vectors(self) }
}

extension VectorPrecision {
  /// What the key `store` of the stages that make vectors says of itself.
  static let purpose =
    "How exactly the file keeps vectors: \"float32\" bit for bit, \"float16\" in half the size, "
    + "\"int8\" in a quarter, as bytes with a scale for each word. What follows reads what is kept; "
    + "the record says what it cost."
}
