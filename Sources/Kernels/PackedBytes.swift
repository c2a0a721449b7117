import CKernels

/// A weight matrix B [k × n] of bytes laid out for `Kernel.quantizedProject` and `quantizedStep`:
/// blocks of 64 columns, in each of them pairs of rows side by side, filled up with zeros.
///
/// Written once and read many times.
public final class PackedBytes: @unchecked Sendable {
  /// k, the summed dimension.
  public let rows: Int
  /// n, a multiple of 64.
  public let columns: Int
  public let pointer: UnsafeMutablePointer<Int8>

  /// Zeros.
  public init(rows: Int, columns: Int) {
    precondition(rows >= 0 && columns >= 0 && columns % 64 == 0)
    self.rows = rows
    self.columns = columns
    let bytes = max((rows + 1) / 2 * 2 * columns, 64)
    pointer = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
      .initializeMemory(as: Int8.self, repeating: 0, count: bytes)
  }

  deinit { UnsafeMutableRawPointer(pointer).deallocate() }

  /// Writes column `column`; `source` holds its k bytes side by side.
  public func setColumn(_ column: Int, _ source: UnsafePointer<Int8>) {
    precondition(column >= 0 && column < columns)
    let pairs = (rows + 1) / 2
    let start = pointer + column / 64 * (pairs * 128) + column % 64 * 2
    for row in 0..<rows { start[row / 2 * 128 + row % 2] = source[row] }
  }
}
