import Archive
import EmbeddingStore
import Kernels
import LSTM
import StrictJSON

/// A classifier as an ONNX graph, from ids to probabilities.
///
///     ids             int64 [texts, words]    a text's ids, then zeros up to the longest text
///     probabilities   float [texts, labels]
///
/// A text without words (zeros only, or no column at all) gets the answer of the dense bias, as in the
/// model; an unknown word is id 1. Gates stand in ONNX's order, i, o, f, c.
///
/// Letters: N texts, T words, E dimensions, H units, C directions, D = C · H, L labels.
struct OnnxExport {
  /// Of the operators: LSTM as of 7 with `ReduceSum`'s axes as an input, which came with 13.
  private static let operatorSet = 13
  /// Of the file's form: the one that came with those operators.
  private static let irVersion = 7
  /// Programs refuse messages of 2 GiB and more.
  private static let maximumSize = Int(Int32.max)

  private let model: TextClassifier
  private let notes: [String]
  private var graph = OnnxGraph()

  init(_ model: TextClassifier, notes: [String]) {
    self.model = model
    self.notes = notes
  }

  private var settings: ClassifierSettings { model.classifier.settings }

  consuming func write(to path: String) throws(ClassifyingError) {
    let message = message()
    guard message.count <= Self.maximumSize else {
      throw .notExportable(
        path: path, found: "a graph of \(message.count) bytes",
        expected: "less than 2 GiB, which is all that an ONNX file may hold; export safetensors")
    }
    do throws(ArchiveError) { try message.write(to: path) } catch { throw .file(error) }
  }

  private consuming func message() -> ProtobufMessage {
    build()
    let about =
      "ids: the ids of each text's words, then zeros up to the longest text. "
      + "The word of id i is line i - 1 of \"words\" in the metadata; id 1 is an unknown word.\n"
      + notes.joined(separator: "\n")
    var message = ProtobufMessage()
    message.add(1, Self.irVersion)
    message.add(2, "lexigate")
    message.add(
      7,
      graph.graph(
        "classifier",
        inputs: [OnnxGraph.value("ids", .int64, [.named("texts"), .named("words")])],
        outputs: [
          OnnxGraph.value(
            "probabilities", .float, [.named("texts"), .fixed(settings.labels.count)])
        ], about: about))
    var operators = ProtobufMessage()
    operators.add(1, "")
    operators.add(2, Self.operatorSet)
    message.add(8, operators)
    for (key, value) in metadata {
      var entry = ProtobufMessage()
      entry.add(1, key)
      entry.add(2, value)
      message.add(14, entry)
    }
    return message
  }

  private var metadata: [(String, String)] {
    let description = ModelDescription(model, tensors: nil).json
    var entries = [
      ("labels", (description["labels"] ?? []).compact),
      (ModelDescription.key, JSONText.object(description).compact),
    ]
    // Text of Protocol Buffers is UTF-8, and lines are all that keeps words apart.
    let words = model.vocabulary.wordIDs.map(model.vocabulary.bytes)
    if words.allSatisfy({ String(validating: $0, as: UTF8.self) != nil && !$0.contains(10) }) {
      entries.append(
        ("words", String(decoding: Array(words.joined(separator: [10])), as: UTF8.self)))
    }
    return entries
  }

  // MARK: - The graph

  private mutating func build() {
    let classifier = model.classifier
    graph.tensor("embedding", classifier.embedding)
    graph.tensor("zeroID", [0], shape: [])
    graph.tensor("zero", [Float(0)], shape: [])
    for axis in 0...2 { graph.tensor("axis\(axis)", [axis], shape: [1]) }

    // A column of padding more: then a text without words has a word to look at, which nobody reads.
    let shape = graph.node("Shape", ["ids"])
    let texts = graph.node("Gather", [shape, "axis0"], [("axis", .integer(0))])
    let column = graph.node("Concat", [texts, "axis1"], [("axis", .integer(0))])
    let padding = graph.node(
      "ConstantOfShape", [column],
      [("value", .tensor(OnnxGraph.integers(nil, [0], shape: [1], as: .int64)))])
    let ids = graph.node("Concat", ["ids", padding], [("axis", .integer(1))])

    // What is a word, [N × T], and how many there are, [N].
    let isPadding = graph.node("Equal", [ids, "zeroID"])
    let isWord = graph.node("Not", [isPadding])
    let ones = graph.node(
      "Cast", [isWord], [("to", .integer(OnnxGraph.ElementType.int32.rawValue))])
    let lengths = graph.node("ReduceSum", [ones, "axis1"], [("keepdims", .integer(0))])
    graph.tensor("one", [1], shape: [], as: .int32)
    let readLengths = graph.node("Max", [lengths, "one"])

    let vectors = graph.node("Gather", ["embedding", ids], [("axis", .integer(0))])
    var rows = graph.node("Transpose", [vectors], [("perm", .integers([1, 0, 2]))])
    var last = ""
    for layer in 0..<settings.layers {
      (rows, last) = lstm(layer, rows, readLengths)
    }
    let turned = graph.node("Transpose", [isWord], [("perm", .integers([1, 0]))])
    let mask = graph.node("Unsqueeze", [turned, "axis2"])
    let pooled = pool(rows, last, mask, readLengths)
    let column1 = graph.node("Unsqueeze", [lengths, "axis1"])
    graph.tensor("noWords", [0], shape: [], as: .int32)
    let hasWords = graph.node("Greater", [column1, "noWords"])
    let judged = graph.node("Where", [hasWords, pooled, "zero"])

    graph.tensor("output.weight", classifier.outputWeights)
    graph.tensor("output.bias", classifier.outputBias, shape: [settings.labels.count])
    var logits = graph.node(
      "Gemm", [judged, "output.weight", "output.bias"], [("transB", .integer(1))])
    if classifier.temperature != 1 {
      graph.tensor("temperature", [classifier.temperature], shape: [])
      logits = graph.node("Div", [logits, "temperature"])
    }
    if settings.multiLabel {
      graph.node("Sigmoid", [logits], output: "probabilities")
    } else {
      graph.node("Softmax", [logits], [("axis", .integer(1))], output: "probabilities")
    }
  }

  /// One layer over rows [T × N × …]: the hidden states [T × N × D], and the last ones of each
  /// direction [C × N × H].
  private mutating func lstm(
    _ layer: Int, _ rows: String, _ lengths: String
  ) -> (states: String, last: String) {
    let (count, hidden) = (settings.directionCount, settings.hidden)
    let cells = model.classifier.directions[layer * count..<(layer + 1) * count]
    let inputs = settings.inputs(ofLayer: layer)
    let input = Matrix(rows: count * 4 * hidden, columns: inputs)
    let recurrent = Matrix(rows: count * 4 * hidden, columns: hidden)
    var bias: [Float] = []
    var row = 0
    for weights in cells {
      for gate in [Gate.input, .output, .forget, .candidate] {
        for unit in gate.rawValue * hidden..<(gate.rawValue + 1) * hidden {
          input.row(row).update(from: weights.inputWeights.row(unit), count: inputs)
          recurrent.row(row).update(from: weights.recurrentWeights.row(unit), count: hidden)
          bias.append(weights.bias[unit])
          row += 1
        }
      }
      // There are two biases, one for W and one for R; they are added.
      bias += [Float](repeating: 0, count: 4 * hidden)
    }
    let name = "lstm\(layer)"
    graph.tensor("\(name).W", input, shape: [count, 4 * hidden, inputs])
    graph.tensor("\(name).R", recurrent, shape: [count, 4 * hidden, hidden])
    graph.tensor("\(name).B", bias, shape: [count, 8 * hidden])
    let outputs = graph.nodes(
      "LSTM", [rows, "\(name).W", "\(name).R", "\(name).B", lengths],
      [
        ("direction", .text(settings.bidirectional ? "bidirectional" : "forward")),
        ("hidden_size", .integer(hidden)),
      ], outputs: ["\(name).Y", "\(name).H"])
    let sides = graph.node("Transpose", [outputs[0]], [("perm", .integers([0, 2, 1, 3]))])
    graph.tensor("\(name).shape", [0, 0, count * hidden], shape: [3])
    return (graph.node("Reshape", [sides, "\(name).shape"]), outputs[1])
  }

  /// The pooled vectors [N × D]; of a text without words anything.
  private mutating func pool(
    _ states: String, _ last: String, _ mask: String, _ lengths: String
  ) -> String {
    switch settings.pooling {
    case .last:
      let turned = graph.node("Transpose", [last], [("perm", .integers([1, 0, 2]))])
      graph.tensor("pooled.shape", [0, settings.pooledDimensions], shape: [2])
      return graph.node("Reshape", [turned, "pooled.shape"])
    case .mean:
      let words = graph.node("Where", [mask, states, "zero"])
      let sum = graph.node("ReduceSum", [words, "axis0"], [("keepdims", .integer(0))])
      let count = graph.node(
        "Cast", [lengths], [("to", .integer(OnnxGraph.ElementType.float.rawValue))])
      let column = graph.node("Unsqueeze", [count, "axis1"])
      return graph.node("Div", [sum, column])
    case .max:
      graph.tensor("lowest", [-Float.greatestFiniteMagnitude], shape: [])
      let words = graph.node("Where", [mask, states, "lowest"])
      return graph.node(
        "ReduceMax", [words], [("axes", .integers([0])), ("keepdims", .integer(0))])
    case .attention:
      graph.tensor(
        "attention", model.classifier.attention ?? [], shape: [settings.pooledDimensions, 1])
      graph.tensor("lowest", [-Float.greatestFiniteMagnitude], shape: [])
      let squashed = graph.node("Tanh", [states])
      let scores = graph.node("MatMul", [squashed, "attention"])
      let asked = graph.node("Where", [mask, scores, "lowest"])
      let shares = graph.node("Softmax", [asked], [("axis", .integer(0))])
      let parts = graph.node("Mul", [shares, states])
      let words = graph.node("Where", [mask, parts, "zero"])
      return graph.node("ReduceSum", [words, "axis0"], [("keepdims", .integer(0))])
    }
  }
}
