/// A matrix of bytes with one scale a row: element (r, c) stands for scale_r · byte_{r,c}.
///
/// Shapes: `bytes` [rows × columns] without gaps, `scales` [rows].
///
/// Range: bytes −127…127, so that a sign changes nothing; scales above 0.
package struct ByteMatrix: Equatable, Sendable {
  package let rows: Int
  package let columns: Int
  package private(set) var bytes: [Int8]
  package private(set) var scales: [Float]

  package init(rows: Int, columns: Int, bytes: [Int8], scales: [Float]) {
    precondition(bytes.count == rows * columns && scales.count == rows)
    self.rows = rows
    self.columns = columns
    self.bytes = bytes
    self.scales = scales
  }

  /// What is wrong with bytes and scales from elsewhere, told for one of the two; nil when nothing is.
  package static func fault(
    bytes: [Int8], scales: [Float]
  ) -> (isOfScales: Bool, found: String, expected: String)? {
    let least = bytes.withUnsafeBufferPointer { $0.reduce(0) { min($0, $1) } }
    if least == -128 { return (false, "a byte of -128", "-127 to 127") }
    for scale in scales where !(scale > 0 && (127 * scale).isFinite) {
      return (true, "a scale of \(scale)", "a number above 0 whose 127-fold is finite")
    }
    return nil
  }

  /// Each row in steps of a 127th of its largest element; all of it must be finite.
  package init(_ matrix: Matrix) {
    rows = matrix.rows
    columns = matrix.columns
    bytes = [Int8](repeating: 0, count: rows * columns)
    scales = [Float](repeating: 1, count: rows)
    bytes.withUnsafeMutableBufferPointer { bytes in
      for row in 0..<rows {
        scales[row] = Self.quantize(
          matrix.row(row), columns, into: bytes.baseAddress! + row * columns)
      }
    }
  }

  /// One row: writes the bytes nearest to x / scale, halves to the even one, and returns the scale.
  ///
  /// Edge cases: a row of zeros, or of numbers so small that a 127th is none any more, becomes
  /// zeros with the scale 1. What is not finite becomes some byte.
  package static func quantize(
    _ x: UnsafePointer<Float>, _ count: Int, into bytes: UnsafeMutablePointer<Int8>
  ) -> Float {
    var largest: Float = 0
    for i in 0..<count { largest = max(largest, x[i].magnitude) }
    let factor = 127 / largest
    guard factor.isFinite, factor > 0 else {
      bytes.update(repeating: 0, count: count)
      return 1
    }
    for i in 0..<count {
      let level = (x[i] * factor).rounded(.toNearestOrEven)
      bytes[i] = Int8(level >= -127 ? min(level, 127) : -127)
    }
    // Near the largest float, the scale's own rounding must not lead beyond it.
    let scale = largest / 127
    return (scale * 127).isFinite ? scale : scale.nextDown
  }

  /// The bytes of one row; there is at least one column.
  package func withRow(_ row: Int, _ body: (UnsafePointer<Int8>) -> Void) {
    withBytes { body($0 + row * columns) }
  }

  /// All bytes, row after row; there is at least one.
  package func withBytes(_ body: (UnsafePointer<Int8>) -> Void) {
    bytes.withUnsafeBufferPointer { body($0.baseAddress!) }
  }

  /// What it stands for.
  package var matrix: Matrix {
    let result = Matrix(rows: rows, columns: columns)
    bytes.withUnsafeBufferPointer { bytes in
      guard let first = bytes.baseAddress else { return }
      for row in 0..<rows {
        let (target, source, scale) = (result.row(row), first + row * columns, scales[row])
        for column in 0..<columns { target[column] = scale * Float(source[column]) }
      }
    }
    return result
  }
}
