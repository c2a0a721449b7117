import Archive
import EmbeddingStore
import LSTM
import Tokenizing

// A model in the container that every own file uses (kind "model"):
//
//     tokenizer          json        how texts become tokens
//     words, counts                  the vocabulary; see OwnStore.swift
//     phrases            int64       optional: its phrases; see PhraseTableFile.swift
//     reading            json        truncation; thresholds of several labels a text
//     decision           json        optional: the threshold of the second of two labels
//     subwords …                     where unknown words are read by their n-grams; see
//                                    SubwordSections.swift
//     unknown            json        optional: that unknown words are skipped
//     training           json        optional: how the model was trained
//     classifier.…                   the classifier's own sections; see ClassifierFile.swift

extension TextClassifier {
  static let kind = "model"

  private struct Reading: Codable {
    var truncation: Truncation
    var thresholds: [Float]
  }

  private struct Decision: Codable {
    var threshold: Float
  }

  private struct UnknownWords: Codable {
    var policy: String

    static let skip = "skip"
  }

  /// Writes the whole model into one file.
  ///
  /// - Errors: whatever the disk refuses.
  public func write(to path: String) throws(ArchiveError) {
    var container = ContainerWriter(kind: Self.kind)
    container.add("tokenizer", json: tokenizer)
    vocabulary.add(to: &container)
    phrases.add(to: &container)
    let usual = [Float](repeating: Self.usualThreshold, count: labels.count)
    container.add(
      "reading",
      json: Reading(
        truncation: truncation, thresholds: multiLabel ? thresholds ?? usual : usual))
    if !multiLabel, let threshold = thresholds?.first {
      // Required: a reader that cannot read it would choose otherwise.
      container.add("decision", json: Decision(threshold: threshold))
    }
    classifier.add(to: &container)
    // A reader that cannot read unknown words in this way would give other answers.
    subwords?.add(to: &container, required: true)
    if skipsUnknown { container.add("unknown", json: UnknownWords(policy: UnknownWords.skip)) }
    if let training { container.add("training", json: training, required: false) }
    try container.write(to: path)
  }

  /// What a label of several is chosen from unless told.
  private static let usualThreshold: Float = 0.5

  /// The sections that a model may have.
  package static let sectionNames =
    ["tokenizer", "reading", "decision", "unknown", "training"]
    + Vocabulary.sectionNames(prefix: "")
    + Classifier.sections
    + SubwordVectors.sectionNames(prefix: "") + PhraseTable.sectionNames(prefix: "")

  /// Opens a model file.
  ///
  /// - Errors: everything that can be wrong with it; parts that do not belong together.
  public init(contentsOf path: String) throws(ClassifyingError) {
    try self.init(contentsOf: path, for: nil)
  }

  /// The same for some texts alone, where `texts` are given: of others it knows no vectors, so it goes
  /// to nobody who might ask about them.
  init(contentsOf path: String, for texts: [String]?) throws(ClassifyingError) {
    let container: ContainerReader
    let tokenizer: TokenizerSettings
    let reading: Reading
    var threshold: Float?
    var policy: String?
    var training: OpaqueRecord?
    do throws(ArchiveError) {
      container = try ContainerReader(path: path, kind: Self.kind)
      try container.refuseUnknown(known: Self.sectionNames)
      tokenizer = try container.json("tokenizer", as: TokenizerSettings.self)
      reading = try container.json("reading", as: Reading.self)
      if container.has("decision") {
        threshold = try container.json("decision", as: Decision.self).threshold
      }
      if container.has("unknown") {
        policy = try container.json("unknown", as: UnknownWords.self).policy
      }
      if container.has("training") {
        training = try container.json("training", as: OpaqueRecord.self)
      }
    } catch {
      throw .file(error)
    }
    let vocabulary: Vocabulary
    let phrases: PhraseTable
    do throws(StoreError) {
      vocabulary = try Vocabulary(from: container)
      phrases = try PhraseTable(from: container, vocabulary: vocabulary)
    } catch {
      throw .vocabulary(error)
    }
    let needed = texts.map { NeededWords(of: $0, tokenizer, vocabulary, phrases) }
    let classifier: Classifier
    do {
      classifier = try Classifier(from: container, vectorsOf: needed?.ids)
    } catch let error as LSTMError {
      throw .classifier(path: path, error)
    } catch let error as ArchiveError {
      throw .file(error)
    } catch {
      preconditionFailure("a classifier's file has no other errors: \(error)")
    }
    guard classifier.wordCount == vocabulary.count else {
      throw .mismatch(
        path: path, found: "\(classifier.wordCount) word vectors",
        expected: "one for each of \(vocabulary.count) words")
    }
    guard reading.thresholds.count == classifier.settings.labels.count,
      reading.thresholds.allSatisfy({ $0 >= 0 && $0 <= 1 })
    else {
      throw .mismatch(
        path: path, found: "the thresholds \(reading.thresholds)",
        expected: "a number in 0…1 for each of \(classifier.settings.labels.count) labels")
    }
    let thresholds = try Self.thresholds(reading, threshold, classifier.settings, path)
    guard reading.truncation.maximumTokens >= 1 else {
      throw .mismatch(
        path: path, found: "at most \(reading.truncation.maximumTokens) words to read",
        expected: "at least 1")
    }
    let subwords: SubwordVectors?
    do throws(StoreError) {
      subwords = try SubwordVectors(
        from: container, dimensions: classifier.settings.embeddingDimensions, words: needed?.unknown
      )
    } catch {
      throw .vocabulary(error)
    }
    if let policy, policy != UnknownWords.skip || subwords != nil {
      throw .mismatch(
        path: path,
        found: "the policy '\(policy)' for unknown words"
          + (subwords == nil ? "" : " beside vectors to read them by"),
        expected: subwords == nil ? "'\(UnknownWords.skip)'" : "none")
    }
    self.init(
      tokenizer: tokenizer, vocabulary: vocabulary, phrases: phrases, classifier: classifier,
      truncation: reading.truncation, thresholds: thresholds, subwords: subwords,
      skipsUnknown: policy != nil)
    self.training = training
  }

  /// The thresholds that are not the usual ones.
  private static func thresholds(
    _ reading: Reading, _ threshold: Float?, _ settings: ClassifierSettings, _ path: String
  ) throws(ClassifyingError) -> [Float]? {
    if let threshold {
      guard !settings.multiLabel, settings.labels.count == 2 else {
        throw .mismatch(
          path: path, found: "a threshold for one of two labels", expected: "none")
      }
      guard threshold >= 0, threshold <= 1 else {
        throw .mismatch(
          path: path, found: "the threshold \(threshold)", expected: "a number in 0…1")
      }
      return [threshold]
    }
    guard settings.multiLabel, reading.thresholds.contains(where: { $0 != usualThreshold }) else {
      return nil
    }
    return reading.thresholds
  }
}
