import Kernels
import LSTM
import Testing

@Suite struct TraceTests {
  static let text: [Int32] = [3, 7, 2, 2, 11, 1, 5]

  @Test(arguments: TestModels.kinds)
  func runningProbabilitiesAreAnswersToPrefixes(_ kind: TestModels.Kind) throws {
    let classifier = try TestModels.classifier(
      multiLabel: kind.multiLabel, hidden: 9, layers: kind.layers,
      bidirectional: kind.bidirectional,
      pooling: kind.pooling)
    let trace = try classifier.trace(Self.text)
    #expect(trace.probabilities.count == Self.text.count + 1)
    #expect((trace.attention != nil) == (kind.pooling == .attention))
    for count in 0...Self.text.count {
      #expect(try trace.probabilities[count] == classifier.predict(Array(Self.text[..<count])))
    }
    let empty = try classifier.trace([])
    #expect(empty.probabilities == [try classifier.predict([])])
    #expect(empty.steps.allSatisfy(\.isEmpty) && empty.finalState == nil)
  }

  /// c = f⊙c₋₁ + i⊙C̃ and h = o⊙tanh c hold between the values shown, in both directions.
  @Test(arguments: [1, 2])
  func stepsObeyTheFormulas(_ layers: Int) throws {
    let classifier = try TestModels.classifier(hidden: 20, layers: layers, bidirectional: true)
    let trace = try classifier.trace(Self.text)
    let inputs = try Self.inputs(classifier)
    #expect(trace.steps.count == 2)
    for (direction, steps) in trace.steps.enumerated() {
      #expect(steps.count == Self.text.count)
      for (word, step) in steps.enumerated() {
        let before = direction == 0 ? word - 1 : word + 1
        let memory =
          steps.indices.contains(before)
          ? steps[before].cell : [Float](repeating: 0, count: 20)
        for unit in 0..<20 {
          let cell =
            step.forgetGate[unit] * memory[unit] + step.inputGate[unit] * step.candidate[unit]
          #expect(abs(cell - step.cell[unit]) <= 1e-6)
          let shown = Double(step.outputGate[unit]) * (2 * Reference.sigmoid(2 * Double(cell)) - 1)
          #expect(abs(shown - Double(step.hidden[unit])) <= 1e-6)
        }
        #expect(step.input == inputs[word])
        #expect(trace.summaries[direction][word] == StepSummary(step, before: memory))
      }
    }
    #expect(trace.finalState?.cell == trace.steps[0].last?.cell)
  }

  /// What the top layer reads at each word: vectors, or the states of a classifier of one layer less.
  static func inputs(_ classifier: Classifier) throws -> [[Float]] {
    if classifier.layout.layers == 1 {
      return Self.text.map { id in
        (0..<classifier.embedding.columns).map { classifier.embedding[Int(id), $0] }
      }
    }
    var settings = classifier.settings
    settings.layers -= 1
    let below = try Classifier(
      settings, embedding: classifier.embedding,
      directions: Array(classifier.directions.dropLast(settings.directionCount)),
      outputWeights: classifier.outputWeights, outputBias: classifier.outputBias
    ).trace(Self.text).steps
    return Self.text.indices.map { word in below.flatMap { $0[word].hidden } }
  }

  /// The pooled vector, made of the states shown with the weights shown, gives the answer shown.
  @Test(arguments: [1, 2], [false, true])
  func attentionIsWhatIsPooled(_ layers: Int, _ bidirectional: Bool) throws {
    let classifier = try TestModels.classifier(
      multiLabel: true, hidden: 9, layers: layers, bidirectional: bidirectional,
      pooling: .attention)
    let trace = try classifier.trace(Self.text)
    let attention = try #require(trace.attention)
    #expect(attention.count == Self.text.count && Set(attention).count > 3)
    #expect(abs(attention.reduce(0, +) - 1) < 1e-6)
    let dense = classifier.outputWeights
    for label in 0..<3 {
      var logit = classifier.outputBias[label]
      for word in Self.text.indices {
        let state = trace.steps.flatMap { $0[word].hidden }
        for (k, value) in state.enumerated() {
          logit += dense[label, k] * attention[word] * value
        }
      }
      let p = Reference.sigmoid(Double(logit))
      #expect(abs(p - Double(trace.probabilities[Self.text.count][label])) < 1e-6)
    }
    #expect(try classifier.trace([]).attention == [])
    #expect(try classifier.trace([4]).attention == [1])
  }

  @Test func summariesAreWhatTheySay() {
    let step = LSTMStep(
      input: [], forgetGate: [0.5, 1], inputGate: [1, 0], outputGate: [0, 0.5],
      candidate: [-0.5, 1], cell: [], hidden: [])
    let summary = StepSummary(step, before: [4, 3])
    #expect(summary.forgetOpenness == 0.75 && summary.inputOpenness == 0.5)
    #expect(summary.outputOpenness == 0.25 && summary.added == 0.25)
    #expect(abs(summary.kept - Float(13).squareRoot() / 5) < 1e-6)
    #expect(StepSummary(step, before: [0, 0]).kept == 0)
  }
}
