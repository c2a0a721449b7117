import CKernels

/// A weight matrix B [k × n] laid out for `Kernel.gemm`: panels of 16 columns, each stored row by row,
/// the last one filled up with zeros.
///
/// Packed once per update of the weights and read many times. Not for sharing while it is packed.
public final class PackedWeights: @unchecked Sendable {
  /// k, the summed dimension.
  public let rows: Int
  /// n.
  public let columns: Int
  public let pointer: UnsafeMutablePointer<Float>

  public init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    let count = max(ck_packed_size(rows, columns), 16)
    let bytes = count * MemoryLayout<Float>.stride
    pointer = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
      .initializeMemory(as: Float.self, repeating: 0, count: count)
  }

  deinit { UnsafeMutableRawPointer(pointer).deallocate() }

  /// Packs B, row p of which starts at `source + p * stride`.
  public func pack(_ source: UnsafePointer<Float>, stride: Int) {
    ck_pack(source, stride, 1, rows, columns, pointer)
  }

  /// Packs Bᵀ's transpose: `source` holds [n × k], row j of which starts at `source + j * stride`.
  public func packTransposed(_ source: UnsafePointer<Float>, stride: Int) {
    ck_pack(source, 1, stride, rows, columns, pointer)
  }
}
