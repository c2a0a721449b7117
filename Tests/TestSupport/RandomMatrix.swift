import Kernels

extension Matrix {
  /// Normal numbers that depend on the shape alone.
  public static func random(_ rows: Int, _ columns: Int) -> Matrix {
    var random = RandomStream(seed: UInt64(rows))
    let matrix = Matrix(rows: rows, columns: columns)
    for row in 0..<rows {
      for column in 0..<columns { matrix[row, column] = random.normal() }
    }
    return matrix
  }
}
