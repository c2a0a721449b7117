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
    for answer in try Self.answersThatNoNeighbourChanges(classifier) where !kind.multiLabel {
      #expect(abs(answer.reduce(0, +) - 1) < 1e-6)
    }
  }

  /// The answers to some texts, which must be the same on more threads, alone and padded.
  static func answersThatNoNeighbourChanges(_ classifier: Classifier) throws -> [[Float]] {
    let texts = TestModels.texts(45, words: 12, longest: 15)
    let together = try Predictor(classifier).probabilities(IDSequences(texts))
    for threads in [2, 3] {
      let again = try Predictor(classifier, threads: threads).probabilities(IDSequences(texts))
      for row in 0..<45 { for l in 0..<3 { #expect(again[row, l] == together[row, l]) } }
    }
    return try texts.enumerated().map { row, text in
      let alone = try classifier.predict(text)
      #expect(alone == (0..<3).map { together[row, $0] })
      #expect(try classifier.predict([0] + text + [0, 0, 0]) == alone)
      return alone
    }
  }

  /// Answers keep a window of steps; what training and traces read keeps them all.
  @Test(arguments: TestModels.kinds)
  func aWindowOfStepsAnswersAsAllOfThem(_ kind: TestModels.Kind) throws {
    let classifier = try TestModels.classifier(
      multiLabel: kind.multiLabel, hidden: 21, layers: kind.layers,
      bidirectional: kind.bidirectional, pooling: kind.pooling)
    let texts = IDSequences(
      TestModels.texts(ShardPass.sequences, words: 12, longest: 250).sorted { $0.count > $1.count })
    let batch = PackedBatch()
    Array(0..<texts.count).withUnsafeBufferPointer {
      batch.fill(texts, members: $0, bothWays: kind.bidirectional, dropout: nil)
    }
    let pass = ShardPass(classifier)
    pass.forward(classifier, batch, dropout: nil, keeping: .everything)
    let answers = try Predictor(classifier).logits(texts)
    for row in 0..<texts.count {
      for label in 0..<3 { #expect(answers[row, label] == pass.logits[row * 3 + label]) }
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
