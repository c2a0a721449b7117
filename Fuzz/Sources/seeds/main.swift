// Writes the seeds of the fuzzer anew: `swift run seeds Seeds`. All of them are small and our own.

import Archive
import Classifying
import EmbeddingStore
import Kernels
import LSTM
import Tokenizing
import Trainings

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

let folder = CommandLine.arguments.dropFirst().first ?? "Seeds"
for reader in ["tokens", "snapshot", "import", "numpy-words", "text"] {
  mkdir("\(folder)/\(reader)", 0o777)
}
let words = ["tasty", "soup", "not", "cold", "süß"]

func write(_ reader: String, _ name: String, _ bytes: [UInt8]) throws {
  try SafeFile.write("\(folder)/\(reader)/\(name)") { file throws(ArchiveError) in
    try file.write(bytes)
  }
}

func write(_ reader: String, _ texts: String...) throws {
  for (number, text) in texts.enumerated() {
    try write(reader, "\(number + 1)", Array(text.utf8))
  }
}

/// A file of ours, packed, and without its gzip layer.
func own(_ reader: String, _ name: String, _ make: (String) throws -> Void) throws {
  let path = "\(folder)/\(reader)/\(name).gz"
  try make(path)
  try write(reader, name, try ByteReader.contents(of: path))
}

func matrix(_ rows: Int, _ columns: Int) -> Matrix {
  var random = RandomStream(seed: UInt64(rows * columns))
  let matrix = Matrix(rows: rows, columns: columns)
  for row in 0..<rows {
    for column in 0..<columns { matrix[row, column] = random.normal() }
  }
  return matrix
}

// MARK: - Containers

func sample(_ path: String) throws {
  var writer = ContainerWriter(kind: "sample")
  writer.add("json", json: ["a": [1, 2]])
  writer.add("strings", strings: [[97], [], [0xff, 98]])
  writer.add("integers", integers: [-1, .max])
  writer.add("floats", floats: [1, -2, 0.5], rows: 1, columns: 3, stride: 3)
  writer.add("bytes", bytes: [-128, 0, 127, 1], rows: 2, columns: 2, required: false)
  try writer.write(to: path)
}
try own("container", "sample", sample)
try own("container-gzip", "sample", sample)

let vocabulary = try Vocabulary(words: words.enumerated().map { (Array($1.utf8), 9 - $0) })
let plain = EmbeddingTable(vocabulary: vocabulary, vectors: matrix(7, 3))
var full = plain
full.training = OpaqueRecord(["epochs": [1, 2]])
full.subwords = SubwordVectors(
  settings: SubwordSettings(min: 2, max: 3, buckets: 50), numbers: [3, 7, 49],
  vectors: matrix(3, 3))
full.state = TrainingState(contexts: matrix(7, 3), words: matrix(7, 3))
try own("vectors", "plain") { try plain.write(to: $0) }
try own("vectors", "full") { try full.write(to: $0) }
try own("any-vectors", "own") { try plain.write(to: $0) }
for precision in [VectorPrecision.float16, .int8] {
  try own("vectors", precision.rawValue) { try plain.stored(as: precision).write(to: $0) }
}

/// Two passes: "tasty soup", then that and "cold".
func addPhrases(to writer: inout ContainerWriter) {
  writer.add("phrases", integers: [2, 1, 5, 2, 2, 3, 1, 6, 2, 5, 4])
}
try own("tokens", "phrases") { path in
  var writer = ContainerWriter(kind: "tokens")
  writer.add("tokenizer", json: TokenizerSettings(mode: .whitespace, urls: .replace))
  vocabulary.add(to: &writer)
  addPhrases(to: &writer)
  try writer.write(to: path)
}
try own("tokens", "plain") { path in
  var writer = ContainerWriter(kind: "tokens")
  writer.add("tokenizer", json: TokenizerSettings(html: true))
  vocabulary.add(to: &writer)
  try writer.write(to: path)
}
try own("snapshot", "word2vec") { try SmallSkipGram.write(to: $0) }
try own("snapshot", "lstm") { try SmallClassifier.write(to: $0) }

let phrases = try {
  let path = "\(folder)/phrases.gz"
  var writer = ContainerWriter(kind: "phrases")
  addPhrases(to: &writer)
  try writer.write(to: path)
  defer { remove(path) }
  return try PhraseTable(from: ContainerReader(path: path), vocabulary: vocabulary)
}()

/// All that a model can be beside the three below, a little of it in each.
for (name, pooling, layers, bidirectional, multiLabel, precision, quantized) in [
  ("mean", Pooling.mean, 2, true, true, VectorPrecision.float16, false),
  ("max", .max, 1, true, false, .int8, true),
  ("attention-int8", .attention, 2, false, true, .float32, true),
] {
  try own("model", name) { path in
    let settings = ClassifierSettings(
      labels: ["a", "b", "c"], multiLabel: multiLabel, embeddingDimensions: 2, hidden: 1,
      layers: layers, bidirectional: bidirectional, pooling: pooling)
    var classifier = try Classifier(settings, embedding: matrix(7, 2), seed: 3)
    if precision != .float32 { classifier = try classifier.storing(precision) }
    if quantized { classifier = try classifier.quantized() }
    let model = TextClassifier(
      tokenizer: TokenizerSettings(mode: .whitespace), vocabulary: vocabulary,
      phrases: pooling == .mean ? phrases : PhraseTable(), classifier: classifier,
      truncation: Truncation(maximumTokens: 3, keep: .both),
      thresholds: multiLabel ? [0.1, 0.2, 0.3] : nil, skipsUnknown: pooling == .max)
    try model.write(to: path)
  }
}

func classifier(quantized: Bool, attention: Bool) throws -> Classifier {
  let settings = ClassifierSettings(
    labels: ["bad", "good"], multiLabel: false, embeddingDimensions: 3, hidden: 2,
    bidirectional: attention, pooling: attention ? .attention : .last)
  let classifier = try Classifier(settings, embedding: matrix(7, 3), seed: 5)
  return quantized ? try classifier.quantized() : classifier
}
for (name, quantized, attention) in [
  ("floats", false, false), ("attention", false, true), ("int8", true, false),
] {
  try own("model", name) { path in
    let model = TextClassifier(
      tokenizer: TokenizerSettings(), vocabulary: vocabulary,
      classifier: try classifier(quantized: quantized, attention: attention),
      truncation: Truncation(maximumTokens: 9, keep: .head),
      thresholds: attention ? nil : [0.25], subwords: attention ? full.subwords : nil)
    try model.write(to: path)
  }
}

// MARK: - Foreign vectors

try plain.write(to: "\(folder)/word2vec-text/plain", as: .word2vecText)
try plain.write(to: "\(folder)/word2vec-text/plain.gz", as: .word2vecText)
try write("word2vec-text", "2 2\na 1e-3 -.5\nb nan inf\n", "1 1\r\nword\t+7.25E+2 \r\n\n")
try plain.write(to: "\(folder)/word2vec-binary/plain", as: .word2vecBinary)
try plain.write(to: "\(folder)/word2vec-binary/plain.gz", as: .word2vecBinary)
try write("word2vec-binary", "1 2\na 12345678", "9223372036854775807 1\na 1234\n")
try write("glove-text", "the 0.1 -0.2 3e4\n. . . 1 2 3\n", "at name@domain.com 1 2\nb 3 4\n")
try write("any-vectors", "2 2\na 1 2\nb 3 4\n", "1 2\na 12345678\n", "the 0.1 -0.2\n")

/// A NumPy array of any version and kind of numbers.
func npy(_ version: UInt8, _ dictionary: String, _ numbers: [UInt8]) -> [UInt8] {
  let text = Array((dictionary + "\n").utf8)
  let length = [UInt8(text.count & 0xff), UInt8(text.count >> 8)]
  return [0x93] + Array("NUMPY".utf8) + [version, 0] + length + (version > 1 ? [0, 0] : []) + text
    + numbers
}
for (name, version, type, order) in [
  ("one", UInt8(1), "<f4", "False"), ("two", 2, ">f2", "True"), ("three", 3, "<f8", "True"),
  ("native", 1, "=f4", "True"),
] {
  let size = Int(type.suffix(1)) ?? 4
  let numbers = (0..<6 * 2 * size).map { UInt8($0 * 37 & 0x3f) }
  try write(
    "numpy", name,
    npy(version, "{'descr': '\(type)', 'fortran_order': \(order), 'shape': (6, 2), }", numbers))
}
try write("numpy-words", "a\nb\nc\nd\ne\nf\n", "\u{feff}a b\r\nb\n\nd\na\nf")

/// Every type of floats and some others in one file, and words in the metadata.
try write(
  "safetensors", "types",
  {
    let header = """
      {"__metadata__":{"words":"[\\"a\\",\\"\\\\u00fc\\"]"},\
      "vectors":{"dtype":"BF16","shape":[2,1],"data_offsets":[0,4]},\
      "b":{"dtype":"F64","shape":[1],"data_offsets":[4,12]},\
      "c":{"dtype":"I64","shape":[],"data_offsets":[12,20]},\
      "d":{"dtype":"BOOL","shape":[0,9],"data_offsets":[20,20]}} 
      """
    let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) }
    return length + Array(header.utf8) + [UInt8](repeating: 0x3f, count: 20)
  }())

// MARK: - Weights of others

/// A description, tensors' names with their shapes and types, and numbers: what `imported` reads.
func weights(_ description: String, _ tensors: [(String, String, [Int])]) -> [UInt8] {
  var (header, end) = ("", 0)
  for (name, type, shape) in tensors {
    let size = shape.reduce(type == "U8" ? 1 : type == "I64" ? 8 : 4, *)
    header += header.isEmpty ? "" : ","
    header += "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(shape),"
    header += "\"data_offsets\":[\(end),\(end + size)]}"
    end += size
  }
  let words = Array("a\nb\nc\nd\n".utf8)
  // Words, where they are a tensor, are the first one.
  let hasWords = tensors.first?.1 == "U8"
  let numbers = (0..<end).map { place -> UInt8 in
    if hasWords, place < words.count { return words[place] }
    return place % 4 == 3 ? 0x3e : 0
  }
  return Array(description.utf8) + [0] + Array(header.utf8) + [0] + numbers
}
try write(
  "import", "pytorch",
  weights(
    """
    {"framework": "pytorch", "labels": ["a", "b"], "words": {"tensor": "words"}, "pooling": "mean",
     "gates": ["output", "input", "candidate", "forget"], "paddingRow": 0, "temperature": 1.5,
     "tokenizer": {"mode": "whitespace"}, "tensors": {"embedding": "e", "outputWeights": "o",
     "outputBias": null, "cells": [{"input": "i", "recurrent": "r", "bias": ["x", "y"]}]}}
    """,
    [
      ("words", "U8", [8]), ("e", "F32", [4, 2]), ("i", "F32", [4, 2]), ("r", "F32", [4, 1]),
      ("x", "F32", [4]), ("y", "F32", [4]), ("o", "F32", [2, 1]),
    ]))
try write(
  "import", "keras",
  weights(
    """
    {"framework": "keras", "labels": ["a", "b"], "words": ["soup", "not"], "bidirectional": true,
     "pooling": "attention", "thresholds": [0.5], "unknown": "skip", "maximumTokens": 9, "keep": "tail",
     "tensors": {"embedding": "e", "attention": "q", "outputWeights": "o", "outputBias": "b",
     "cells": [{"input": "i", "recurrent": "r"}, {"input": "i", "recurrent": "r", "bias": "x"}]}}
    """,
    [
      ("e", "F32", [2, 3]), ("i", "F32", [3, 4]), ("r", "F32", [1, 4]), ("x", "F32", [4]),
      ("q", "F32", [2]), ("o", "F32", [2, 1]), ("b", "F32", [1]),
    ]))
try write(
  "import", "subwords",
  weights(
    """
    {"framework": "pytorch", "labels": ["a", "b"], "multiLabel": true, "words": ["soup", "not"],
     "subwords": {"min": 2, "max": 3, "buckets": 50, "numbers": "n", "vectors": "v"}}
    """,
    [
      ("n", "I64", [0]), ("v", "F32", [0, 1]),
      ("embedding.weight", "F32", [2, 1]), ("lstm.weight_ih_l0", "F32", [4, 1]),
      ("lstm.weight_hh_l0", "F32", [4, 1]), ("lstm.bias_ih_l0", "F32", [4]),
      ("lstm.bias_hh_l0", "F32", [4]), ("output.weight", "F32", [2, 1]),
      ("output.bias", "F32", [2]),
    ]))

// MARK: - Texts

try write(
  "csv", "text,label,b\n\"a \"\"good\"\"\nsoup\",1,0\nbad,0,1\n", "\u{feff}label;text\r\n1;x\r\n",
  "text,label\r\n,\r\n\"unclosed")
try write("tsv", "text\tlabel\tb\ngood soup\t1\t0\n\t\t\n", "\"a\"\tb\r\n")
try write(
  "json-lines", #"{"text":"soup","label":["good","cheap"],"b":1}"# + "\n",
  #"{"text":"\u00fc\ud83d\ude00\n","label":"1","x":{"y":[null,true,-1.5e3]}}"# + "\n{}\n")
try write("fasttext-lines", "__label__good __label__cheap a soup\n", "__label__\n no label\n")
try write(
  "json", #"{"a": [1, -2.5e10, true, null], "b": {"\u00fc": "\ud83d\ude00\n"}}"#, "[[[]],{}]",
  #""text""#, "-0.0e-0")
try write(
  "pipeline",
  """
  {"pipeline": "p", "seed": 7, "stages": {
    "texts": {"stage": "corpus", "path": "fuzz.json"},
    "tokens": {"stage": "tokenize", "from": ["texts"], "minCount": 2},
    "vectors": {"stage": "word2vec", "tokens": "tokens", "subwords": {"min": 3, "max": 6}}}}

  """,
  """
  {"pipeline": "q", "stages": {
    "rows": {"stage": "examples", "path": "a.tsv", "split": {"train": 0.8, "test": 0.2}},
    "model": {"stage": "lstm", "examples": "rows", "tokens": "rows", "hidden": -1},
    "story": {"stage": "trace", "classifier": "model", "texts": ["soup"]}}}

  """)
try write(
  "text",
  "\u{7f}0It's <b>not</b> a l\u{0e9}zard&#x2014;www.a.example/x?y, me@a.example "
    + "\u{1f469}\u{200d}\u{1f52c} 3.5\u{20e3}",
  "\u{fe}1Don\u{2019}t &amp; \u{0130}\u{03a3} \u{5317}\u{4eac} \u{0e01}\u{0e33} <!-- x -->"
    + "<p title=\"a\">",
  "02 \t a\r\nb")
