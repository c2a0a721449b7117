import Foundation
import Pipelines
import Testing

@Suite struct RunErrorTests {
  static let cases: [(error: RunError, text: String)] = [
    (RunError.stage("tokens", reason: "it broke"), #"stage "tokens": it broke"#),
    (
      .folder(path: "runs/x", reason: "Permission denied"),
      "runs/x: the folder for the results cannot be used: Permission denied; "
        + "choose another one with --out"
    ),
    (.input(reason: "a.tsv: gone"), "a.tsv: gone"),
    (
      .emptyPart(examples: "reviews", part: .validation),
      #""reviews" has no rows for validation; give that part a share in its "split""#
    ),
    (
      .untrainedLabel("so \"so\"", rows: 1200),
      #"no row for training has the label "so \"so\"", which 1,200 rows of the other parts have; "#
        + "a classifier learns only what it is shown: give that label rows for training, or leave its "
        + "rows out"
    ),
    (
      .unnamedWords(path: "a.npy"),
      #"a.npy: a NumPy array has no words; expected "words", the file that has them, one a line"#
    ),
    (
      .noSubwords(vectors: "glove"),
      #""unknown" is "subwords" but the vectors of "glove" have no character n-grams; expected "#
        + #"vectors of lexigate's own that were trained with "subwords", or "entry""#
    ),
    (
      .noWords(sources: ["corpus", "reviews"]),
      #"the texts of "corpus", "reviews" hold no words after tokenizing; "#
        + "check the files and the tokenizer's settings"
    ),
    (
      .interrupted(epoch: 4, best: "runs/x/c.best.model.gz", ofEpoch: 2, resumable: 3),
      "stopped in epoch 4; the best model so far, of epoch 2, is runs/x/c.best.model.gz; the same "
        + "command with --resume goes on from the end of epoch 3"
    ),
    (
      .interrupted(epoch: 1, best: nil, ofEpoch: 0, resumable: 0),
      "stopped in epoch 1; there is no checkpoint yet, so training begins anew next time"
    ),
    (
      .interruptedFold(2, of: 5),
      "stopped in fold 2 of 5; the same command with --resume goes on with this fold"
    ),
    (
      .interruptedFold(1, of: 5),
      "stopped in fold 1 of 5; cross-validation begins anew next time"
    ),
  ]

  @Test(arguments: cases)
  func says(error: RunError, text: String) {
    #expect(error.description == text)
  }

  /// Stages that do not need the examples come first here.
  private static let pipeline = """
    {"pipeline": "p", "stages": {
      "corpus": {"stage": "corpus", "path": "../data/corpus.txt"},
      "tokens": {"stage": "tokenize", "from": "corpus"},
      "vectors": {"stage": "word2vec", "tokens": "tokens", "dimensions": 8, "epochs": 1},
      "reviews": {"stage": "examples", "path": "../data/reviews.tsv",
                  "split": {"column": "split"}},
      "classifier": {"stage": "lstm", "examples": "reviews", "tokens": "tokens",
                     "vectors": "vectors", "hidden": 8, "epochs": 1}}}
    """

  /// What would make a training worthless is told before it.
  @Test func labelsThatTrainingNeverMeetsAreRefused() throws {
    let tiny = try TinyRun()
    try tiny.write(TinyRun.reviews + "So so.\tmeh\ttest\n", to: "reviews.tsv")
    #expect(
      try tiny.failure(Self.pipeline)
        == #"stage "classifier": no row for training has the label "meh", which 1 row of the other "#
        + "parts have; a classifier learns only what it is shown: give that label rows for training, "
        + "or leave its rows out")
    try tiny.write(TinyRun.reviews + "So so.\tmeh\ttrain\n", to: "reviews.tsv")
    #expect(try tiny.failure(Self.pipeline) == nil)
  }

  @Test func aFigureThatNothingMeasuresIsRefused() throws {
    let tiny = try TinyRun()
    let rows = TinyRun.reviews.replacingOccurrences(of: "\tvalidation\n", with: "\ttrain\n")
    try tiny.write(rows, to: "reviews.tsv")
    #expect(
      try tiny.failure(Self.pipeline, ["classifier.monitor=f1"])
        == #"stage "classifier": "monitor" is "f1" but there are no validation rows to measure it on; "#
        + #"set a validation split or "monitor": "loss""#)
    #expect(try tiny.failure(Self.pipeline) == nil)
  }

  @Test func theNextRunGoesOnWhereOneFailed() throws {
    let tiny = try TinyRun()
    try tiny.write("text\tlabel\tsplit\nFine.\tgood\ttrain\nno label\n", to: "reviews.tsv")
    #expect(
      try tiny.failure(Self.pipeline)
        == #"stage "reviews": DIR/Pipelines/../data/reviews.tsv:3: 1 field in this row, "#
        + "but the file has 3 columns")
    #expect(tiny.events == ["run corpus", "run tokens", "run vectors", "run reviews"])
    let before = try #require(RunRecord.load(from: tiny.folder()))
    #expect(before.stages.map(\.name) == ["corpus", "tokens", "vectors"])
    let text = try String(contentsOfFile: tiny.folder() + "/run.json", encoding: .utf8)
    #expect(text.contains(#""status": "failed""#))
    #expect(text.contains(#""failure": "stage \"reviews\": "#))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: tiny.folder()).sorted()
        == ["run.json", "tokens.tokens.gz", "vectors.vectors.gz"])

    try tiny.write(TinyRun.reviews, to: "reviews.tsv")
    let after = try tiny.run(Self.pipeline)
    #expect(
      tiny.events == [
        "keep corpus", "keep tokens", "keep vectors", "run reviews", "run classifier",
      ])
    #expect(after["vectors"]?.outputs == before["vectors"]?.outputs)
  }

  /// A mistake taken back costs nothing: what was made before it still holds.
  @Test func aFailureLosesNothingOfAnEarlierRun() throws {
    let tiny = try TinyRun()
    try tiny.run(Self.pipeline)
    #expect(try tiny.failure(Self.pipeline, ["reviews.text=txt"]) != nil)
    try tiny.run(Self.pipeline)
    #expect(
      tiny.events == [
        "keep corpus", "keep tokens", "keep vectors", "keep reviews", "keep classifier",
      ])
  }

  @Test func aPartWithoutRows() throws {
    let tiny = try TinyRun()
    let rows = TinyRun.reviews.replacingOccurrences(of: "\ttest\n", with: "\ttrain\n")
    try tiny.write(rows, to: "reviews.tsv")
    #expect(
      try tiny.failure()
        == #"stage "scores": "reviews" has no rows for test; "#
        + #"give that part a share in its "split""#)
  }

  @Test func textsWithoutWords() throws {
    let tiny = try TinyRun()
    try tiny.write("...\n\n!\n", to: "corpus.txt")
    #expect(
      try tiny.failure(Self.pipeline, ["tokens.punctuation=false"])
        == #"stage "tokens": the texts of "corpus" hold no words after tokenizing; "#
        + "check the files and the tokenizer's settings")
  }

  @Test func aFolderThatCannotBeUsed() throws {
    let tiny = try TinyRun()
    #expect(
      try tiny.failure(out: "data/corpus.txt")
        == "DIR/data/corpus.txt: the folder for the results cannot be used: "
        + "there is a file of that name; choose another one with --out")
    #expect(tiny.events.isEmpty)
  }

  /// The inputs were there when the file was checked, and are gone when the run begins.
  @Test func anInputThatIsGone() throws {
    let tiny = try TinyRun()
    let runner = try tiny.runner()
    try FileManager.default.removeItem(atPath: tiny.sandbox.folder + "/data/corpus.txt")
    #expect(
      throws: RunError.input(
        reason: "\(tiny.sandbox.folder)/Pipelines/../data/corpus.txt: there is no such file; "
          + "check the name and the folder")
    ) { try runner.run() }
    #expect(!FileManager.default.fileExists(atPath: tiny.folder()))
  }
}

/// What the labels and the vectors must have for training to make sense.
@Suite struct UselessInputTests {
  @Test func oneLabelIsToldBeforeAnythingIsTrained() throws {
    let tiny = try TinyRun()
    let rows = TinyRun.reviews.replacingOccurrences(of: "\tbad\t", with: "\tgood\t")
    try tiny.write(rows, to: "reviews.tsv")
    #expect(
      try tiny.failure()
        == #"stage "reviews": DIR/Pipelines/../data/reviews.tsv: all 300 rows have the label "#
        + #""good"; a classifier needs rows of at least two labels: check the label column"#)
    #expect(!tiny.events.contains("run vectors"))
  }

  @Test func labelsStayOnOneLine() {
    #expect(
      RunError.unusableLabel(path: "a.csv", label: "one\ntwo").description
        == #"a.csv: the label "one\ntwo" has a control character in it; expected a word or phrase "#
        + "on one line: check the label column")
  }

  @Test func vectorsOfOtherWordsAreNoVectors() {
    #expect(
      RunError.noCommonWord(vectors: "glove", words: 1234).description
        == #"none of the 1,234 words of the vocabulary has a vector in "glove"; expected vectors "#
        + "of the texts' language, written as the tokenizer writes words")
  }
}
