import Classifying
import Testing

@Suite struct ClassifyingErrorTests {
  @Test(arguments: [
    (
      ClassifyingError.file(.missing(path: "m")),
      "m: there is no such file; check the name and the folder"
    ),
    (
      .vocabulary(.emptyVocabulary),
      "there are no words, but a vocabulary needs at least one"
    ),
    (
      .classifier(path: "m", .duplicateLabel("good")),
      "m: the label \"good\" is listed twice; name each label once"
    ),
    (
      .notExportable(path: "m", found: "a", expected: "b"),
      "m: not written: the model has a; expected b"
    ),
    (
      .tensors(.tensors(path: "m", .noWords)),
      "m: there are vectors but no words; expected a tensor \"words\" of bytes (U8), the words "
        + "with line feeds between them, or \"words\" in the metadata, a JSON list"
    ),
    (
      .mismatch(path: "m", found: "a", expected: "b"),
      "m: found a, but b was expected; the file is damaged: make it again"
    ),
  ])
  func says(error: ClassifyingError, text: String) {
    #expect(error.description == text)
  }
}
