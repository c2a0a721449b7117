import Archive
import Corpora
import Testing

/// The exact words that people see.
@Suite struct MessageTests {
  @Test func errors() {
    let first = BadRow(file: "a.tsv", line: 2, fault: .fieldCount(found: 1, expected: 2))
    let messages: [(CorpusError, String)] = [
      (
        .file(.missing(path: "a.txt")),
        "a.txt: there is no such file; check the name and the folder"
      ),
      (.badRow(first), "a.tsv:2: 1 field in this row, but the file has 2 columns"),
      (.noPath, "no file is named; name at least one"),
      (
        .unknownFormat(path: "a.dat"),
        "a.dat: the name does not tell the format; name the file .txt, .csv, .tsv, .jsonl or "
          + ".ndjson (.gz may follow), or set the format: text, csv, tsv, jsonl, fasttext, folder"
      ),
      (
        .folderExpected(path: "a.txt"),
        "a.txt: this is a file, but the format \"folder\" needs a folder"
      ),
      (
        .fileExpected(path: "data", format: .csv),
        "data: this is a folder, but the format \"csv\" needs a file"
      ),
      (
        .formatWithoutLabels(path: "a.txt"),
        "a.txt: plain text holds no labels; set the format if it is another one: "
          + "csv, tsv, jsonl, fasttext, folder"
      ),
      (
        .wrongLabelLayout(path: "data", format: .folder),
        "data: the format \"folder\" gives each text one label, its folder's name; "
          + "ask for a single label"
      ),
      (
        .wrongLabelLayout(path: "a.txt", format: .fastText),
        "a.txt: the format \"fasttext\" names its labels in each line; "
          + "ask for a single label or a list of labels, not for columns"
      ),
      (
        .formatWithoutColumns(path: "data", column: "part", format: .folder),
        "data: there is no column \"part\": the format \"folder\" has no columns"
      ),
      (
        .missingColumn(path: "a.csv", column: "label", found: ["text", "Lable "]),
        "a.csv: there is no column \"label\"; the columns are \"text\", \"Lable \"; "
          + "did you mean \"Lable \"?"
      ),
      (
        .missingColumn(path: "a.csv", column: "label", found: ["x", "y"]),
        "a.csv: there is no column \"label\"; the columns are \"x\", \"y\""
      ),
      (
        .missingColumn(path: "a.csv", column: "14", found: (1...13).map(String.init)),
        "a.csv: there is no column \"14\"; the columns are \"1\", \"2\", \"3\", \"4\", \"5\", \"6\", "
          + "\"7\", \"8\", \"9\", \"10\", \"11\", \"12\" and 1 more; did you mean \"1\"?"
      ),
      (
        .utf16(path: "a.csv"),
        "a.csv: this looks like UTF-16, but UTF-8 was expected; save the file as UTF-8"
      ),
      (
        .repeatedColumn(path: "a.csv", column: "x"),
        "a.csv: the column \"x\" stands twice in the header; rename one"
      ),
      (.badLabelColumns([]), "no label column is named; name at least one"),
      (.badLabelColumns(["a", "a"]), "the label columns \"a\", \"a\" are not all different"),
      (.badSeparator("::"), "the separator of labels \"::\" is not one ASCII character"),
      (
        .noLabelFolders(path: "data"),
        "data: no folder with .txt files in it; "
          + "texts are expected in a folder for each label, such as pos/1.txt"
      ),
      (
        .nothingToRead(paths: ["a.tsv", "b.tsv"], skipped: 0, first: nil),
        "a.tsv, b.tsv: nothing to read: no row of data"
      ),
      (
        .nothingToRead(paths: ["a.tsv"], skipped: 7, first: first),
        "a.tsv: nothing to read: 7 rows skipped as bad, none left; "
          + "the first: a.tsv:2: 1 field in this row, but the file has 2 columns"
      ),
      (
        .badFraction(part: .validation, value: -0.5),
        "the validation fraction -0.5 is not between 0 and 1"
      ),
      (.fractionsTooLarge(sum: 1.25), "the fractions of the split sum to 1.25, more than 1"),
      (
        .badFold(number: 6, of: 5),
        "fold 6 of 5 does not exist: there must be at least 2 folds, and they are numbered from 1"
      ),
      (
        .emptyPart(part: .test, of: 4),
        "the test part of the split is empty: 4 examples cannot be shared out so; "
          + "use more examples or another fraction"
      ),
      (.noPartColumn, "the split is to follow a column, but none was read; name the column"),
    ]
    for (error, message) in messages { #expect(error.description == message) }
  }

  @Test func faults() {
    let messages: [(RowFault, String)] = [
      (.fieldCount(found: 3, expected: 1), "3 fields in this row, but the file has 1 column"),
      (
        .openQuote(lastLine: 9),
        "a quoted field opened in this row is never closed: it swallowed everything up to the end "
          + "of the file, line 9; close the quote, or double it where it is content"
      ),
      (
        .afterQuote(column: 4, found: "\"b\""),
        "found \"b\" after the closing quote of a field, but a comma or the end of the row was "
          + "expected; double a quote that is part of the text"
      ),
      (
        .notUTF8(offset: 7, byte: 0x0a),
        "byte 7 of the line, 0x0a, is not valid UTF-8; convert the file to UTF-8"
      ),
      (
        .json(column: 3, found: "\"x\"", expected: "a value"),
        "found \"x\", but a value was expected"
      ),
      (.repeatedKey(column: 3, key: "text"), "the key \"text\" stands twice in the object"),
      (
        .missingKey("text", found: ["txt", "label"]),
        "the object has no key \"text\"; it has \"txt\", \"label\"; did you mean \"txt\"?"
      ),
      (.missingKey("text", found: []), "the object has no key \"text\"; it has none"),
      (
        .wrongKind(column: "text", found: "a number", expected: "a string"),
        "\"text\" is a number, but a string was expected"
      ),
      (.missingLabel(column: "label"), "the label in column \"label\" is empty"),
      (.unlabelledLine, "no label; a line begins with __label__ and the label's name"),
      (
        .severalLabels(["a", "b"]),
        "several labels, \"a\", \"b\", but one label a row was asked for"
      ),
      (
        .unknownLabel("god", known: ["good", "bad"]),
        "the label \"god\" is not one of \"good\", \"bad\"; did you mean \"good\"?"
      ),
      (
        .notFlag(column: "good", found: "yes"),
        "\"yes\" in column \"good\", but 0 or 1 was expected"
      ),
      (.emptyLabelMark, "__label__ with no name after it"),
      (
        .labelInsideText("__label__a"),
        "__label__a stands inside the text; labels stand before or after it"
      ),
      (
        .unknownPart(column: "part", found: "dev"),
        "\"dev\" in column \"part\", but train, validation or test was expected"
      ),
    ]
    for (fault, message) in messages { #expect(fault.description == message) }
  }

  @Test func placesOfRows() {
    func place(_ fault: RowFault) -> String {
      let text = BadRow(file: "a", line: 5, fault: fault).description
      return String(text.prefix { $0 != " " })
    }
    #expect(place(.missingLabel(column: "x")) == "a:5:")
    #expect(place(.json(column: 3, found: "", expected: "")) == "a:5:3:")
    #expect(place(.afterQuote(column: 4, found: "")) == "a:5:4:")
    #expect(place(.repeatedKey(column: 6, key: "")) == "a:5:6:")
  }

  @Test(
    arguments: [
      ("label", ["lable", "x"], "lable"), ("label", ["labels", "Label"], "Label"),
      ("text", ["test", "txt"], "test"), ("review", ["Review "], "Review "), ("a", ["b"], "b"),
      ("", ["a"], nil), ("label", [""], nil), ("label", ["text", "id", "labelling"], nil),
      ("sentiment", ["sentimnet", "sent"], "sentimnet"),
    ] as [(String, [String], String?)])
  func nearNames(_ asked: String, _ names: [String], _ nearest: String?) {
    #expect(nearestName(to: asked, among: names) == nearest)
  }
}
