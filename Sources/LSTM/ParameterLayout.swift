import Kernels

/// Where each dense parameter of a classifier lies in one flat run of floats.
///
/// Gradients and the optimiser's memory use the same places, so summing shards, clipping and updating are
/// loops over one run. A cell's weights are one matrix, E rows of input weights above H rows of
/// recurrent ones with `Gate.column(of:)` as column: the transposes of `LSTMWeights`, in panels as the
/// products read them. Columns of surplus units are zero and have zero gradients, so they stay zero.
package struct ParameterLayout: Equatable, Sendable {
  /// One direction of one layer.
  package struct Cell: Equatable, Sendable {
    package let inputs: Int
    package let hidden: Int
    package let weights: Int
    package let bias: Int
    /// Floats of a panel of weights.
    package var weightPanel: Int { 16 * (inputs + hidden) }
    /// Floats of a row of gates: a multiple of 64.
    package var gateWidth: Int { (hidden + 15) / 16 * 64 }
    /// Floats of a row of states: a multiple of 16.
    package var stateWidth: Int { (hidden + 15) / 16 * 16 }
    /// Floats of a row of inputs: a multiple of 16.
    package var inputWidth: Int { (inputs + 15) / 16 * 16 }

    /// Where a weight lies: of input `row`, or of unit `row` − E.
    package func place(_ row: Int, _ column: Int) -> Int {
      weights + column / 16 * weightPanel + row * 16 + column % 16
    }

    /// W in a run of parameters.
    package func input(_ run: UnsafePointer<Float>) -> WeightPanels {
      WeightPanels(run + weights, rows: inputs, columns: gateWidth, panel: weightPanel)
    }

    /// U in a run of parameters.
    package func recurrent(_ run: UnsafePointer<Float>) -> WeightPanels {
      WeightPanels(
        run + weights + 16 * inputs, rows: hidden, columns: gateWidth, panel: weightPanel)
    }
  }

  /// Layer by layer from the words up, forwards before backwards.
  package let cells: [Cell]
  package let layers: Int
  /// Cells of a layer: one or two.
  package let directions: Int
  package let labels: Int
  /// D: the length of the pooled vector.
  package let pooled: Int
  /// Where pooling is by attention, its vector: `stateWidth` floats a direction.
  package let attention: Int?
  /// The dense layer [L × D], without gaps.
  package let outputWeights: Int
  package let outputBias: Int
  package let count: Int

  package init(_ settings: ClassifierSettings) {
    var next = 0
    func take(_ size: Int) -> Int {
      defer { next += (size + 15) / 16 * 16 }
      return next
    }
    let width = (settings.hidden + 15) / 16 * 64
    layers = settings.layers
    directions = settings.directionCount
    var cells: [Cell] = []
    for layer in 0..<layers {
      let inputs = settings.inputs(ofLayer: layer)
      for _ in 0..<directions {
        cells.append(
          Cell(
            inputs: inputs, hidden: settings.hidden,
            weights: take((inputs + settings.hidden) * width), bias: take(width)))
      }
    }
    self.cells = cells
    labels = settings.labels.count
    pooled = settings.pooledDimensions
    attention = settings.pooling == .attention ? take(directions * cells[0].stateWidth) : nil
    outputWeights = take(labels * pooled)
    outputBias = take(labels)
    count = next
  }

  /// The cells of one layer, from 0.
  package func cells(of layer: Int) -> Range<Int> {
    layer * directions..<(layer + 1) * directions
  }

  /// The runs that weight decay shrinks: weights, not biases.
  package var decaying: [Range<Int>] {
    cells.map { $0.weights..<$0.bias } + [(attention ?? outputWeights)..<outputBias]
  }

  /// The runs that it leaves alone.
  package var steady: [Range<Int>] {
    cells.map { $0.bias..<$0.bias + $0.gateWidth } + [outputBias..<count]
  }
}
