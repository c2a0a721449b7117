import EmbeddingStore
import Kernels
import Word2Vec

/// The whole training in plain loops of Double: the same windows in the same blocks, and gradients that
/// are as old as they are in `BlockPipeline`.
struct TrainingTwin {
  var centers: [[Double]]
  var contexts: [[Double]]
  var lossPerEpoch: [Double] = []

  init(_ texts: EncodedTexts, _ vocabulary: Vocabulary, _ settings: SkipGramSettings) throws {
    let rows = WordRows(vocabulary, subwords: settings.subwords)
    let sampler = WindowSampler(
      settings: settings, counts: (0..<vocabulary.count).map { vocabulary.frequency(Int32($0)) },
      rows: rows, blockLimit: BlockLimit(settings))
    let tables = SkipGramTables(
      settings: settings, rows: rows.count, words: vocabulary.count, parts: 1)
    centers = Texts.doubles(tables.centers.joined())
    contexts = Texts.doubles(tables.contexts.joined())
    let batch = WindowBatch()
    var space = WindowSampler.Workspace()
    let words = Double(texts.count)
    for epoch in 0..<settings.epochs {
      var (loss, pairs) = (0.0, 0)
      for chunk in 0..<sampler.chunkCount(texts) {
        try sampler.sample(texts, chunk: chunk, epoch: epoch, into: batch, &space)
        var before: (windows: [ReferenceWindow], gradients: [[Double]]) = ([], [])
        for block in batch.blocks {
          let share = (Double(epoch) + Double(block.position) / words) / Double(settings.epochs)
          let rate =
            settings.learningRate
            - (settings.learningRate - settings.minimumLearningRate) * share
          let windows = block.windows.map { Self.window(batch, $0, sampler) }
          let gradients = windows.map {
            Reference.windowGradients($0, centers: centers, contexts: contexts, rate: rate)
          }
          for window in windows {
            loss += Reference.windowLoss(window, centers: centers, contexts: contexts)
          }
          update(before)
          before = (windows, gradients)
          for window in windows {
            let weights = window.outputs.indices.reduce(0) { $0 + Int(window.weight($1)) }
            pairs += weights * (window.bag ? 1 : window.inputs.count)
          }
        }
        update(before)
        precondition(batch.blocks.map(\.windows.count).reduce(0, +) == batch.windows)
      }
      lossPerEpoch.append(loss / Double(pairs))
    }
  }

  private mutating func update(_ block: (windows: [ReferenceWindow], gradients: [[Double]])) {
    for (window, gradients) in zip(block.windows, block.gradients) {
      Reference.windowUpdate(
        window, centers: &centers, contexts: &contexts, gradients: gradients)
    }
  }

  /// One window of a batch.
  static func window(_ batch: WindowBatch, _ w: Int, _ sampler: WindowSampler) -> ReferenceWindow {
    let outputs = (Int(batch.outputStarts[w])..<Int(batch.outputStarts[w + 1])).map {
      Int(batch.outputs[$0])
    }
    return ReferenceWindow(
      inputs: (Int(batch.starts[w])..<Int(batch.starts[w + 1])).map { Int(batch.inputs[$0]) },
      outputs: outputs, right: outputs.count - sampler.negatives, bag: sampler.inputs != .pairs)
  }
}
