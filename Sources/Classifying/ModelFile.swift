import Archive
import EmbeddingStore
import LSTM
import Tokenizing

// A model in the container that every own file uses (kind "model"):
//
//     tokenizer          json        how texts become tokens
//     words, counts                  the vocabulary; see OwnStore.swift
//     phrases            int64       optional: its phrases; see PhraseTableFile.swift
//     reading            json        truncation and thresholds
//     subwords …                     where unknown words are read by their n-grams; see
//                                    SubwordSections.swift
//     classifier.…                   the classifier's own sections; see ClassifierFile.swift

extension TextClassifier {
  static let kind = "model"

  private struct Reading: Codable {
    var truncation: Truncation
    var thresholds: [Float]
  }

  /// Writes the whole model into one file.
  ///
  /// - Errors: whatever the disk refuses.
  public func write(to path: String) throws(ArchiveError) {
    var container = ContainerWriter(kind: Self.kind)
    container.add("tokenizer", json: tokenizer)
    vocabulary.add(to: &container)
    phrases.add(to: &container)
    container.add("reading", json: Reading(truncation: truncation, thresholds: thresholds))
    classifier.add(to: &container)
    // A reader that cannot read unknown words in this way would give other answers.
    subwords?.add(to: &container, required: true)
    try container.write(to: path)
  }

  /// The sections that a model may have.
  static let sections =
    ["tokenizer", "reading"] + Vocabulary.sectionNames(prefix: "") + Classifier.sections
    + SubwordVectors.sectionNames(prefix: "") + PhraseTable.sectionNames(prefix: "")

  /// Opens a model file.
  ///
  /// - Errors: everything that can be wrong with it; parts that do not belong together.
  public init(contentsOf path: String) throws(ClassifyingError) {
    let container: ContainerReader
    let tokenizer: TokenizerSettings
    let reading: Reading
    do throws(ArchiveError) {
      container = try ContainerReader(path: path, kind: Self.kind)
      try container.refuseUnknown(known: Self.sections)
      tokenizer = try container.json("tokenizer", as: TokenizerSettings.self)
      reading = try container.json("reading", as: Reading.self)
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
    let classifier: Classifier
    do {
      classifier = try Classifier(from: container)
    } catch let error as LSTMError {
      throw .classifier(path: path, error)
    } catch let error as ArchiveError {
      throw .file(error)
    } catch {
      preconditionFailure("a classifier's file has no other errors: \(error)")
    }
    guard classifier.embedding.rows == vocabulary.count else {
      throw .mismatch(
        path: path, found: "\(classifier.embedding.rows) word vectors",
        expected: "one for each of \(vocabulary.count) words")
    }
    guard reading.thresholds.count == classifier.settings.labels.count,
      reading.thresholds.allSatisfy({ $0 >= 0 && $0 <= 1 })
    else {
      throw .mismatch(
        path: path, found: "the thresholds \(reading.thresholds)",
        expected: "a number in 0…1 for each of \(classifier.settings.labels.count) labels")
    }
    guard reading.truncation.maximumTokens >= 1 else {
      throw .mismatch(
        path: path, found: "at most \(reading.truncation.maximumTokens) words to read",
        expected: "at least 1")
    }
    let subwords: SubwordVectors?
    do throws(StoreError) {
      subwords = try SubwordVectors(from: container, dimensions: classifier.embedding.columns)
    } catch {
      throw .vocabulary(error)
    }
    self.init(
      tokenizer: tokenizer, vocabulary: vocabulary, phrases: phrases, classifier: classifier,
      truncation: reading.truncation, thresholds: reading.thresholds, subwords: subwords)
  }
}
