import Kernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Adam with decoupled weight decay (AdamW when the decay is not 0).
///
/// Dense parameters take every step. A word's vector takes a step only when the batch has the word
/// ("lazy" Adam): its moments rest meanwhile; vectors do not decay.
///
/// Source: Kingma and Ba, arXiv 1412.6980, algorithm 1; Loshchilov and Hutter, arXiv 1711.05101.
package final class Adam {
  private static let beta1 = 0.9
  private static let beta2 = 0.999
  private static let epsilon: Float = 1e-8
  /// Floats of one piece of work.
  private static let piece = 8192

  package private(set) var steps = 0
  private let weightDecay: Float
  private let mean: Matrix
  private let square: Matrix
  private let vectorMean: Matrix?
  private let vectorSquare: Matrix?
  private let pieces: [(range: Range<Int>, decays: Bool)]

  package init(_ classifier: Classifier, weightDecay: Float, fineTune: Bool) {
    self.weightDecay = weightDecay
    let layout = classifier.layout
    mean = Matrix(rows: 1, columns: layout.count)
    square = Matrix(rows: 1, columns: layout.count)
    let table = classifier.embedding
    vectorMean = fineTune ? Matrix(rows: table.rows, columns: table.columns) : nil
    vectorSquare = fineTune ? Matrix(rows: table.rows, columns: table.columns) : nil
    var pieces: [(range: Range<Int>, decays: Bool)] = []
    for (runs, decays) in [(layout.decaying, true), (layout.steady, false)] {
      for run in runs {
        for start in stride(from: run.lowerBound, to: run.upperBound, by: Self.piece) {
          pieces.append((start..<min(start + Self.piece, run.upperBound), decays))
        }
      }
    }
    self.pieces = pieces
  }

  /// One step along `scale` times the gradients.
  package func step(
    _ classifier: Classifier, gradient: UnsafeMutablePointer<Float>, words: SparseGradient?,
    scale: Float, learningRate: Float, team: WorkerTeam
  ) {
    steps += 1
    let rate = Float(Double(learningRate) / (1 - pow(Self.beta1, Double(steps))))
    let root = Float(1 / (1 - pow(Self.beta2, Double(steps))).squareRoot())
    let decay = 1 - learningRate * weightDecay
    func update(
      _ w: UnsafeMutablePointer<Float>, _ m: UnsafeMutablePointer<Float>,
      _ v: UnsafeMutablePointer<Float>, _ g: UnsafeMutablePointer<Float>, _ n: Int, _ decay: Float
    ) {
      if scale != 1 { Kernel.scale(scale, g, g, n) }
      Kernel.adam(
        w, m, v, g, n, beta1: Float(Self.beta1), beta2: Float(Self.beta2), rate: rate,
        rootScale: root, epsilon: Self.epsilon, decay: decay)
    }
    team.forEach(pieces.count) { number, _ in
      let (range, decays) = pieces[number]
      let start = range.lowerBound
      update(
        classifier.parameters.pointer + start, mean.pointer + start, square.pointer + start,
        gradient + start, range.count, decays ? decay : 1)
    }
    guard let words, let vectorMean, let vectorSquare else { return }
    let rows = 64
    team.forEach((words.count + rows - 1) / rows) { number, _ in
      for place in number * rows..<min((number + 1) * rows, words.count) {
        let word = words.word(place)
        update(
          classifier.embedding.row(word), vectorMean.row(word), vectorSquare.row(word),
          words.row(place), classifier.embedding.columns, 1)
      }
    }
  }
}
