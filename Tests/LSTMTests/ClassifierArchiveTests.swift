import Archive
import Foundation
import Kernels
import LSTM
import Testing

@Suite struct ClassifierArchiveTests {
  static func path() -> String {
    FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).model.gz").path
  }

  @Test(arguments: TestModels.kinds)
  func comesBackBitForBit(_ kind: TestModels.Kind) throws {
    let classifier = try TestModels.classifier(
      multiLabel: kind.multiLabel, layers: kind.layers, bidirectional: kind.bidirectional,
      pooling: kind.pooling)
    let path = Self.path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    var writer = ContainerWriter(kind: "model")
    classifier.add(to: &writer)
    try writer.write(to: path)
    let reader = try ContainerReader(path: path, kind: "model")
    try reader.refuseUnknown(known: Classifier.sections)
    let back = try Classifier(from: reader)
    #expect(back.settings == classifier.settings)
    let one = TestModels.flat(
      classifier, dense: classifier.parameters.pointer, vectors: classifier.embedding)
    let two = TestModels.flat(back, dense: back.parameters.pointer, vectors: back.embedding)
    #expect(one == two)
    #expect(try back.predict([2, 5, 3]) == classifier.predict([2, 5, 3]))
  }

  /// Settings from before there were layers name none, and settings of one layer still do not.
  @Test func settingsWithoutLayersHaveOne() throws {
    let settings = ClassifierSettings(
      labels: ["a", "b"], embeddingDimensions: 3, hidden: 2, bidirectional: true)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let old =
      #"{"bidirectional":true,"embeddingDimensions":3,"embeddingDropout":0,"hidden":2,"#
      + #""labels":["a","b"],"multiLabel":false,"outputDropout":0,"pooling":"last","#
      + #""wordDropout":0}"#
    #expect(try String(decoding: encoder.encode(settings), as: UTF8.self) == old)
    func read(_ data: Data) throws -> ClassifierSettings {
      try JSONDecoder().decode(ClassifierSettings.self, from: data)
    }
    #expect(try read(Data(old.utf8)) == settings)
    var deep = settings
    deep.layers = 3
    deep.layerDropout = 0.25
    deep.recurrentDropout = 0.5
    #expect(try read(encoder.encode(deep)) == deep)
  }

  /// A second layer reads H numbers, not E.
  @Test func aSecondLayerShapedAsTheFirstIsRefused() throws {
    let path = Self.path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    var writer = ContainerWriter(kind: "model")
    writer.add(
      "classifier.json",
      json: ClassifierSettings(labels: ["a", "b"], embeddingDimensions: 3, hidden: 2, layers: 2))
    func add(_ name: String, _ rows: Int, _ columns: Int) {
      writer.add(
        name, floats: [Float](repeating: 0, count: rows * columns), rows: rows, columns: columns,
        stride: columns)
    }
    add("embedding", 4, 3)
    for cell in ["forward", "layer2.forward"] {
      add("lstm.\(cell).inputWeights", 8, 3)
      add("lstm.\(cell).recurrentWeights", 8, 2)
      add("lstm.\(cell).bias", 1, 8)
    }
    try writer.write(to: path)
    let reader = try ContainerReader(path: path)
    try reader.refuseUnknown(known: Classifier.sections)
    #expect(
      throws: LSTMError.modelPart(
        name: "lstm.layer2.forward.inputWeights", found: "8 × 3", expected: "8 × 2")
    ) { try Classifier(from: reader) }
  }

  @Test func partsThatDoNotFitAreRefused() throws {
    let path = Self.path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    var writer = ContainerWriter(kind: "model")
    writer.add(
      "classifier.json",
      json: ClassifierSettings(labels: ["a", "b"], embeddingDimensions: 3, hidden: 2))
    writer.add("embedding", floats: [1, 2, 3, 4], rows: 2, columns: 2, stride: 2)
    try writer.write(to: path)
    let reader = try ContainerReader(path: path)
    #expect(
      throws: LSTMError.modelPart(name: "embedding", found: "2 × 2", expected: "any × 3")
    ) { try Classifier(from: reader) }
  }
}
