import Kernels

/// The directions of all rows of a table in bytes: which rows can be no answer, from a quarter of the
/// memory.
///
/// A row x of length L is kept as a step σ, bytes c and the distance e = ‖x/L − σc‖, which is measured
/// when the row is rounded, not assumed. For a query q, by Cauchy and Schwarz,
///
///     q·x/L = σ (q·c) + q·(x/L − σc) ≤ σ (q·c) + ‖q‖ e
///
/// Both sides are computed in float, in units u = 2⁻²⁴, with n dimensions:
/// - q·x is off by at most (n/32 + 8) u ‖q‖ L: no more roundings lie on the way of any product through
///   `Kernel.dot`. Multiplying by the rounded 1/L adds 2 u.
/// - q·c is off by at most (n/16 + 7) u ‖q‖ ‖c‖, and σ‖c‖ ≤ 1 + e; multiplying by σ and adding the
///   bound, which is itself a rounded product, adds 3 u of what is at most 1 + 2e.
///
/// A step is at most 1/127 and a byte at most half a step off, so e ≤ √n / 254 · (1 + tiny) ≤ 1.01 up to
/// 65,536 dimensions. Together that is below (5n/32 + 38) u ‖q‖ but for terms in u²; (n/4 + 64) u ‖q‖
/// is added. Underflow is no concern: rows whose L is extraordinary have an infinite bound, and the
/// others' products lose at most n · 2⁻¹⁵⁰ / L, far below 64 u. (‖q‖ is 1 or 0.)
///
/// So the bound is never below the score that a comparison in float gives, and a row whose bound does
/// not exceed the worst score that still counts need not be compared.
///
/// Shapes: bytes [V × E rounded up to 16], steps and distances [V].
package final class ByteShadow: @unchecked Sendable {
  private let bytes: UnsafeMutablePointer<Int8>
  private let stride: Int
  private let dimensions: Int
  private let steps: Matrix
  /// e; infinite for rows that are always to be compared.
  private let distances: Matrix

  package init(_ vectors: Matrix, team: WorkerTeam) {
    let rows = vectors.rows
    stride = vectors.stride
    dimensions = vectors.columns
    let size = max(rows * stride, 1)
    bytes = LargeMemory.allocate(size).bindMemory(to: Int8.self, capacity: size)
    steps = Matrix(rows: 1, columns: rows)
    distances = Matrix(rows: 1, columns: rows)
    let blocks = NearestIndex.blocks(of: rows)
    team.forEach(blocks.count) { block, _ in
      for row in blocks[block] {
        let target = bytes + row * stride
        let length = RowLength(vectors.row(row), dimensions)
        guard case .ordinary(let length) = length else {
          target.initialize(repeating: 0, count: stride)
          distances.pointer[row] = length == .zero ? 0 : .infinity
          continue
        }
        let (step, distance) = Kernel.toBytes(
          vectors.row(row), dimensions, length: length, target)
        steps.pointer[row] = step
        distances.pointer[row] = Float(distance).nextUp
      }
    }
  }

  deinit { bytes.deallocate() }

  /// Above each score of the rows, or equal to it; `bounds` has room for all of them.
  ///
  /// - Parameter query: a row of a `Matrix`, so that it is padded with zeros.
  package func bounds(
    of rows: Range<Int>, _ query: UnsafePointer<Float>, _ bounds: UnsafeMutablePointer<Float>
  ) {
    let length = Float(Kernel.squares(query, dimensions).squareRoot()).nextUp
    let rounding = length * Float(dimensions / 4 + 64) * 0x1p-24
    Kernel.byteDots(
      query, stride, bytes + rows.lowerBound * stride, stride: stride, rows: rows.count, bounds)
    let steps = self.steps.pointer + rows.lowerBound
    let distances = self.distances.pointer + rows.lowerBound
    for i in 0..<rows.count {
      bounds[i] = bounds[i] * steps[i] + (distances[i] * length + rounding)
    }
  }
}
