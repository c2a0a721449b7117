/// A matrix of bytes with one scale a row: element (r, c) stands for scale_r · byte_{r,c}.
///
/// Shapes: `bytes` [rows × columns] without gaps, `scales` [rows].
///
/// Range: bytes −127…127, so that a sign changes nothing; scales above 0.
package struct ByteMatrix: Sendable {
  package let rows: Int
  package let columns: Int
  package private(set) var scales: [Float]
  private let memory: Memory

  /// Large memory that nobody has touched takes no room.
  private final class Memory: @unchecked Sendable {
    let pointer: UnsafeMutablePointer<Int8>
    let count: Int

    init(_ count: Int) {
      self.count = max(count, 1)
      pointer = LargeMemory.zeros(self.count, isFilledNext: true).assumingMemoryBound(to: Int8.self)
    }

    deinit { LargeMemory.free(pointer, count) }
  }

  /// - Parameter fill: puts the bytes, row after row without gaps, where zeros are.
  package init<Failure: Error>(
    rows: Int, columns: Int, scales: [Float],
    fill: (UnsafeMutablePointer<Int8>) throws(Failure) -> Void
  ) throws(Failure) {
    precondition(scales.count == rows && columns >= 0)
    self.rows = rows
    self.columns = columns
    self.scales = scales
    memory = Memory(rows * columns)
    try fill(memory.pointer)
  }

  /// What is wrong with the least byte and the scales of a matrix from elsewhere, told for one of the
  /// two; nil when nothing is.
  package static func fault(
    least: Int8, scales: [Float]
  ) -> (isOfScales: Bool, found: String, expected: String)? {
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
    memory = Memory(rows * columns)
    scales = (0..<rows).map { [memory] row in
      Self.quantize(matrix.row(row), matrix.columns, into: memory.pointer + row * matrix.columns)
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

  /// The bytes of one row.
  package func withRow(_ row: Int, _ body: (UnsafePointer<Int8>) -> Void) {
    withBytes { body($0 + row * columns) }
  }

  /// All bytes, row after row.
  package func withBytes(_ body: (UnsafePointer<Int8>) -> Void) {
    withExtendedLifetime(memory) { body(memory.pointer) }
  }

  /// What it stands for.
  package var matrix: Matrix { matrix(rows: nil) }

  /// What some rows stand for, or all of them; zeros for the others.
  package func matrix(rows chosen: Set<Int>?) -> Matrix {
    let result = Matrix(rows: rows, columns: columns, isFilledNext: true)
    withBytes { bytes in
      func expand(_ row: Int) {
        let (target, source, scale) = (result.row(row), bytes + row * columns, scales[row])
        for column in 0..<columns { target[column] = scale * Float(source[column]) }
      }
      if let chosen { chosen.forEach(expand) } else { (0..<rows).forEach(expand) }
    }
    return result
  }
}

extension ByteMatrix: Equatable {
  package static func == (a: ByteMatrix, b: ByteMatrix) -> Bool {
    guard a.rows == b.rows, a.columns == b.columns, a.scales == b.scales else { return false }
    var isSame = false
    a.withBytes { first in
      b.withBytes { second in
        isSame = (0..<a.rows * a.columns).allSatisfy { first[$0] == second[$0] }
      }
    }
    return isSame
  }
}
