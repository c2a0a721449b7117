import Kernels
import LSTM
import Testing

/// Answers from bytes. The oracle: `ReferenceClassifier` in Double, on what the bytes stand for.
@Suite struct QuantizedClassifierTests {
  static func classifier(
    _ kind: TestModels.Kind, hidden: Int = 7, dimensions: Int = 5
  ) throws -> Classifier {
    try TestModels.classifier(
      multiLabel: kind.multiLabel, dimensions: dimensions, hidden: hidden, layers: kind.layers,
      bidirectional: kind.bidirectional, pooling: kind.pooling)
  }

  /// Answers are the oracle's to 1e−5. Only where a state lies so near the middle of two levels that
  /// Float and Double round it to different ones is it a level, and what follows from it.
  static func compare(
    _ answers: Matrix, _ texts: [[Int32]], _ oracle: ReferenceClassifier
  ) {
    var misses = 0
    for (row, text) in texts.enumerated() {
      let off = oracle.logits(text.map { Int($0) }).enumerated().map { label, truth in
        abs(Double(answers[row, label]) - truth)
      }.max()!
      #expect(off <= 5e-4)
      if off > 1e-5 { misses += 1 }
    }
    #expect(misses <= 1 + texts.count / 8)
  }

  @Test(arguments: TestModels.kinds)
  func answersAreTheOracles(_ kind: TestModels.Kind) throws {
    for (hidden, dimensions) in [(1, 1), (15, 3), (16, 50), (17, 100), (100, 3)] {
      let plain = try Self.classifier(kind, hidden: hidden, dimensions: dimensions)
      let classifier = try plain.quantized()
      #expect(classifier.isQuantized && !plain.isQuantized)
      let texts = TestModels.texts(hidden == 100 ? 8 : 24, words: 12, longest: 15)
      let answers = try Predictor(classifier).logits(IDSequences(texts))
      Self.compare(answers, texts, ReferenceClassifier(classifier))
      let before = ReferenceClassifier(plain)
      var loss = 0.0
      for (row, text) in texts.enumerated() {
        for (label, truth) in before.logits(text.map { Int($0) }).enumerated() {
          loss = max(loss, abs(Double(answers[row, label]) - truth))
        }
      }
      // Bytes are not floats, and nearly are.
      if hidden > 1 { #expect(loss > 5e-5 && loss < 0.1) }
    }
  }

  /// An answer has the same bits alone, among others, padded, and on any number of threads.
  @Test(arguments: TestModels.kinds)
  func neighboursChangeNoBit(_ kind: TestModels.Kind) throws {
    let classifier = try Self.classifier(kind, hidden: 21).quantized()
    _ = try PredictorTests.answersThatNoNeighbourChanges(classifier)
  }

  /// Texts longer than the rows that are projected at a time.
  @Test(arguments: [false, true])
  func longTextsAreReadOn(_ bidirectional: Bool) throws {
    let classifier = try TestModels.classifier(
      hidden: 9, layers: 2, bidirectional: bidirectional, pooling: .mean
    ).quantized()
    let texts = TestModels.texts(20, words: 12, longest: 250)
    let answers = try Predictor(classifier).logits(IDSequences(texts))
    Self.compare(answers, texts, ReferenceClassifier(classifier))
  }

  /// A word that the table lacks is read as if the table had its vector.
  @Test(arguments: TestModels.kinds)
  func extraVectorsAreThoseOfAWiderTable(_ kind: TestModels.Kind) throws {
    let pair = try ExtraVectorsTests.pair(
      multiLabel: kind.multiLabel, layers: kind.layers, bidirectional: kind.bidirectional,
      pooling: kind.pooling)
    let (narrow, wide) = (try pair.narrow.quantized(), try pair.wide.quantized())
    let expected = try Predictor(wide).probabilities(ExtraVectorsTests.texts(50))
    let texts = ExtraVectorsTests.texts(50, pair.vectors)
    for threads in [1, 3] {
      let found = try Predictor(narrow, threads: threads).probabilities(texts)
      #expect(ExtraVectorsTests.rows(found, 50) == ExtraVectorsTests.rows(expected, 50))
    }
    let text = try #require((0..<50).map { texts[$0] }.max { $0.count < $1.count })
    let trace = try narrow.trace(Array(text), extraVectors: pair.vectors)
    #expect(trace.probabilities == (try wide.trace(Array(text)).probabilities))
  }

  // MARK: Trace

  @Test(arguments: TestModels.kinds)
  func aTraceTellsTheAnswersToPrefixes(_ kind: TestModels.Kind) throws {
    let classifier = try Self.classifier(kind, hidden: 9).quantized()
    let trace = try classifier.trace(TraceTests.text)
    #expect(trace.probabilities.count == TraceTests.text.count + 1)
    #expect((trace.attention != nil) == (kind.pooling == .attention))
    for count in 0...TraceTests.text.count {
      let prefix = Array(TraceTests.text[..<count])
      #expect(try trace.probabilities[count] == classifier.predict(prefix))
    }
    let empty = try classifier.trace([])
    #expect(empty.probabilities == [try classifier.predict([])])
    #expect(empty.steps.allSatisfy(\.isEmpty) && empty.finalState == nil)
  }

  /// The gates are those of what was read: the input shown, and the state before in whole levels.
  @Test(arguments: [1, 2])
  func aTraceShowsTheGatesOfTheBytes(_ layers: Int) throws {
    let classifier = try TestModels.classifier(
      hidden: 20, layers: layers, bidirectional: true
    ).quantized()
    let trace = try classifier.trace(TraceTests.text)
    let top = Array(ReferenceClassifier(classifier).cells.suffix(2))
    let levels = Double(Kernel.stateLevels)
    for (direction, steps) in trace.steps.enumerated() {
      let cell = top[direction]
      for (word, step) in steps.enumerated() {
        if layers == 1 {
          let own = classifier.embedding.row(Int(TraceTests.text[word]))
          #expect(step.input == (0..<5).map { own[$0] })
        } else {
          #expect(step.input.count == 40)
          #expect(
            step.input.allSatisfy {
              abs(Double($0) * levels - (Double($0) * levels).rounded()) < 1e-3
            })
        }
        let before = direction == 0 ? word - 1 : word + 1
        let none = [Float](repeating: 0, count: 20)
        let old = steps.indices.contains(before) ? steps[before] : nil
        let states = (old?.hidden ?? none).map {
          Double(($0 * Float(levels)).rounded(.toNearestOrEven)) / levels
        }
        for unit in 0..<20 {
          func open(_ gate: Gate) -> Double {
            let row = gate.rawValue * 20 + unit
            var z = cell.bias[row]
            for k in step.input.indices {
              z += cell.inputWeights[row][k] * Double(step.input[k])
            }
            for k in 0..<20 { z += cell.recurrentWeights[row][k] * states[k] }
            return gate == .candidate
              ? 2 * Reference.sigmoid(2 * z) - 1 : Reference.sigmoid(z)
          }
          #expect(abs(Double(step.inputGate[unit]) - open(.input)) <= 1e-6)
          #expect(abs(Double(step.forgetGate[unit]) - open(.forget)) <= 1e-6)
          #expect(abs(Double(step.candidate[unit]) - open(.candidate)) <= 1e-6)
          #expect(abs(Double(step.outputGate[unit]) - open(.output)) <= 1e-6)
          let memory = (old?.cell ?? none)[unit]
          let kept = step.forgetGate[unit] * memory
          #expect(abs(kept + step.inputGate[unit] * step.candidate[unit] - step.cell[unit]) <= 1e-6)
        }
      }
    }
  }

  // MARK: What it is made of

  @Test func whatBytesStandForIsShown() throws {
    let plain = try TestModels.classifier(bidirectional: true)
    plain.temperature = 1.5
    let classifier = try plain.quantized()
    #expect(classifier.temperature == 1.5)
    #expect(classifier.outputBias == plain.outputBias)
    for (one, two) in zip(plain.directions, classifier.directions) {
      #expect(one.bias == two.bias)
      let bytes = ByteMatrix(one.recurrentWeights).matrix
      for row in 0..<bytes.rows {
        for column in 0..<bytes.columns {
          #expect(two.recurrentWeights[row, column] == bytes[row, column])
        }
      }
    }
    #expect(try classifier.quantized() === classifier)
  }

  @Test func weightsThatAreNoNumbersAreRefused() throws {
    let table = TestModels.vectors(12, 5)
    table[4, 2] = .infinity
    let plain = try Classifier(
      ClassifierSettings(labels: ["a", "b"], embeddingDimensions: 5, hidden: 3), embedding: table,
      seed: 1)
    #expect(
      throws: LSTMError.modelPart(
        name: "embedding", found: "inf in row 5", expected: "a finite number")
    ) { try plain.quantized() }
  }

  @Test func aQuantizedClassifierIsNotTrained() throws {
    let classifier = try TestModels.classifier(labels: 2).quantized()
    #expect(throws: LSTMError.quantized) {
      try Trainer(TrainerTests.settings()).train(classifier, on: TrainerTests.examples(60))
    }
  }

  /// On a model that has learned something, bytes answer as floats do.
  @Test(arguments: [false, true])
  func accuracyStays(_ bidirectional: Bool) throws {
    let classifier = try TestModels.classifier(
      labels: 2, hidden: 16, bidirectional: bidirectional, pooling: .mean)
    _ = try Trainer(TrainerTests.settings { $0.schedule = .linear }).train(
      classifier, on: TrainerTests.examples(400), threads: 2)
    let held = TrainerTests.examples(1000, seed: 11)
    func metrics(_ classifier: Classifier) throws -> Metrics {
      Metrics(
        probabilities: try Predictor(classifier).probabilities(held.texts), targets: held.targets,
        settings: classifier.settings)
    }
    let (before, after) = (try metrics(classifier), try metrics(classifier.quantized()))
    #expect(before.accuracy >= 0.9)
    #expect(abs(after.accuracy - before.accuracy) <= 0.003)
    #expect(abs(after.logLoss - before.logLoss) <= 0.01)
    #expect(after.logLoss != before.logLoss)
  }
}
