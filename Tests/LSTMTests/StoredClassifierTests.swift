import Archive
import EmbeddingStore
import Foundation
import Kernels
import LSTM
import Testing

/// A classifier whose vectors are kept as half floats or bytes.
@Suite struct StoredClassifierTests {
  @Test(arguments: [VectorPrecision.float16, .int8])
  func comesBackBitForBit(_ precision: VectorPrecision) throws {
    let plain = try TestModels.classifier(words: 90, dimensions: 12)
    plain.temperature = 2
    let classifier = try plain.storing(precision)
    #expect(classifier.storedEmbedding.precision == precision)
    #expect(plain.storedEmbedding.precision == .float32)
    let reader = try QuantizedArchiveTests.reader { classifier.add(to: &$0) }
    try reader.refuseUnknown(known: Classifier.sections)
    let back = try Classifier(from: reader)
    #expect(!back.isQuantized && back.settings == classifier.settings)
    #expect(back.storedEmbedding.precision == precision)
    #expect(back.temperature == 2)
    let one = TestModels.flat(
      classifier, dense: classifier.parameters.pointer, vectors: classifier.embedding)
    let two = TestModels.flat(back, dense: back.parameters.pointer, vectors: back.embedding)
    #expect(one == two)
    #expect(try back.predict([2, 5, 3]) == classifier.predict([2, 5, 3]))
    #expect(try back.predict([2, 5, 3]) != plain.predict([2, 5, 3]))
    // The LSTM's weights are what they were.
    for (old, new) in zip(plain.directions, back.directions) {
      #expect(old.recurrentWeights[3, 1] == new.recurrentWeights[3, 1])
    }
    #expect(try QuantizedArchiveTests.size(classifier) < QuantizedArchiveTests.size(plain))
  }

  @Test func whatCannotBeRoundedIsRefused() throws {
    let plain = try TestModels.classifier()
    plain.embedding[3, 1] = 70_000
    #expect(
      throws: LSTMError.modelPart(
        name: "embedding", found: "70000.0 in row 4",
        expected: "a number within the range of half floats, ±65504")
    ) { try plain.storing(.float16) }
    plain.embedding[3, 1] = .nan
    #expect(throws: LSTMError.self) { try plain.storing(.int8) }
    // Bytes already.
    plain.embedding[3, 1] = 0
    let quantized = try plain.quantized()
    #expect(try quantized.storing(.float16) === quantized)
  }
}
