import EmbeddingStore
import LSTM
import StrictJSON

/// The names of tensors in a description.
extension ImportDescription {
  static func tensor(
    _ node: JSONNode, _ key: String, _ reader: inout DescriptionReader
  ) -> String? {
    let keys = reader.object(
      node, key, keys: ["tensor"], required: [("tensor", "the name of a tensor")])
    return reader.text(keys?["tensor"], "tensor", "the name of a tensor")
  }

  mutating func readTensors(
    _ node: JSONNode?, _ place: JSONPosition, _ reader: inout DescriptionReader
  ) {
    let names = [
      "embedding", "lstm", "cells", "attention", "outputWeights", "outputBias",
    ]
    let name = "the name of a tensor"
    var required: [(String, String)] = []
    if framework == .keras {
      required = [
        ("embedding", name), ("cells", "a list of cells"), ("outputWeights", name),
      ]
      if pooling == .attention { required.append(("attention", name)) }
      if node == nil {
        reader.fault(
          place,
          .missingKey("tensors", of: "the description", expected: "the names of the tensors"))
        return
      }
    } else {
      outputBias = SafetensorsNames().outputBias
    }
    var keys: [String: JSONNode] = [:]
    if let node {
      keys = reader.object(node, "tensors", keys: names, required: required) ?? [:]
      // A null says that there is none.
      if keys["outputBias"] == nil, node["outputBias"] != nil { outputBias = nil }
    }
    embedding = reader.text(keys["embedding"], "embedding", name) ?? embedding
    attention = reader.text(keys["attention"], "attention", name) ?? attention
    outputWeights = reader.text(keys["outputWeights"], "outputWeights", name) ?? outputWeights
    outputBias = reader.text(keys["outputBias"], "outputBias", name) ?? outputBias
    if let node = keys["cells"] {
      if let other = keys["lstm"] {
        let _: Int? = reader.wrong(other, "lstm", "either \"lstm\" or \"cells\"")
      }
      readCells(node, &reader)
    } else if framework == .pytorch {
      let prefix = reader.text(keys["lstm"], "lstm", "the name of an nn.LSTM") ?? "lstm"
      for layer in 0..<layers {
        for backward in bidirectional ? [false, true] : [false] {
          let cell = SafetensorsNames.cell(layer, backward: backward, prefix: prefix + ".")
          cells.append(
            Cell(
              inputWeights: cell.inputWeights, recurrentWeights: cell.recurrentWeights,
              biases: [cell.inputBias, cell.recurrentBias]))
        }
      }
    } else if let node = keys["lstm"] {
      let _: Int? = reader.wrong(node, "lstm", "\"cells\", for only PyTorch names them by one name")
    }
  }

  private mutating func readCells(_ node: JSONNode, _ reader: inout DescriptionReader) {
    let count = layers * (bidirectional ? 2 : 1)
    guard let elements = node.elements, elements.count == count else {
      let _: Int? = reader.wrong(
        node, "cells",
        "a list of \(count), layer by layer" + (bidirectional ? ", forwards then backwards" : ""))
      return
    }
    let name = "the name of a tensor"
    for element in elements {
      guard
        let keys = reader.object(
          element, "a cell", keys: ["input", "recurrent", "bias"],
          required: [("input", name), ("recurrent", name)])
      else { continue }
      var cell = Cell(
        inputWeights: reader.text(keys["input"], "input", name) ?? "",
        recurrentWeights: reader.text(keys["recurrent"], "recurrent", name) ?? "", biases: [])
      if let bias = keys["bias"] {
        let expected = "the name of a tensor, or a list of names whose sum it is"
        cell.biases =
          (bias.elements == nil
            ? reader.text(bias, "bias", expected).map { [$0] }
            : reader.texts(bias, "bias", expected)) ?? []
      }
      cells.append(cell)
    }
  }

  mutating func readSubwords(_ node: JSONNode, _ reader: inout DescriptionReader) {
    let required = [
      ("min", "a whole number"), ("max", "a whole number"), ("buckets", "a whole number"),
      ("numbers", "the name of a tensor"), ("vectors", "the name of a tensor"),
    ]
    guard
      let keys = reader.object(node, "subwords", keys: required.map(\.0), required: required),
      let min = reader.integer(keys["min"], "min", 1...SubwordSettings.longest),
      let max = reader.integer(keys["max"], "max", min...SubwordSettings.longest),
      let buckets = reader.integer(keys["buckets"], "buckets", SubwordSettings.bucketRange),
      let numbers = reader.text(keys["numbers"], "numbers", "the name of a tensor"),
      let vectors = reader.text(keys["vectors"], "vectors", "the name of a tensor")
    else { return }
    subwords = Subwords(
      settings: SubwordSettings(min: min, max: max, buckets: buckets), numbers: numbers,
      vectors: vectors)
  }
}
