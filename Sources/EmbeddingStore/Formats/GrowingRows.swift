import Archive
import Kernels

/// Rows of floats whose number is not to be believed before they are there.
///
/// Rows come one at a time into `room`, and stay once they are kept. Memory is taken at once where the
/// length of a plain file shows that the rows can be there, and grows with them elsewhere; either way
/// they lie where they will stay.
struct GrowingRows {
  let dimensions: Int
  private var matrix: Matrix
  private(set) var count: Int
  private let limit: Int

  /// - Parameters:
  ///   - reserved: rows of zeros at the front.
  ///   - expected: how many rows the file promises after them, if it does.
  ///   - possible: how many can be there at most, where that is known.
  init(dimensions: Int, reserved: Int = 0, expected: Int?, possible: Int?) {
    self.dimensions = dimensions
    count = reserved
    limit = reserved + (expected ?? Int(Int32.max))
    let some = max(16, (1 << 16) / (dimensions + 15))
    // Without a promise the length says too little of large files: the shortest numbers have two bytes.
    let first = possible.map { min(expected ?? some, $0) } ?? some
    matrix = Matrix(
      rows: min(limit, reserved + max(1, first)), columns: dimensions, isFilledNext: true)
  }

  /// How many rows a plain file can have whose rows have so many bytes at least; nil where the length of
  /// the content is not known.
  ///
  /// No more than fill four times the file's length: short rows take more room in memory than there, and
  /// a header may promise many.
  static func possible(_ path: String, rowBytes: Int, dimensions: Int) -> Int? {
    ByteReader.plainLength(of: path).map { length in
      min(length / rowBytes, length / (dimensions + 15)) + 1
    }
  }

  /// Where the next row goes; what is left there is overwritten by the next one.
  mutating func room() -> UnsafeMutablePointer<Float> {
    if count == matrix.rows { resize(to: min(max(limit, count + 1), count * 2)) }
    return matrix.row(count)
  }

  /// Keeps the row that was written to `room`.
  mutating func keep() { count += 1 }

  func row(_ index: Int) -> UnsafeMutablePointer<Float> { matrix.row(index) }

  /// The rows that were kept.
  consuming func finished() -> Matrix {
    if count != matrix.rows { resize(to: count) }
    return matrix
  }

  private mutating func resize(to rows: Int) {
    let other = Matrix(rows: rows, columns: dimensions, isFilledNext: true)
    other.pointer.update(from: matrix.pointer, count: min(count, rows) * matrix.stride)
    matrix = other
  }
}

extension UnsafePointer<Float> {
  /// The first of `count` numbers that is NaN or infinite.
  func firstNotFinite(_ count: Int) -> Int? {
    // The exponent's bits are all ones in these alone; looked at as whole numbers, many at a time.
    let isFinite = withMemoryRebound(to: UInt32.self, capacity: count) { bits in
      var worst: UInt32 = 0
      for i in 0..<count { worst = Swift.max(worst, bits[i] & 0x7f80_0000) }
      return worst < 0x7f80_0000
    }
    return isFinite ? nil : (0..<count).first { !self[$0].isFinite }
  }
}
