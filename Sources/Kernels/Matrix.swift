/// A row-major matrix of floats whose rows start on 64-byte boundaries.
///
/// Shapes: `rows` × `columns`; the distance between rows, `stride`, is `columns` rounded up to 16, and
/// the floats between the two are zero and must stay so: kernels may read them.
///
/// A reference type: two variables may name one matrix. Whoever shares one between threads sees to
/// it that no row is written by one thread while another uses it.
public final class Matrix: @unchecked Sendable {
  public let rows: Int
  public let columns: Int
  /// Floats from one row to the next.
  public let stride: Int
  /// The first element; row r starts at `pointer + r * stride`.
  public let pointer: UnsafeMutablePointer<Float>

  /// A matrix of zeros. Either dimension may be 0.
  ///
  /// - Parameter isFilledNext: whether every row is written at once, as by reading a file; the memory
  ///   is chosen for that.
  public init(rows: Int, columns: Int, isFilledNext: Bool = false) {
    precondition(rows >= 0 && columns >= 0)
    self.rows = rows
    self.columns = columns
    stride = (columns + 15) & ~15
    pointer = LargeMemory.zeros(Self.bytes(rows, stride), isFilledNext: isFilledNext)
      .assumingMemoryBound(to: Float.self)
  }

  deinit { LargeMemory.free(pointer, Self.bytes(rows, stride)) }

  /// Whether a matrix of this shape, which nobody has vouched for, is no larger than all the memory of
  /// this machine.
  public static func fitsMemory(rows: Int, columns: Int) -> Bool {
    guard rows >= 0, columns >= 0, columns < Int.max / 8 else { return false }
    let (size, overflow) = rows.multipliedReportingOverflow(by: (columns + 15) & ~15)
    return !overflow && size <= LargeMemory.all / MemoryLayout<Float>.stride
  }

  private static func bytes(_ rows: Int, _ stride: Int) -> Int {
    max(rows * stride, 16) * MemoryLayout<Float>.stride
  }

  /// The first element of row `r`.
  @inlinable
  public func row(_ r: Int) -> UnsafeMutablePointer<Float> {
    pointer + r * stride
  }

  @inlinable
  public subscript(r: Int, c: Int) -> Float {
    get {
      precondition(r >= 0 && r < rows && c >= 0 && c < columns)
      return pointer[r * stride + c]
    }
    set {
      precondition(r >= 0 && r < rows && c >= 0 && c < columns)
      pointer[r * stride + c] = newValue
    }
  }

  /// Floats from the first row's start to the last row's end.
  public var size: Int { rows * stride }

  public func copy() -> Matrix {
    let other = Matrix(rows: rows, columns: columns)
    other.assign(self)
    return other
  }

  /// Takes the values of a matrix of the same shape.
  public func assign(_ other: Matrix) {
    precondition(rows == other.rows && columns == other.columns)
    pointer.update(from: other.pointer, count: size)
  }

  public func setZero() {
    pointer.update(repeating: 0, count: size)
  }
}
