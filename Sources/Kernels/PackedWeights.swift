import CKernels

/// A weight matrix B [k × n] as products read it: panels of 16 columns, each stored row by row, the
/// last one filled up with zeros.
///
/// A value that points at memory of another's: it holds nothing alive.
public struct WeightPanels {
  public let pointer: UnsafePointer<Float>
  /// k, the summed dimension.
  public let rows: Int
  /// n.
  public let columns: Int
  /// Floats from one panel to the next: 16 · k where B stands alone.
  public let panel: Int

  public init(_ pointer: UnsafePointer<Float>, rows: Int, columns: Int, panel: Int) {
    self.pointer = pointer
    self.rows = rows
    self.columns = columns
    self.panel = panel
  }
}

/// Weight panels with memory of their own, packed once per update of the weights and read many times.
///
/// Not for sharing while it is packed.
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

  public var panels: WeightPanels {
    WeightPanels(pointer, rows: rows, columns: columns, panel: rows * Int(CK_PANEL))
  }

  /// Packs B, row p of which starts at `source + p * stride`.
  public func pack(_ source: UnsafePointer<Float>, stride: Int) {
    ck_pack(source, stride, 1, rows, columns, pointer)
  }

  /// Packs Bᵀ's transpose: `source` holds [n × k], row j of which starts at `source + j * stride`.
  public func packTransposed(_ source: UnsafePointer<Float>, stride: Int) {
    ck_pack(source, 1, stride, rows, columns, pointer)
  }

  /// Packs the transpose of `source` [n × k]; k must be a multiple of 16.
  public func packTransposed(_ source: WeightPanels) {
    precondition(source.rows == columns && source.columns == rows && rows % Int(CK_PANEL) == 0)
    ck_pack_transposed(source.pointer, source.panel, rows, columns, pointer)
  }
}
