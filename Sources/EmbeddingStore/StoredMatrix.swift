import Archive
import Kernels

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
  /// The values, rounded as `precision` demands.
  public let matrix: Matrix
  public let precision: VectorPrecision
  /// Whether somebody has seen that all values are finite.
  let isKnownFinite: Bool
  /// Where the precision is `int8`.
  package let bytes: ByteMatrix?

  /// The matrix itself, bit for bit.
  public init(_ matrix: Matrix) {
    self.matrix = matrix
    precision = .float32
    bytes = nil
    isKnownFinite = false
  }

  /// The values nearest to those of a matrix; all must be finite.
  ///
  /// Edge cases: a value beyond 65,520 becomes an infinite half float, so look at the result.
  public init(rounding matrix: Matrix, to precision: VectorPrecision) {
    self.precision = precision
    switch precision {
    case .float32:
      self.matrix = matrix
      bytes = nil
    case .float16:
      self.matrix = matrix.copy()
      bytes = nil
      for row in 0..<matrix.rows {
        let values = self.matrix.row(row)
        for i in 0..<matrix.columns { values[i] = HalfFloat.float(HalfFloat.bits(values[i])) }
      }
    case .int8:
      let rounded = ByteMatrix(matrix)
      self.matrix = rounded.matrix
      bytes = rounded
    }
    isKnownFinite = precision == .int8
  }

  /// The names of the sections that `add` can make.
  public static func sectionNames(_ name: String) -> [String] { [name, scales(name)] }

  package static func scales(_ name: String) -> String { name + ".scales" }

  /// Adds the sections to a file.
  public func add(to writer: inout ContainerWriter, _ name: String, required: Bool = true) {
    if let bytes {
      writer.add(
        name, bytes: bytes.bytes, rows: bytes.rows, columns: bytes.columns, required: required)
      writer.add(
        Self.scales(name), floats: bytes.scales, rows: 1, columns: bytes.rows, stride: bytes.rows,
        required: required)
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
    if reader.holdsBytes(name) {
      let bytes = try ByteMatrix(from: reader, name)
      self.bytes = bytes
      precision = .int8
      matrix = bytes.matrix
      isKnownFinite = true
    } else {
      guard shape.count == 2 else {
        _ = try reader.floats(name)
        preconditionFailure("floats lie in a matrix")
      }
      matrix = Matrix(rows: shape[0], columns: shape[1], isFilledNext: true)
      isKnownFinite = try reader.floats(name, into: matrix.pointer, stride: matrix.stride)
      bytes = nil
      precision = reader.holdsHalves(name) ? .float16 : .float32
    }
  }
}

extension ByteMatrix {
  /// Reads bytes and scales; nothing of them is believed.
  fileprivate init(from reader: ContainerReader, _ name: String) throws(ArchiveError) {
    func malformed(_ name: String, _ found: String, _ expected: String) -> ArchiveError {
      .malformed(path: reader.path, place: "section '\(name)'", found: found, expected: expected)
    }
    let (rows, columns, values) = try reader.bytes(name)
    let second = StoredMatrix.scales(name)
    let scales = try reader.floats(second)
    guard scales.rows == 1, scales.columns == rows else {
      throw malformed(
        second, "the shape \(scales.rows) × \(scales.columns)", "a scale for each of \(rows) rows")
    }
    if let fault = Self.fault(bytes: values, scales: scales.values) {
      throw malformed(fault.isOfScales ? second : name, fault.found, fault.expected)
    }
    self.init(rows: rows, columns: columns, bytes: values, scales: scales.values)
  }
}
