import Archive
import Kernels
import Synchronization

/// How exactly a file keeps vectors.
public enum VectorPrecision: String, CaseIterable, Codable, Sendable {
  /// Bit for bit.
  case float32
  /// 11 significant bits, a relative error of 1/2048 at most; half the size.
  case float16
  /// A byte each and a scale for each row, an error of 1/254 of the row's largest component at most; a
  /// quarter of the size.
  case int8
}

/// A matrix whose values are what a file of some precision holds.
///
/// ```swift
/// let stored = StoredMatrix(rounding: vectors, to: .float16)
/// stored.add(to: &writer, "vectors")                 // exact: rounded once, when it was made
/// let back = try StoredMatrix(from: reader, "vectors")
/// ```
///
/// In the container:
///
///     NAME          float32, float16 or int8 [rows, columns]
///     NAME.scales   float32 [1, rows]      of int8 only: a row stands for scale · bytes
public struct StoredMatrix: Sendable {
  public let rows: Int
  public let columns: Int
  public let precision: VectorPrecision
  /// Whether somebody has seen that all values are finite.
  let isKnownFinite: Bool
  /// Where the precision is `int8`.
  package var bytes: ByteMatrix? { content.bytes }
  /// The rows that were read; nil where all were. Of the others nothing is known, though there is
  /// memory for them.
  package let rowsRead: Set<Int>?
  private let content: Content

  private enum Content {
    case floats(Matrix)
    case bytes(ByteMatrix, Expansion)

    var bytes: ByteMatrix? { if case .bytes(let bytes, _) = self { bytes } else { nil } }
  }

  /// What bytes stand for, made when somebody first wants it; of two who do at once both make it, and
  /// one of the two is kept.
  private final class Expansion: Sendable {
    private let matrix = AtomicLazyReference<Matrix>()

    func matrix(of bytes: ByteMatrix, rows: Set<Int>?) -> Matrix {
      matrix.load() ?? matrix.storeIfNil(bytes.matrix(rows: rows))
    }
  }

  /// The values, rounded as `precision` demands. Those of bytes are made when they are first asked for.
  public var matrix: Matrix {
    switch content {
    case .floats(let matrix): matrix
    case .bytes(let bytes, let expansion): expansion.matrix(of: bytes, rows: rowsRead)
    }
  }

  /// The matrix itself, bit for bit.
  public init(_ matrix: Matrix) {
    self.init(.floats(matrix), matrix.rows, matrix.columns, .float32, isKnownFinite: false)
  }

  package init(_ bytes: ByteMatrix) {
    self.init(
      .bytes(bytes, Expansion()), bytes.rows, bytes.columns, .int8, isKnownFinite: true)
  }

  private init(
    _ content: Content, _ rows: Int, _ columns: Int, _ precision: VectorPrecision,
    isKnownFinite: Bool, rowsRead: Set<Int>? = nil
  ) {
    (self.content, self.rows, self.columns) = (content, rows, columns)
    (self.precision, self.isKnownFinite, self.rowsRead) = (precision, isKnownFinite, rowsRead)
  }

  /// The values nearest to those of a matrix; all must be finite.
  ///
  /// Edge cases: a value beyond 65,520 becomes an infinite half float, so look at the result.
  public init(rounding matrix: Matrix, to precision: VectorPrecision) {
    switch precision {
    case .float32: self.init(matrix)
    case .int8: self.init(ByteMatrix(matrix))
    case .float16:
      let rounded = matrix.copy()
      for row in 0..<matrix.rows {
        let values = rounded.row(row)
        for i in 0..<matrix.columns { values[i] = HalfFloat.float(HalfFloat.bits(values[i])) }
      }
      self.init(
        .floats(rounded), matrix.rows, matrix.columns, .float16, isKnownFinite: false)
    }
  }

  /// The first row with a component that is NaN or infinite; bytes stand for none.
  var firstRowNotFinite: Int? { content.bytes == nil ? matrix.firstRowNotFinite : nil }

  /// The names of the sections that `add` can make.
  public static func sectionNames(_ name: String) -> [String] { [name, scales(name)] }

  package static func scales(_ name: String) -> String { name + ".scales" }

  /// Adds the sections to a file.
  ///
  /// - Precondition: all rows were read.
  public func add(to writer: inout ContainerWriter, _ name: String, required: Bool = true) {
    precondition(rowsRead == nil, "rows that were not read cannot be written")
    if let bytes {
      bytes.add(to: &writer, name, required: required)
    } else {
      writer.add(
        name, floats: matrix.pointer, rows: matrix.rows, columns: matrix.columns,
        stride: matrix.stride, as: precision == .float16 ? .float16 : .float32, required: required)
    }
  }

  /// Takes what `add` put into a file; the caller has seen to the shape.
  ///
  /// - Errors: a section that is missing or of another type; the byte −128; scales that are not above 0
  ///   or whose largest product with a byte is not finite; the file's own faults.
  public init(from reader: ContainerReader, _ name: String) throws(ArchiveError) {
    try self.init(from: reader, name, rows: nil)
  }

  /// The same of some rows alone, as far as the matrix has them.
  package init(
    from reader: ContainerReader, _ name: String, rows: Set<Int>?
  ) throws(ArchiveError) {
    guard let shape = reader.shape(name) else {
      // The reader's own error says what is wrong with it.
      _ = try reader.floats(name)
      throw .missingSection(path: reader.path, name: name)
    }
    guard shape.count != 2 || Matrix.fitsMemory(rows: shape[0], columns: shape[1]) else {
      throw .malformed(
        path: reader.path, place: "section '\(name)'",
        found: "the shape \(shape[0]) × \(shape[1])",
        expected: "a matrix that fits into this machine's memory")
    }
    let rowsRead = rows.map { rows in rows.filter { 0..<shape[0] ~= $0 } }
    if reader.holdsBytes(name) {
      let bytes = try ByteMatrix(from: reader, name, rows: rowsRead)
      self.init(
        .bytes(bytes, Expansion()), bytes.rows, bytes.columns, .int8, isKnownFinite: true,
        rowsRead: rowsRead)
    } else {
      guard shape.count == 2 else {
        _ = try reader.floats(name)
        preconditionFailure("floats lie in a matrix")
      }
      let matrix = Matrix(rows: shape[0], columns: shape[1], isFilledNext: true)
      let isFinite = try reader.floats(
        name, into: matrix.pointer, stride: matrix.stride, rows: rowsRead)
      self.init(
        .floats(matrix), shape[0], shape[1], reader.holdsHalves(name) ? .float16 : .float32,
        isKnownFinite: isFinite, rowsRead: rowsRead)
    }
  }
}

extension ByteMatrix {
  /// Adds bytes and scales to a file.
  package func add(to writer: inout ContainerWriter, _ name: String, required: Bool = true) {
    withBytes {
      writer.add(name, bytes: $0, rows: rows, columns: columns, required: required)
    }
    writer.add(
      StoredMatrix.scales(name), floats: scales, rows: 1, columns: rows, stride: rows,
      required: required)
  }

  /// Reads bytes and scales; nothing of them is believed.
  ///
  /// - Parameter rows: those that are wanted, all of them ones that there are; nil for all.
  /// - Errors: those of `StoredMatrix.init(from:)`.
  package init(
    from reader: ContainerReader, _ name: String, rows: Set<Int>? = nil
  ) throws(ArchiveError) {
    func malformed(_ name: String, _ found: String, _ expected: String) -> ArchiveError {
      .malformed(path: reader.path, place: "section '\(name)'", found: found, expected: expected)
    }
    guard let shape = reader.shape(name), reader.holdsBytes(name) else {
      // The reader's own error says what is wrong with it.
      _ = try reader.bytes(name)
      preconditionFailure("bytes lie in a matrix")
    }
    let second = StoredMatrix.scales(name)
    let scales = try reader.floats(second)
    guard scales.rows == 1, scales.columns == shape[0] else {
      throw malformed(
        second, "the shape \(scales.rows) × \(scales.columns)",
        "a scale for each of \(shape[0]) rows")
    }
    var least: Int8 = 0
    try self.init(rows: shape[0], columns: shape[1], scales: scales.values) {
      target throws(ArchiveError) in
      least = try reader.bytes(name, into: target, rows: rows)
    }
    if let fault = Self.fault(least: least, scales: scales.values) {
      throw malformed(fault.isOfScales ? second : name, fault.found, fault.expected)
    }
  }
}
