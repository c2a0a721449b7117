// Writes the seeds of the fuzzer anew: `swift run seeds Seeds`. All of them are small and our own.

import Archive
import Classifying
import EmbeddingStore
import Kernels
import LSTM
import Tokenizing

let folder = CommandLine.arguments.dropFirst().first ?? "Seeds"
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
