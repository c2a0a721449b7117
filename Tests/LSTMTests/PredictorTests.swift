import Kernels
import LSTM
import Testing

@Suite struct PredictorTests {
  /// An answer has the same bits alone, among others, padded, and on any number of threads.
  @Test(arguments: TestModels.kinds)
  func neighboursChangeNoBit(_ kind: TestModels.Kind) throws {
    let classifier = try TestModels.classifier(
      multiLabel: kind.multiLabel, hidden: 21, layers: kind.layers,
      bidirectional: kind.bidirectional,
      pooling: kind.pooling)
    let texts = TestModels.texts(45, words: 12, longest: 15)
    let together = try Predictor(classifier).probabilities(IDSequences(texts))
    for threads in [2, 3] {
      let again = try Predictor(classifier, threads: threads).probabilities(IDSequences(texts))
      for row in 0..<45 { for l in 0..<3 { #expect(again[row, l] == together[row, l]) } }
    }
    for (row, text) in texts.enumerated() {
      let alone = try classifier.predict(text)
      #expect(alone == (0..<3).map { together[row, $0] })
      #expect(try classifier.predict([0] + text + [0, 0, 0]) == alone)
      if !kind.multiLabel { #expect(abs(alone.reduce(0, +) - 1) < 1e-6) }
    }
  }

  @Test func aTextWithoutWordsGetsTheDenseBias() throws {
    let classifier = try TestModels.classifier(multiLabel: true, bidirectional: true)
    let answer = try classifier.predict([])
    for (p, bias) in zip(answer, classifier.outputBias) {
      #expect(abs(Double(p) - Reference.sigmoid(Double(bias))) < 1e-6)
    }
    #expect(try Predictor(classifier).probabilities(IDSequences()).rows == 0)
  }

  @Test func unknownIDsAreRefused() throws {
    let classifier = try TestModels.classifier()
    #expect(throws: LSTMError.unknownID(found: 12, rows: 12)) { try classifier.predict([3, 12]) }
    #expect(throws: LSTMError.unknownID(found: -1, rows: 12)) { try classifier.predict([-1]) }
  }
}
