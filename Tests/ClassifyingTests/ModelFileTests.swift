import Archive
import Classifying
import EmbeddingStore
import Foundation
import Kernels
import LSTM
import Testing
import Tokenizing

@Suite struct ModelFileTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  /// The message about a file, its folder cut off.
  private func fault(_ name: String) -> String? {
    do throws(ClassifyingError) {
      _ = try TextClassifier(contentsOf: folder.file(name))
      return nil
    } catch {
      return error.description.replacingOccurrences(of: folder.path + "/", with: "")
    }
  }

  @Test(arguments: TinyModel.shapes)
  func aModelReadBackAnswersTheSame(shape: TinyModel.Shape) throws {
    let model = try shape.model()
    try model.write(to: folder.file("m.model.gz"))
    let copy = try TextClassifier(contentsOf: folder.file("m.model.gz"))
    for text in TinyModel.texts(40) {
      #expect(copy.predict(text) == model.predict(text))
      #expect(copy.trace(text) == model.trace(text))
    }
    #expect(copy.vocabulary == model.vocabulary)
    try copy.write(to: folder.file("again.model.gz"))
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: folder.file("again.model.gz")))
        == Data(contentsOf: URL(fileURLWithPath: folder.file("m.model.gz"))))
  }

  @Test func theRecordOfTheTrainingTravels() throws {
    var model = try TinyModel.model()
    try model.write(to: folder.file("plain"))
    #expect(try TextClassifier(contentsOf: folder.file("plain")).training == nil)
    model.training = .object(["seed": .integer(7), "losses": .list([.number(0.5), .null])])
    try model.write(to: folder.file("m"))
    #expect(try TextClassifier(contentsOf: folder.file("m")).training == model.training)
  }

  /// Prediction tokenizes as training did, whatever the defaults are.
  @Test func theSettingsTravel() throws {
    var settings = TokenizerSettings()
    settings.lowercase = false
    settings.contractions = false
    settings.punctuation = false
    settings.foldDigits = true
    settings.html = true
    let model = try TinyModel.model(
      tokenizer: settings, multiLabel: true,
      truncation: Truncation(maximumTokens: 3, keep: .both), thresholds: [0.1, 0.25, 0.75])
    try model.write(to: folder.file("m"))
    let copy = try TextClassifier(contentsOf: folder.file("m"))
    #expect(copy.tokenizer == settings)
    #expect(copy.truncation == Truncation(maximumTokens: 3, keep: .both))
    #expect(copy.thresholds == [0.1, 0.25, 0.75])
    let answer = copy.predict("<b>Tasty</b>, tasty, don't 12")
    #expect(answer.wordCount == 4)
    #expect(answer.unknownCount == 3)
    #expect(copy.trace("Tasty 12 don't").words.map(\.text) == ["Tasty", "00", "don't"])

    let common = try TinyModel.model()
    #expect(common.predict("Tasty, tasty, don't").unknownCount == 0)
    #expect(common.predict("Tasty, tasty, don't").wordCount == 6)
  }

  /// A threshold of two labels and a temperature are needed to answer alike, so older readers, which
  /// know neither, refuse the file; without them a file is as it always was.
  @Test func thresholdAndTemperatureTravel() throws {
    let labels = ["bad", "good"]
    let plain = try TinyModel.model(labels: labels)
    try plain.write(to: folder.file("plain"))
    let sections = try ContainerReader(path: folder.file("plain")).names
    #expect(!sections.contains("decision") && !sections.contains("calibration"))
    #expect(try TextClassifier(contentsOf: folder.file("plain")).thresholds == nil)

    let text = "tasty soup"
    let good = plain.predict(text).probabilities[1]
    for (threshold, chosen) in [(good, "good"), (good.nextUp, "bad"), (0, "good"), (1, "bad")] {
      let model = try TinyModel.model(labels: labels, thresholds: [threshold])
      try model.write(to: folder.file("m"))
      let copy = try TextClassifier(contentsOf: folder.file("m"))
      #expect(copy.thresholds == [threshold])
      for reader in [model, copy] {
        #expect(reader.predict(text).chosen == [chosen])
        #expect(reader.predict(text).thresholds == [threshold])
        #expect(reader.trace(text).chosen == [chosen])
        #expect(reader.predict(text).probabilities[1] == good)
      }
    }
    #expect(throws: ArchiveError.self) {
      let known = TextClassifier.sectionNames.filter { $0 != "decision" }
      try ContainerReader(path: folder.file("m")).refuseUnknown(known: known)
    }
  }

  @Test func aThresholdThatDoesNotFitIsRefused() throws {
    struct Decision: Encodable { var threshold: Float }
    func write(_ labels: [String], _ threshold: Float, multiLabel: Bool = false) throws {
      var container = ContainerWriter(kind: "model")
      container.add("tokenizer", json: TokenizerSettings())
      try TinyModel.vocabulary().add(to: &container)
      container.add(
        "reading", json: Reading(thresholds: [Float](repeating: 0.5, count: labels.count)))
      container.add("decision", json: Decision(threshold: threshold))
      try TinyModel.classifier(labels: labels, multiLabel: multiLabel).add(to: &container)
      try container.write(to: folder.file("m"))
    }
    try write(["bad", "good"], 0.25)
    #expect(fault("m") == nil)
    try write(["bad", "good"], 1.5)
    #expect(
      fault("m")
        == "m: found the threshold 1.5, but a number in 0…1 was expected; the file is damaged: "
        + "make it again")
    let message =
      "m: found a threshold for one of two labels, but none was expected; the file is damaged: "
      + "make it again"
    try write(["bad", "good", "so-so"], 0.25)
    #expect(fault("m") == message)
    try write(["bad", "good"], 0.25, multiLabel: true)
    #expect(fault("m") == message)
  }

  @Test func aFileCutShortIsRefused() throws {
    try TinyModel.model().write(to: folder.file("whole"))
    let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.file("whole")))
    let cut = URL(fileURLWithPath: folder.file("cut"))
    for count in Set([0, 1, 7, 8, bytes.count - 1] + stride(from: 9, to: bytes.count, by: 61)) {
      try bytes.prefix(count).write(to: cut)
      let message = try #require(fault("cut"), "the first \(count) bytes are taken for a model")
      #expect(message.hasPrefix("cut: "), "\(count) bytes: \(message)")
    }
    try Data().write(to: cut)
    #expect(fault("cut") == "cut: this is not a file written by lexigate")
    try bytes.dropLast(1).write(to: cut)
    #expect(
      fault("cut")
        == "cut: byte \(bytes.count - 1): the file ends here, but the rest of the gzip data was "
        + "expected; it was cut off: copy or make it again")
  }

  @Test func otherFilesAreRefused() throws {
    #expect(fault("none") == "none: there is no such file; check the name and the folder")
    #expect(
      fault(".") == ".: this is a folder, but a file was expected; name a file inside it")
    try Data("tasty soup\n".utf8).write(to: URL(fileURLWithPath: folder.file("text")))
    #expect(fault("text") == "text: this is not a file written by lexigate")
    let table = EmbeddingTable(
      vocabulary: try TinyModel.vocabulary(), vectors: try TinyModel.classifier().embedding)
    try table.write(to: folder.file("vectors"))
    #expect(
      fault("vectors")
        == "vectors: this file holds 'vectors', but 'model' was expected; name another file")
  }

  private struct Reading: Encodable {
    var truncation = Truncation(maximumTokens: 400, keep: .head)
    var thresholds: [Float] = [0.5, 0.5, 0.5]
  }

  /// A model file put together from parts, whether they fit or not.
  private func write(
    rows: Int = 18, _ reading: Reading = Reading(), omitting part: String = ""
  ) throws {
    var container = ContainerWriter(kind: "model")
    if part != "tokenizer" { container.add("tokenizer", json: TokenizerSettings()) }
    if part != "words" { try TinyModel.vocabulary().add(to: &container) }
    if part != "reading" { container.add("reading", json: reading) }
    if part != "classifier" { try TinyModel.classifier(rows: rows).add(to: &container) }
    try container.write(to: folder.file("m"))
  }

  @Test func partsThatDoNotBelongTogetherAreRefused() throws {
    try write()
    #expect(fault("m") == nil)
    try write(rows: 17)
    #expect(
      fault("m")
        == "m: found 17 word vectors, but one for each of 18 words was expected; "
        + "the file is damaged: make it again")
    try write(Reading(thresholds: [0.5]))
    #expect(
      fault("m")
        == "m: found the thresholds [0.5], but a number in 0…1 for each of 3 labels was expected; "
        + "the file is damaged: make it again")
    try write(Reading(thresholds: [0.5, 1.5, 0]))
    #expect(fault("m")?.hasPrefix("m: found the thresholds [0.5, 1.5, 0.0], but") == true)
    try write(Reading(truncation: Truncation(maximumTokens: 0, keep: .tail)))
    #expect(
      fault("m")
        == "m: found at most 0 words to read, but at least 1 was expected; "
        + "the file is damaged: make it again")
    for (part, section) in [
      ("tokenizer", "tokenizer"), ("words", "words"), ("reading", "reading"),
      ("classifier", "classifier.json"),
    ] {
      try write(omitting: part)
      #expect(fault("m") == "m: the section '\(section)' is missing; make the file again")
    }
  }
}
