import Archive
import Foundation
import Kernels
import LSTM
import Testing

/// A quantized classifier in a file.
@Suite struct QuantizedArchiveTests {
  /// A reader of what `fill` has written.
  static func reader(_ fill: (inout ContainerWriter) -> Void) throws -> ContainerReader {
    let path = ClassifierArchiveTests.path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    var writer = ContainerWriter(kind: "model")
    fill(&writer)
    try writer.write(to: path)
    return try ContainerReader(path: path, kind: "model")
  }

  static func size(_ classifier: Classifier) throws -> Int {
    let path = ClassifierArchiveTests.path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    var writer = ContainerWriter(kind: "model")
    classifier.add(to: &writer)
    try writer.write(to: path)
    return try Data(contentsOf: URL(fileURLWithPath: path)).count
  }

  @Test(arguments: TestModels.kinds)
  func comesBackBitForBit(_ kind: TestModels.Kind) throws {
    let plain = try TestModels.classifier(
      multiLabel: kind.multiLabel, layers: kind.layers, bidirectional: kind.bidirectional,
      pooling: kind.pooling)
    plain.temperature = 2
    let classifier = try plain.quantized()
    let reader = try Self.reader { classifier.add(to: &$0) }
    try reader.refuseUnknown(known: Classifier.sections)
    let back = try Classifier(from: reader)
    #expect(back.isQuantized && back.settings == classifier.settings)
    #expect(back.storedEmbedding.bytes == classifier.storedEmbedding.bytes)
    let one = TestModels.flat(
      classifier, dense: classifier.parameters.pointer, vectors: classifier.embedding)
    let two = TestModels.flat(back, dense: back.parameters.pointer, vectors: back.embedding)
    #expect(one == two)
    #expect(try back.predict([2, 5, 3]) == classifier.predict([2, 5, 3]))
    #expect(try back.predict([2, 5, 3]) != plain.predict([2, 5, 3]))
  }

  @Test func theFileIsSmaller() throws {
    let plain = try TestModels.classifier(words: 500, dimensions: 50, hidden: 32)
    #expect(try 3 * Self.size(plain.quantized()) < Self.size(plain))
  }

  /// One that knows no bytes does not read the floats beside them and call it a model.
  @Test func everyPartIsRequired() throws {
    let classifier = try TestModels.classifier().quantized()
    let known = Classifier.sections.filter { !$0.hasSuffix(".scales") }
    let reader = try Self.reader { classifier.add(to: &$0) }
    #expect(reader.names.filter { $0.hasSuffix(".scales") }.count == 3)
    let path = reader.path
    #expect(
      throws: ArchiveError.unknownSection(
        path: path, name: "embedding.scales", type: "float32")
    ) { try reader.refuseUnknown(known: known) }
  }

  /// A model of two words, two dimensions and one unit, with one part changed.
  struct Parts {
    var bytes: [Int8] = [0, 0, 0, 0, 5, -127]
    var columns = 2
    var embeddingScales: [Float] = [1, 1, 0.5]
    var inputScales: [Float] = [1, 1, 1, 1]
    var recurrent: [Int8] = [1, 2, 3, 4]
    var hasScales = true

    func write(_ writer: inout ContainerWriter) {
      writer.add(
        "classifier.json",
        json: ClassifierSettings(labels: ["a", "b"], embeddingDimensions: 2, hidden: 1))
      writer.add("embedding", bytes: bytes, rows: bytes.count / columns, columns: columns)
      func add(_ name: String, _ values: [Float]) {
        writer.add(name, floats: values, rows: 1, columns: values.count, stride: values.count)
      }
      add("embedding.scales", embeddingScales)
      writer.add(
        "lstm.forward.inputWeights", bytes: [1, 2, 3, 4, 5, 6, 7, 8], rows: 4, columns: 2)
      if hasScales { add("lstm.forward.inputWeights.scales", inputScales) }
      writer.add(
        "lstm.forward.recurrentWeights", bytes: recurrent, rows: recurrent.count, columns: 1)
      add("lstm.forward.recurrentWeights.scales", [1, 1, 1, 1])
      add("lstm.forward.bias", [0, 0, 0, 0])
      writer.add("output.weights", floats: [1, 2], rows: 2, columns: 1, stride: 1)
      add("output.bias", [0, 0])
    }
  }

  static func error(_ change: (inout Parts) -> Void) throws -> String {
    var parts = Parts()
    change(&parts)
    let reader = try Self.reader { parts.write(&$0) }
    do {
      _ = try Classifier(from: reader)
      return "none"
    } catch let error as LSTMError {
      return "\(error)"
    } catch let error as ArchiveError {
      return "\(error)".replacingOccurrences(of: reader.path, with: "x")
    }
  }

  @Test func damagedBytesAndScalesAreRefused() throws {
    #expect(try Self.error { _ in } == "none")
    let end = ": the file is damaged or of another make"
    func refusal(_ section: String, _ found: String, _ expected: String) -> String {
      "x: section '\(section)': found \(found), but \(expected) was expected; "
        + "the program that wrote this file is at fault"
    }
    let expected = "a number above 0 whose 127-fold is finite"
    for (scale, text) in [
      (Float.nan, "nan"), (0, "0.0"), (-0.5, "-0.5"), (.infinity, "inf"), (3e38, "3e+38"),
    ] {
      #expect(
        try Self.error { $0.embeddingScales[2] = scale }
          == refusal("embedding.scales", "a scale of \(text)", expected))
      #expect(
        try Self.error { $0.inputScales[1] = scale }
          == refusal("lstm.forward.inputWeights.scales", "a scale of \(text)", expected))
    }
    #expect(
      try Self.error { $0.recurrent[3] = -128 }
        == refusal("lstm.forward.recurrentWeights", "a byte of -128", "-127 to 127"))
    #expect(
      try Self.error { $0.embeddingScales.append(1) }
        == refusal("embedding.scales", "the shape 1 × 4", "a scale for each of 3 rows"))
    #expect(
      try Self.error { $0.columns = 3 }
        == #"the model's part "embedding" is 2 × 3; expected any × 2"# + end)
    #expect(
      try Self.error {
        $0.recurrent.append(4)
        $0.recurrent.append(4)
      }
        == #"the model's part "lstm.forward.recurrentWeights" is 6 × 1; expected 4 × 1"# + end)
    #expect(
      try Self.error { $0.hasScales = false }
        == "x: the section 'lstm.forward.inputWeights.scales' is missing; make the file again")
  }
}
