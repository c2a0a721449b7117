import Archive
import Classifying
import EmbeddingStore
import Foundation
import Kernels
import LSTM
import Testing

/// Weights of other programs, and our own coming back.
@Suite struct ImportTests {
  /// What PyTorch and Keras' formula answered; `Golden/make_import.py` made them.
  struct Case: Decodable {
    var name: String
    var texts: [String]
    var answers: [[Float]]

    static let folder = Bundle.module.bundleURL.appendingPathComponent("Golden").path

    static func all() throws -> [Case] {
      let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/import.answers.json"))
      return try JSONDecoder().decode([Case].self, from: data)
    }
  }

  @Test func answersAreThoseOfTheOtherProgram() throws {
    let folder = try Folder()
    for golden in try Case.all() {
      let imported = try TextClassifier(
        importing: "\(Case.folder)/import.\(golden.name).json")
      try imported.write(to: folder.file("m.gz"))
      let model = try TextClassifier(contentsOf: folder.file("m.gz"))
      for (text, expected) in zip(golden.texts, golden.answers) {
        let found = model.predict(text).probabilities
        let error = zip(found, expected).map { abs($0 - $1) }.max() ?? 1
        #expect(found.count == expected.count && error < 1e-5, "\(golden.name): \(text)")
      }
    }
  }

  @Test func everythingElseIsTakenToo() throws {
    let model = try TextClassifier(importing: "\(Case.folder)/import.other.json")
    #expect(model.tokenizer == .init(mode: .whitespace, lowercase: false))
    #expect(model.thresholds == [0.5, 0.4])
    #expect(model.classifier.temperature == 1.5)
    #expect(!model.skipsUnknown)
    #expect(try TextClassifier(importing: "\(Case.folder)/import.keras.json").skipsUnknown)
  }

  // MARK: - Round trip

  /// What was exported and imported gives the same bits.
  @Test func ourOwnExportComesBack() throws {
    let folder = try Folder()
    let path = folder.file("a.safetensors")
    let texts = TinyModel.texts(40).map { Array($0.utf8) }
    var models = try ExportModels.kinds.map { try $0.model() }
    models.append(try PhraseReadingTests.model())
    models.append(try TinyModel.model(subwords: TinyModel.subwords()))
    models.append(
      try TinyModel.model(tokenizer: .init(mode: .whitespace, foldAccents: true, urls: .drop)))
    for model in models {
      let notes = try model.export(to: path, as: .safetensors)
      #expect(notes.isEmpty)
      let back = try TextClassifier(importing: path)
      #expect(back.tokenizer == model.tokenizer)
      #expect(back.truncation == model.truncation)
      #expect(back.thresholds == model.thresholds)
      #expect(back.phrases == model.phrases)
      let expected = TextPredictor(model, threads: 1).predict(texts)
      let found = TextPredictor(back, threads: 1).predict(texts)
      #expect(found == expected)
      let bits = [expected, found].map { $0.map { $0.probabilities.map(\.bitPattern) } }
      #expect(bits[0] == bits[1])
      // And again: the same bytes.
      try back.export(to: folder.file("b.safetensors"), as: .safetensors)
      let files = try ["a", "b"].map {
        try ByteReader.contents(of: folder.file("\($0).safetensors"))
      }
      #expect(files[0] == files[1])
    }
  }

  // MARK: - Faults

  static let faults: [(String, [String])] = [
    ("{", ["1:2: found the end of the text; expected a key in double quotes"]),
    ("[]", ["1:1: \"the description\" is an empty list; expected an object"]),
    (
      "{}",
      [
        "1:1: the description has no \"framework\"; expected \"pytorch\" or \"keras\"",
        "1:1: the description has no \"labels\"; expected the labels' names, in order",
        "1:1: the description has no \"words\"; expected a file, a list or a tensor with the words",
        "1:1: the description has no \"weights\"; expected a safetensors file",
      ]
    ),
    (
      #"""
      {"framework": "torch", "weights": 3, "labels": ["a", 2], "words": {}, "labells": 1,
       "layers": 9, "pooling": "sum", "temperature": 0, "unknown": "entry", "keep": "all",
       "gates": ["input", "forget", "output", "output"], "bidirectional": "yes",
       "maximumTokens": 0, "tokenizer": {"mode": "words", "lower": true}}
      """#,
      [
        "1:15: \"framework\" is \"torch\"; expected one of \"pytorch\", \"keras\"",
        "1:35: \"weights\" is 3; expected the path of a file",
        "1:48: \"labels\" is a list; expected a list of names",
        "1:67: words has no \"tensor\"; expected the name of a tensor",
        "1:71: unknown key \"labells\" in the description; expected one of framework, weights, gates, "
          + "labels, multiLabel, layers, bidirectional, pooling, temperature, thresholds, "
          + "maximumTokens, keep, tokenizer, words, paddingRow, unknownRow, unknown, tensors, "
          + "phrases, subwords",
        "2:12: \"layers\" is 9; expected a whole number, from 1 to 4",
        "2:26: \"pooling\" is \"sum\"; expected one of \"last\", \"mean\", \"max\", \"attention\"",
        "2:48: \"temperature\" is 0; expected a number from 0.05 to 20.0",
        "2:62: \"unknown\" is \"entry\" without \"unknownRow\"; expected the row that unknown words "
          + "are read as",
        "2:79: \"keep\" is \"all\"; expected one of \"head\", \"tail\", \"both\"",
        "3:11: \"gates\" is a list; expected the four gates \"input\", \"forget\", \"candidate\", "
          + "\"output\" in their order",
        "3:69: \"bidirectional\" is \"yes\"; expected true or false",
        "4:19: \"maximumTokens\" is 0; expected a whole number, 1 or more",
        "4:44: \"mode\" is \"words\"; expected one of \"unicode\", \"whitespace\"",
        "4:53: unknown key \"lower\" in tokenizer; expected one of mode, lowercase, foldAccents, "
          + "foldDigits, contractions, punctuation, emoji, html, urls",
      ]
    ),
    (
      #"{"framework": "keras", "weights": "w", "labels": ["a", "b", "c"], "words": ["a"], "thresholds": [1]}"#,
      [
        "1:1: the description has no \"tensors\"; expected the names of the tensors",
        "1:97: \"thresholds\" is a list; expected none, for the likeliest of several labels is given",
      ]
    ),
    (
      #"{"framework": "keras", "weights": "w", "labels": ["a", "b"], "words": ["a"], "thresholds": [2], "unknownRow": 1, "paddingRow": 1, "tensors": {"lstm": "l", "embedding": "e", "outputWeights": "o", "cells": [{"input": 1}, {}]}}"#,
      [
        "1:92: \"thresholds\" is a list; expected a list of 1 number from 0 to 1",
        "1:111: \"unknownRow\" is 1, as \"paddingRow\" is; expected another row",
        "1:151: \"lstm\" is \"l\"; expected either \"lstm\" or \"cells\"",
        "1:205: \"cells\" is a list; expected a list of 1, layer by layer",
      ]
    ),
  ]

  @Test(arguments: faults)
  func faultsAreToldTogether(_ text: String, _ expected: [String]) throws {
    let folder = try Folder()
    try folder.write(text, to: "d.json")
    let path = folder.file("d.json")
    let error = #expect(throws: ClassifyingError.self) { try TextClassifier(importing: path) }
    let lines = expected.map { "\(path):\($0)" }
    #expect(error?.description == lines.joined(separator: "\n"))
  }

  /// A sound description of weights that are not what it says.
  @Test(arguments: [
    (
      #""paddingRow": 4"#, #""paddingRow": 7"#,
      "D:13:16: \"paddingRow\" is 7; expected one of the rows 0 to 6 of \"embedding.weight\""
    ),
    (
      #""lstm": "rnn""#, #""lstm": "lstm""#,
      "W: there is no tensor \"lstm.weight_hh_l0\"; expected it beside \"dense.bias\", "
        + "\"dense.weight\", \"embedding.weight\", \"rnn.bias_hh_l0\", \"rnn.bias_hh_l0_reverse\", "
        + "\"rnn.bias_hh_l1\", \"rnn.bias_hh_l1_reverse\", \"rnn.bias_ih_l0\" and 11 more"
    ),
    (
      #""bidirectional": true"#, #""bidirectional": false"#,
      "W: the tensor \"rnn.weight_ih_l1\" has the shape [20, 10]; expected [20, 5]"
    ),
    (
      #""unknownRow": 1"#, #""unknownRow": null"#,
      ""
    ),
    (
      #"import.words.txt"#, #"import.pytorch.json"#,
      "D: found 20 words for 7 rows of \"embedding.weight\"; expected 7, or 5 without reserved rows"
    ),
  ])
  func weightsThatAreNotWhatIsSaid(_ old: String, _ new: String, _ expected: String) throws {
    let folder = try Folder()
    for name in ["import.pytorch.json", "import.pytorch.safetensors", "import.words.txt"] {
      try FileManager.default.copyItem(
        atPath: "\(Case.folder)/\(name)", toPath: folder.file(name))
    }
    let path = folder.file("import.pytorch.json")
    let text = String(decoding: try ByteReader.contents(of: path), as: UTF8.self)
    try #require(text.contains(old))
    try folder.write(text.replacingOccurrences(of: old, with: new), to: "import.pytorch.json")
    if expected.isEmpty {
      #expect(try TextClassifier(importing: path).skipsUnknown)
      return
    }
    let error = #expect(throws: ClassifyingError.self) { try TextClassifier(importing: path) }
    #expect(
      error?.description
        == expected.replacingOccurrences(of: "D:", with: "\(path):")
        .replacingOccurrences(of: "W:", with: "\(folder.file("import.pytorch.safetensors")):"))
  }

  /// A file of tensors describes itself, and makes nobody open another file.
  @Test func aFileOfTensorsNamesNoOther() throws {
    let folder = try Folder()
    let path = folder.file("a.safetensors")
    func text(_ description: String?) throws -> String? {
      var writer = SafetensorsWriter(metadata: description.map { [("lexigate", $0)] } ?? [])
      writer.add("a", [Float(1)])
      try writer.write(to: path)
      return #expect(throws: ClassifyingError.self) { try TextClassifier(importing: path) }?
        .description
    }
    let missing = try text(nil)
    #expect(
      missing
        == "\(path): there is no description of the model in the metadata; write one in JSON that "
        + "names this file as its \"weights\", and import that")
    let naming = try text(
      #"{"framework":"pytorch","labels":["a","b"],"words":"/etc/passwd","weights":"b"}"#)
    let origin = "\(path): \"lexigate\" in the metadata"
    #expect(
      naming
        == "\(origin):1:51: \"words\" names another file; expected none, all is read from this one\n"
        + "\(origin):1:75: \"weights\" names another file; expected none, all is read from this one"
    )
    #expect(throws: ClassifyingError.tensors(.archive(.missing(path: "/no/such/file")))) {
      try TextClassifier(importing: "/no/such/file")
    }
  }

  /// Cuts and flipped bits of an exported file crash nothing.
  @Test func damagedFilesAreSurvived() throws {
    let folder = try Folder()
    let path = folder.file("a.safetensors")
    try PhraseReadingTests.model().export(to: path, as: .safetensors)
    let whole = try ByteReader.contents(of: path)
    var random = RandomStream(seed: 2)
    for _ in 0..<300 {
      var bytes = whole
      bytes[random.below(bytes.count)] ^= UInt8(1) << UInt8(random.below(8))
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      guard let model = try? TextClassifier(importing: path) else { continue }
      _ = model.predict("the cold soup was not very good")
    }
    for length in stride(from: 0, to: whole.count, by: 97) {
      try Data(whole[..<length]).write(to: URL(fileURLWithPath: path))
      #expect(throws: ClassifyingError.self) { try TextClassifier(importing: path) }
    }
  }
}
