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
      multiLabel: kind.multiLabel, bidirectional: kind.bidirectional, pooling: kind.pooling)
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
