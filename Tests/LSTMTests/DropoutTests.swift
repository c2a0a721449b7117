import Kernels
import LSTM
import Testing

/// Dropout's masks in the fast path and in the reference: loss and gradients of one step.
@Suite struct DropoutTests {
  /// The masks of the text at one place of the batch.
  static func masks(
    _ dropout: Dropout, _ classifier: Classifier, place: Int
  ) -> ReferenceClassifier.Masks {
    func mask(_ part: Dropout.Part, _ number: Int, _ rate: Float, _ count: Int) -> [Double] {
      var row = [Float](repeating: 0, count: count)
      row.withUnsafeMutableBufferPointer {
        dropout.mask(part, place: number, rate: rate, slot: place, $0.baseAddress!, count)
      }
      return row.map { Double($0) }
    }
    let layout = classifier.layout
    var masks = ReferenceClassifier.Masks()
    masks.inputs = (0..<layout.layers).map {
      $0 == 0
        ? mask(.embedding, 0, dropout.embedding, layout.cells[0].inputs)
        : mask(.states, $0, dropout.layers, layout.pooled)
    }
    if dropout.recurrent > 0 {
      masks.recurrent = layout.cells.indices.map {
        mask(.states, Dropout.recurrentPlace($0), dropout.recurrent, layout.cells[$0].hidden)
      }
    }
    masks.output = mask(.output, 0, dropout.output, layout.pooled)
    return masks
  }

  @Test(arguments: [1, 3], [false, true])
  func agreesWithTheReference(_ layers: Int, _ bidirectional: Bool) throws {
    for (pooling, recurrent) in [(Pooling.mean, Float(0)), (.mean, 0.5), (.attention, 0.25)] {
      try compare(layers, bidirectional, pooling, recurrent: recurrent)
    }
  }

  private func compare(
    _ layers: Int, _ bidirectional: Bool, _ pooling: Pooling, recurrent: Float
  ) throws {
    let classifier = try TestModels.classifier(
      words: 30, hidden: 9, layers: layers, bidirectional: bidirectional, pooling: pooling
    ) {
      $0.recurrentDropout = recurrent
      $0.embeddingDropout = 0.3
      $0.layerDropout = layers > 1 ? 0.4 : 0
      $0.outputDropout = 0.2
    }
    let texts = TestModels.texts(37, words: 30, longest: 9)
    let examples = Examples(
      texts: IDSequences(texts), targets: TestModels.targets(37, labels: 3, multiLabel: false))
    let settings = TrainingSettings()
    let order = TestModels.order(examples.texts)
    let dropout = Dropout(
      classifier.settings, seed: RandomStream.derive(settings.seed, "dropout"), step: 0)
    var masks = texts.map { _ in ReferenceClassifier.Masks() }
    for (place, row) in order.enumerated() {
      masks[row] = Self.masks(dropout, classifier, place: place)
    }
    let truth = ReferenceClassifier(classifier).lossAndGradient(
      texts.map { $0.map(Int.init) }, examples.targets, masks: masks)
    let plain = ReferenceClassifier(classifier).lossAndGradient(
      texts.map { $0.map(Int.init) }, examples.targets)
    #expect(abs(truth.loss - plain.loss) > 1e-3)

    let run = TrainingRun(classifier, settings, totalSteps: 1, team: WorkerTeam(threads: 2))
    let loss = run.gradient(examples, rows: order[...])
    #expect(abs(loss - truth.loss) <= 1e-5)
    let gradient = TestModels.flat(classifier, dense: run.dense, vectors: run.vectorGradient)
    let expected = truth.gradient.flat
    let scale = expected.map { abs($0) }.max()!
    #expect(gradient.count == expected.count)
    for i in expected.indices {
      #expect(abs(Double(gradient[i]) - expected[i]) <= 1e-5 * scale)
    }
  }

  /// Recurrent dropout is training's alone: an answer has the same bits with it and without.
  @Test func answersKnowNoDropout() throws {
    let plain = try TestModels.classifier(layers: 2, bidirectional: true)
    let silenced = try TestModels.classifier(layers: 2, bidirectional: true) {
      $0.recurrentDropout = 0.5
      $0.layerDropout = 0.5
    }
    #expect(try plain.predict([3, 7, 2, 9]) == silenced.predict([3, 7, 2, 9]))
  }

  /// Each boundary between layers has masks of its own.
  @Test func layersHaveDifferentMasks() throws {
    let classifier = try TestModels.classifier(hidden: 40, layers: 4) { $0.layerDropout = 0.5 }
    let masks = Self.masks(
      Dropout(classifier.settings, seed: 1, step: 0), classifier, place: 0
    ).inputs
    #expect(masks[1] != masks[2] && masks[2] != masks[3] && masks[1] != masks[3])
  }
}
