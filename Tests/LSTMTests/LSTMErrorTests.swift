import LSTM
import Testing

/// The exact text of every error.
@Suite struct LSTMErrorTests {
  static let texts: [(LSTMError, String)] = [
    (
      LSTMError.outOfRange(setting: "hidden", found: "0", expected: "1 to 4096"),
      "\"hidden\" is 0; expected 1 to 4096"
    ),
    (.duplicateLabel("good"), "the label \"good\" is listed twice; name each label once"),
    (
      .dimensions(of: "the vectors' table", found: "9 × 5", expected: "9 × 6"),
      "the vectors' table has shape 9 × 5; expected 9 × 6: give vectors and settings of one size"
    ),
    (
      .unknownID(found: 12, rows: 12),
      "word id 12 has no vector; ids run from 0 to 11: encode the text with the vocabulary that the vectors belong to"
    ),
    (
      .rowCounts(texts: 2, labels: 3),
      "2 texts but 3 rows of labels; expected one row of labels a text"
    ),
    (.noRows, "no rows to train on; check the data's path, its columns and its split"),
    (
      .labelOutOfRange(row: 4, found: 3, labels: 3), "row 5 has label number 3; expected 0 to 2"
    ),
    (
      .labelKind(multiLabel: true),
      "the rows have one label each, but the classifier answers each label on its own; give one 0 or 1 a label"
    ),
    (
      .labelKind(multiLabel: false),
      "the rows have several labels, but the classifier picks one; set \"multiLabel\" to true"
    ),
    (
      .oneClass("good"),
      "all training rows have the label \"good\"; a classifier needs rows of at least two labels: check the label column"
    ),
    (
      .noValidationRows(monitor: "f1"),
      "\"monitor\" is \"f1\" but there are no validation rows to measure it on; set a validation split or \"monitor\": \"loss\""
    ),
    (
      .noTuningRows(setting: "calibrate"),
      "\"calibrate\" is fitted on validation rows and there are none; set a validation split or leave \"calibrate\" out"
    ),
    (
      .noThreshold(labels: 3),
      "the classifier picks one of 3 labels, the likeliest, and has no threshold to tune; expected two labels or several labels a text: leave \"thresholds\" out"
    ),
    (
      .quantized,
      "the classifier is quantized and can only answer; train the one that it was made from"
    ),
    (
      .diverged(step: 7, learningRate: 0.5, largestGradient: .infinity),
      "training went astray at step 7: the loss or a gradient is not a number (learning rate 0.5, largest gradient inf); try a smaller learning rate or clipNorm"
    ),
    (
      .modelPart(name: "output.bias", found: "1 × 2", expected: "1 × 3"),
      "the model's part \"output.bias\" is 1 × 2; expected 1 × 3: the file is damaged or of another make"
    ),
  ]

  @Test(arguments: texts)
  func says(_ error: LSTMError, _ text: String) {
    #expect(error.description == text)
  }
}
