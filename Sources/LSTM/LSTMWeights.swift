import Kernels

/// The weights of one direction, as the formula has them and as other tools exchange them.
///
/// (i, f, C̃, o) = (σ, σ, tanh, σ)(W x_t + U h_{t−1} + b); rows stand gate by gate in `Gate`'s
/// order.
///
/// Shapes: `inputWeights` [4H × E], `recurrentWeights` [4H × H], `bias` [4H]. PyTorch's two biases
/// are their sum here.
public struct LSTMWeights: Sendable {
  public let inputWeights: Matrix
  public let recurrentWeights: Matrix
  public var bias: [Float]

  public var inputs: Int { inputWeights.columns }
  public var hidden: Int { recurrentWeights.columns }

  public init(inputWeights: Matrix, recurrentWeights: Matrix, bias: [Float]) {
    precondition(inputWeights.rows == 4 * recurrentWeights.columns)
    precondition(recurrentWeights.rows == inputWeights.rows && bias.count == inputWeights.rows)
    self.inputWeights = inputWeights
    self.recurrentWeights = recurrentWeights
    self.bias = bias
  }

  /// Fresh weights: Glorot-uniform W and orthogonal U, gate by gate, biases 0 but 1 for the forget
  /// gate.
  ///
  /// An orthogonal U neither blows up nor shrinks what it passes on, and an open forget gate lets
  /// gradients reach early words from the first step on.
  ///
  /// Source: Glorot and Bengio 2010, section 4.2; Saxe et al., arXiv 1312.6120; Jozefowicz et al.
  /// 2015, section 3 (the forget bias).
  public init(inputs: Int, hidden: Int, random: inout RandomStream) {
    let input = Matrix(rows: 4 * hidden, columns: inputs)
    let recurrent = Matrix(rows: 4 * hidden, columns: hidden)
    let bound = (6 / Float(inputs + hidden)).squareRoot()
    for row in 0..<4 * hidden {
      for column in 0..<inputs { input[row, column] = (2 * random.uniform() - 1) * bound }
    }
    for gate in Gate.allCases {
      let square = Self.orthogonal(hidden, random: &random)
      for row in 0..<hidden {
        for column in 0..<hidden {
          recurrent[gate.rawValue * hidden + row, column] = square[row * hidden + column]
        }
      }
    }
    var bias = [Float](repeating: 0, count: 4 * hidden)
    for unit in 0..<hidden { bias[Gate.forget.rawValue * hidden + unit] = 1 }
    self.init(inputWeights: input, recurrentWeights: recurrent, bias: bias)
  }

  /// A random orthogonal matrix: rows of normal numbers, made orthonormal one after another.
  private static func orthogonal(_ n: Int, random: inout RandomStream) -> [Float] {
    var rows = (0..<n * n).map { _ in random.normal() }
    rows.withUnsafeMutableBufferPointer { buffer in
      let base = buffer.baseAddress!
      for i in 0..<n {
        let row = base + i * n
        // Twice: one pass of Gram and Schmidt loses digits when rows nearly coincide.
        for _ in 0..<2 {
          for j in 0..<i {
            let other = base + j * n
            Kernel.axpy(-Kernel.dot(row, other, n), other, row, n)
          }
          let length = Kernel.dot(row, row, n).squareRoot()
          Kernel.scale(1 / max(length, .leastNormalMagnitude), row, row, n)
        }
      }
    }
    return rows
  }
}

/// The two memory lines of one sequence between two words.
///
/// Shapes: both [H]. Before the first word both are zeros; there is no other "no state".
public struct LSTMState: Equatable, Sendable {
  /// H: the short-term line, −1…1.
  public var hidden: [Float]
  /// C: the long-term line.
  public var cell: [Float]

  public init(units: Int) {
    hidden = [Float](repeating: 0, count: units)
    cell = hidden
  }

  public init(hidden: [Float], cell: [Float]) {
    self.hidden = hidden
    self.cell = cell
  }
}
