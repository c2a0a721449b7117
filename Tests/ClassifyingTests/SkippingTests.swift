import Archive
import Classifying
import EmbeddingStore
import Foundation
import LSTM
import Testing
import Tokenizing

/// Models that leave unknown words out of what they read.
@Suite struct SkippingTests {
  /// The tiny model's own words, with unknown ones strewn among them, and what is left without those.
  static let texts: [(whole: String, known: String, skipped: [String])] = [
    ("", "", []),
    ("tasty soup", "tasty soup", []),
    ("quokka wombat", "", ["quokka", "wombat"]),
    (
      "Quokka soup, wombat not zebra very good", "soup , not very good",
      ["quokka", "wombat", "zebra"]
    ),
    ("the pizza was cold pizza.", "the was cold .", ["pizza", "pizza"]),
  ]

  /// The oracle: the same model that skips nothing, given texts without those words.
  @Test(arguments: TinyModel.shapes)
  func anAnswerIsThatOfTheKnownWords(shape: TinyModel.Shape) throws {
    let whole = try shape.model()
    let model = TextClassifier(skipping: whole)
    for threads in [1, 3] {
      let answers = TextPredictor(model, threads: threads)
        .predict(Self.texts.map { Array($0.whole.utf8) })
      for (text, answer) in zip(Self.texts, answers) {
        let expected = whole.predict(text.known)
        #expect(answer.probabilities == expected.probabilities)
        #expect(answer.chosen == expected.chosen)
        #expect(answer.unknownCount == text.skipped.count)
        #expect(answer.wordCount == expected.wordCount + text.skipped.count)
        #expect(model.predict(text.whole) == answer)
      }
    }
    for text in Self.texts {
      let (trace, expected) = (model.trace(text.whole), whole.trace(text.known))
      #expect(trace.skipped == text.skipped)
      #expect(trace.chosen == expected.chosen)
      #expect(trace.before == expected.before)
      #expect(trace.words.map(\.text) == expected.words.map(\.text))
      #expect(trace.words.map(\.probabilities) == expected.words.map(\.probabilities))
      #expect(trace.words.map(\.kept) == expected.words.map(\.kept))
      #expect(trace.words.allSatisfy { $0.isKnown })
      let bytes = Array(text.whole.utf8)
      for word in trace.words {
        #expect(String(decoding: bytes[word.source], as: UTF8.self).lowercased() == word.text)
      }
      #expect(whole.trace(text.whole).skipped.isEmpty)
    }
    let unread = model.predict("quokka wombat")
    #expect(unread.probabilities == model.predict("").probabilities)
    #expect(unread.probabilities != whole.predict("quokka wombat").probabilities)
  }

  /// Skipped words are gone before anything else: they take no room of a long text.
  @Test func theLimitCountsWhatIsRead() throws {
    let cut = Truncation(maximumTokens: 3, keep: .head)
    let whole = try TinyModel.model(truncation: cut)
    let model = TextClassifier(skipping: whole)
    let text = "quokka tasty quokka soup very cold bread"
    #expect(model.predict(text).probabilities == whole.predict("tasty soup very").probabilities)
    #expect(model.trace(text).words.map(\.text) == ["tasty", "soup", "very"])
    #expect(model.trace(text).skipped == ["quokka", "quokka"])
    #expect(model.trace(text).cutCount == 2)
    #expect(model.predict(text).readCount == 3)
    #expect(model.predict(text).wordCount == 7)
  }

  @Test func theyTravelInTheFile() throws {
    let folder = try Folder()
    let plain = try TinyModel.model()
    let model = TextClassifier(skipping: plain)
    try plain.write(to: folder.file("plain"))
    try model.write(to: folder.file("m"))
    #expect(try TextClassifier(contentsOf: folder.file("plain")).skipsUnknown == false)
    let copy = try TextClassifier(contentsOf: folder.file("m"))
    #expect(copy.skipsUnknown)
    for text in Self.texts {
      #expect(copy.predict(text.whole) == model.predict(text.whole))
      #expect(copy.trace(text.whole) == model.trace(text.whole))
    }
    // Without it a file is as it always was; with it, older readers refuse the file.
    let sections = try ContainerReader(path: folder.file("plain")).names
    #expect(try ContainerReader(path: folder.file("m")).names == sections + ["unknown"])
    #expect(throws: ArchiveError.self) {
      let known = TextClassifier.sectionNames.filter { $0 != "unknown" }
      try ContainerReader(path: folder.file("m")).refuseUnknown(known: known)
    }
  }

  @Test func aPolicyThatNobodyKnowsIsRefused() throws {
    struct Reading: Encodable {
      var truncation = Truncation(maximumTokens: 400, keep: .head)
      var thresholds: [Float] = [0.5, 0.5, 0.5]
    }
    struct UnknownWords: Encodable { var policy: String }
    let folder = try Folder()
    func fault(_ policy: String, subwords: Bool = false) throws -> String? {
      var container = ContainerWriter(kind: "model")
      container.add("tokenizer", json: TokenizerSettings())
      try TinyModel.vocabulary().add(to: &container)
      container.add("reading", json: Reading())
      try TinyModel.classifier().add(to: &container)
      if subwords { try TinyModel.subwords().add(to: &container, required: true) }
      container.add("unknown", json: UnknownWords(policy: policy))
      try container.write(to: folder.file("m"))
      do throws(ClassifyingError) {
        _ = try TextClassifier(contentsOf: folder.file("m"))
        return nil
      } catch {
        return error.description.replacingOccurrences(of: folder.path + "/", with: "")
      }
    }
    #expect(try fault("skip") == nil)
    #expect(
      try fault("guess")
        == "m: found the policy 'guess' for unknown words, but 'skip' was expected; the file is "
        + "damaged: make it again")
    #expect(
      try fault("skip", subwords: true)
        == "m: found the policy 'skip' for unknown words beside vectors to read them by, but none "
        + "was expected; the file is damaged: make it again")
  }
}

extension TextClassifier {
  /// The same model, reading known words alone.
  init(skipping model: TextClassifier) {
    self.init(
      tokenizer: model.tokenizer, vocabulary: model.vocabulary, phrases: model.phrases,
      classifier: model.classifier, truncation: model.truncation, thresholds: model.thresholds,
      skipsUnknown: true)
  }
}
