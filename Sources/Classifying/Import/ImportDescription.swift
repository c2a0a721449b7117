import EmbeddingStore
import LSTM
import StrictJSON
import Tokenizing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What is said of weights that another program trained: strict JSON, one object.
///
/// ```json
/// {
///   "framework": "keras",
///   "weights": "weights.safetensors",
///   "labels": ["bad", "good"],
///   "bidirectional": true, "pooling": "max",
///   "words": "words.txt", "paddingRow": 0, "unknownRow": 1,
///   "tensors": {
///     "embedding": "embedding",
///     "cells": [{ "input": "forward/kernel", "recurrent": "forward/recurrent", "bias": "forward/bias" },
///               { "input": "backward/kernel", "recurrent": "backward/recurrent", "bias": "backward/bias" }],
///     "outputWeights": "dense/kernel", "outputBias": "dense/bias"
///   }
/// }
/// ```
///
/// `framework` says how matrices lie: of `pytorch` [4H, E], [4H, H] and [L, D], of `keras` the other way
/// round; both have the gates input, forget, candidate, output unless `gates` says otherwise. Several
/// biases of a cell are added; a cell without one has zeros. With `pytorch`, `lstm` in `tensors` may name
/// an `nn.LSTM` instead of the cells, and all names default to those of our own export. An output of
/// one number for two labels is the second one's against the first (a single sigmoid).
///
/// `words` is a file with a word a line, a list, or `{"tensor": NAME}` of bytes: a line for each row
/// of the table of vectors, in order; the lines of the rows `paddingRow` and `unknownRow`, where they are
/// there, may be left out together. Words that are not among them are read as the row `unknownRow`,
/// or, without one, skipped.
struct ImportDescription {
  enum Framework: String, CaseIterable {
    case pytorch, keras
  }

  enum Words {
    case file(String)
    case list([String])
    case tensor(String)
  }

  enum UnknownPolicy: String, CaseIterable {
    case entry, skip
  }

  struct Cell {
    var inputWeights: String
    var recurrentWeights: String
    var biases: [String]
  }

  struct Subwords {
    var settings: SubwordSettings
    var numbers: String
    var vectors: String
  }

  /// A row of the foreign table and where the description says it.
  struct Row {
    var number: Int
    var position: JSONPosition
  }

  let origin: String
  /// Nil where the weights lie in the file that the description came with.
  var weights: String?
  var framework = Framework.pytorch
  var gates = Gate.allCases
  var labels: [String] = []
  var multiLabel = false
  var layers = 1
  var bidirectional = false
  var pooling = Pooling.last
  var temperature: Float = 1
  var thresholds: [Float]?
  var truncation = Truncation(maximumTokens: 400, keep: .head)
  var tokenizer = TokenizerSettings()
  var words = Words.list([])
  var paddingRow: Row?
  var unknownRow: Row?
  var skipsUnknown = false
  var embedding = SafetensorsNames().embedding
  var cells: [Cell] = []
  var attention = SafetensorsNames().attention
  var outputWeights = SafetensorsNames().outputWeights
  var outputBias: String?
  var phrases: String?
  var subwords: Subwords?

  private static let keys = [
    "framework", "weights", "gates", "labels", "multiLabel", "layers", "bidirectional", "pooling",
    "temperature", "thresholds", "maximumTokens", "keep", "tokenizer", "words", "paddingRow",
    "unknownRow", "unknown", "tensors", "phrases", "subwords",
  ]

  /// Reads a description.
  ///
  /// - Parameters:
  ///   - origin: what faults call it.
  ///   - folder: what the paths in it are relative to; nil where it may name no file.
  /// - Errors: all that is wrong with it.
  init(_ text: [UInt8], origin: String, folder: String?) throws(ClassifyingError) {
    self.origin = origin
    var reader = DescriptionReader(origin: origin)
    do throws(JSONFault) {
      read(try JSONParser.parse(text), folder, &reader)
    } catch {
      reader.fault(error.position, .json(error.problem))
    }
    guard reader.faults.isEmpty else { throw .importFaults(reader.faults.sorted()) }
  }

  private mutating func read(
    _ root: JSONNode, _ folder: String?, _ reader: inout DescriptionReader
  ) {
    var required = [
      ("framework", "\"pytorch\" or \"keras\""), ("labels", "the labels' names, in order"),
      ("words", "a file, a list or a tensor with the words"),
    ]
    if folder != nil { required.append(("weights", "a safetensors file")) }
    guard
      let keys = reader.object(
        root, "the description", keys: Self.keys, required: required)
    else { return }
    if let node = keys["weights"] { weights = file(node, "weights", folder, &reader) }
    framework = reader.choice(keys["framework"], "framework") ?? framework
    if let node = keys["gates"] { gates = Self.gates(node, &reader) ?? gates }
    labels = reader.texts(keys["labels"], "labels", "a list of names") ?? labels
    multiLabel = reader.flag(keys["multiLabel"], "multiLabel") ?? false
    layers = reader.integer(keys["layers"], "layers", ClassifierSettings.layersRange) ?? 1
    bidirectional = reader.flag(keys["bidirectional"], "bidirectional") ?? false
    pooling = reader.choice(keys["pooling"], "pooling") ?? pooling
    temperature =
      reader.number(keys["temperature"], "temperature", Calibration.range) ?? temperature
    readThresholds(keys["thresholds"], &reader)
    truncation.maximumTokens =
      reader.integer(keys["maximumTokens"], "maximumTokens", 1...Int.max)
      ?? truncation.maximumTokens
    truncation.keep = reader.choice(keys["keep"], "keep") ?? truncation.keep
    if let node = keys["tokenizer"] { readTokenizer(node, &reader) }
    readWords(keys, folder, &reader)
    readTensors(keys["tensors"], root.position, &reader)
    if let node = keys["phrases"] { phrases = Self.tensor(node, "phrases", &reader) }
    if let node = keys["subwords"] { readSubwords(node, &reader) }
    if subwords != nil, skipsUnknown, let node = keys["unknown"] ?? keys["subwords"] {
      reader.fault(
        node.position,
        .wrong(
          key: "unknown", found: "\"skip\" beside \"subwords\", which read unknown words",
          expected: "one of them"))
    }
  }

  // MARK: - Parts

  private func file(
    _ node: JSONNode, _ key: String, _ folder: String?, _ reader: inout DescriptionReader
  ) -> String? {
    guard let path = reader.text(node, key, "the path of a file") else { return nil }
    guard let folder else {
      reader.fault(node.position, .otherFile(key: key))
      return nil
    }
    return path.hasPrefix("/") ? path : folder + path
  }

  private static func gates(_ node: JSONNode, _ reader: inout DescriptionReader) -> [Gate]? {
    let names = Gate.allCases.map { "\"\($0.word)\"" }.joined(separator: ", ")
    let expected = "the four gates \(names) in their order"
    guard let texts = reader.texts(node, "gates", expected) else { return nil }
    let gates = texts.compactMap { text in Gate.allCases.first { $0.word == text } }
    guard gates.count == texts.count, gates.count == 4, Set(gates).count == 4 else {
      return reader.wrong(node, "gates", expected)
    }
    return gates
  }

  private mutating func readThresholds(_ node: JSONNode?, _ reader: inout DescriptionReader) {
    guard let node else { return }
    let count = multiLabel ? labels.count : labels.count == 2 ? 1 : 0
    let numbers = node.elements?.compactMap(\.double)
    guard count > 0, let numbers, numbers.count == node.elements?.count, numbers.count == count,
      numbers.allSatisfy({ 0...1 ~= $0 })
    else {
      let _: Int? = reader.wrong(
        node, "thresholds",
        count == 0
          ? "none, for the likeliest of several labels is given"
          : "a list of \(count) \(count == 1 ? "number" : "numbers") from 0 to 1")
      return
    }
    thresholds = numbers.map { Float($0) }
  }

  private mutating func readTokenizer(_ node: JSONNode, _ reader: inout DescriptionReader) {
    let names = TokenizerSettings.CodingKeys.allCases.map(\.rawValue)
    guard let keys = reader.object(node, "tokenizer", keys: names) else { return }
    for name in names {
      guard let value = keys[name] else { continue }
      // Each key alone, so that the fault has a place.
      let alone = JSONText.object([name: value.text]).compact
      let defaults = TokenizerSettings()
      if (try? JSONDecoder().decode(TokenizerSettings.self, from: Data(alone.utf8))) == nil {
        let expected =
          switch name {
          case "mode": "one of " + Self.listed(TokenizerSettings.Mode.self)
          case "urls": "one of " + Self.listed(TokenizerSettings.Addresses.self)
          default: "true or false"
          }
        tokenizer = defaults
        let _: Int? = reader.wrong(value, name, expected)
        return
      }
    }
    let all = JSONText.object(
      JSONObject(names.compactMap { name in keys[name].map { (name, $0.text) } })
    ).compact
    tokenizer =
      (try? JSONDecoder().decode(TokenizerSettings.self, from: Data(all.utf8))) ?? tokenizer
  }

  private static func listed<Choice: RawRepresentable<String> & CaseIterable>(
    _ type: Choice.Type
  ) -> String {
    type.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
  }

  private mutating func readWords(
    _ keys: [String: JSONNode], _ folder: String?, _ reader: inout DescriptionReader
  ) {
    if let node = keys["words"] {
      if node.members != nil {
        if let name = Self.tensor(node, "words", &reader) { words = .tensor(name) }
      } else if node.elements != nil {
        let list = reader.texts(node, "words", "a list of words, a file or {\"tensor\": NAME}")
        if let list { words = .list(list) }
      } else if let path = file(node, "words", folder, &reader) {
        words = .file(path)
      }
    }
    func row(_ key: String) -> Row? {
      guard let node = keys[key], let number = reader.integer(node, key, 0...Int(Int32.max)) else {
        return nil
      }
      return Row(number: number, position: node.position)
    }
    paddingRow = row("paddingRow")
    unknownRow = row("unknownRow")
    if let unknownRow, unknownRow.number == paddingRow?.number {
      reader.fault(
        unknownRow.position,
        .wrong(
          key: "unknownRow", found: "\(unknownRow.number), as \"paddingRow\" is",
          expected: "another row"))
    }
    let policy = reader.choice(keys["unknown"], "unknown", as: UnknownPolicy.self)
    if policy == .entry, keys["unknownRow"] == nil, let node = keys["unknown"] {
      reader.fault(
        node.position,
        .wrong(
          key: "unknown", found: "\"entry\" without \"unknownRow\"",
          expected: "the row that unknown words are read as"))
    }
    skipsUnknown = policy == .skip || (policy == nil && keys["unknownRow"] == nil)
  }
}

extension [ImportFault] {
  /// By their places.
  fileprivate func sorted() -> [ImportFault] {
    enumerated().sorted { ($0.element.position, $0.offset) < ($1.element.position, $1.offset) }
      .map(\.element)
  }
}
