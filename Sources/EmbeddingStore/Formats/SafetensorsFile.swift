import Archive
import Kernels
import StrictJSON

/// Named tensors in one file, as the safetensors package writes them; plain or gzip.
///
/// ```
/// 8 bytes     N, the header's length, lowest byte first
/// N bytes     a JSON object: a tensor's name → its "dtype", "shape" and "data_offsets" [begin, end],
///             "__metadata__" → strings; spaces may follow it
/// the rest    the tensors' numbers, lowest byte first, rows one after another
/// ```
///
/// Offsets count from the end of the header. Tensors lie one behind the other without gap or overlap
/// and fill the file to its end.
///
/// Nothing that the header says is believed: memory grows with the bytes that are really there, and a
/// file whose header and content disagree in any way is refused.
public struct SafetensorsFile: Sendable {
  /// One tensor as the header describes it.
  public struct Tensor: Sendable, Equatable {
    public let name: String
    public let type: TensorType
    public let shape: [Int]
    /// Where its numbers lie behind the header.
    let bytes: Range<Int>

    /// How many numbers it has.
    public var count: Int { bytes.count / type.width }
  }

  public let path: String
  /// The strings of `__metadata__`.
  public let metadata: [String: String]
  /// In the order of their numbers in the file.
  public let tensors: [Tensor]
  private let data: [UInt8]
  /// Where they begin in the file's content.
  private let dataOffset: Int

  /// Longer headers are refused; that of a model has some hundred bytes a tensor.
  public static let maximumHeader = JSONParser.maximumBytes

  /// Reads a file.
  ///
  /// - Errors: what cannot be read; a header that is no such JSON, with line and column; tensors that
  ///   overlap, leave gaps, or have other lengths than their shape and type make; a file that ends too
  ///   early or goes on.
  public init(contentsOf path: String) throws(StoreError) {
    var stream = try ByteStream(path: path)
    let prefix = try stream.take(8)
    guard prefix.count == 8 else { throw .tensors(path: path, .short(found: prefix.count)) }
    let length = prefix.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(Self.maximumHeader) else {
      throw .tensors(path: path, .headerLength(length))
    }
    let text = try stream.take(Int(length))
    guard text.count == Int(length) else {
      throw .tensors(path: path, .headerCutOff(found: text.count, promised: Int(length)))
    }
    let header: SafetensorsHeader
    do throws(SafetensorsHeader.Fault) {
      header = try SafetensorsHeader(text)
    } catch {
      throw .tensors(path: path, .header(error))
    }
    let size = header.tensors.last?.bytes.upperBound ?? 0
    // What cannot be there is not unpacked to the end to be missed.
    guard stream.mayHold(size) else { throw .tensors(path: path, .tooMuch(promised: size)) }
    let data = try stream.take(size)
    guard data.count == size else {
      throw .tensors(path: path, .dataCutOff(found: data.count, promised: size))
    }
    guard try stream.peek() == nil else { throw .tensors(path: path, .more(promised: size)) }
    self.path = path
    metadata = header.metadata
    tensors = header.tensors
    self.data = data
    dataOffset = 8 + Int(length)
  }

  /// Whether bytes at the beginning of a file can be such a header's.
  static func begins(_ sample: [UInt8]) -> Bool {
    sample.count > 8 && sample[4..<8].allSatisfy { $0 == 0 } && sample[8] == UInt8(ascii: "{")
  }

  /// Whether a file begins as such files do.
  ///
  /// - Errors: what cannot be read.
  public static func isOne(_ path: String) throws(StoreError) -> Bool {
    var stream = try ByteStream(path: path)
    return begins(try stream.take(9))
  }

  // MARK: - Tensors

  public func tensor(_ name: String) -> Tensor? {
    tensors.first { $0.name.utf8.elementsEqual(name.utf8) }
  }

  /// The tensor of that name as a matrix of floats.
  ///
  /// - Parameters:
  ///   - rows: how many it must have; nil for 1 or more.
  ///   - columns: how many it must have; nil for 1 or more.
  /// - Errors: no such tensor; not two dimensions or other sizes; numbers of another kind; one that is
  ///   not finite as a 32-bit float.
  public func matrix(
    _ name: String, rows: Int? = nil, columns: Int? = nil
  ) throws(StoreError) -> Matrix {
    let tensor = try asked(name, shape: [rows, columns])
    try checkFloats(tensor)
    // A side of 0 leaves the other one free to be anything.
    guard tensor.count > 0 else {
      throw .tensors(
        path: path, .shape(name, found: tensor.shape, expected: [rows, columns]))
    }
    let matrix = Matrix(rows: tensor.shape[0], columns: tensor.shape[1])
    for row in 0..<matrix.rows {
      let start = tensor.bytes.lowerBound + row * matrix.columns * tensor.type.width
      try read(tensor, matrix.columns, at: start, into: matrix.row(row))
    }
    return matrix
  }

  /// Copies a row of a tensor of floats with two dimensions, also where its numbers are not finite,
  /// and says at which byte of the content it begins.
  func copy(_ row: Int, of tensor: Tensor, into target: UnsafeMutablePointer<Float>) -> Int {
    let columns = tensor.shape[1]
    let start = tensor.bytes.lowerBound + row * columns * tensor.type.width
    data.withUnsafeBytes { data in
      precondition(start + columns * tensor.type.width <= data.count)
      tensor.type.floats(data.baseAddress! + start, columns, into: target)
    }
    return dataOffset + start
  }

  /// The tensor of that name as a list of floats.
  ///
  /// - Errors: as those of `matrix`.
  public func floats(_ name: String, count: Int? = nil) throws(StoreError) -> [Float] {
    let tensor = try asked(name, shape: [count])
    try checkFloats(tensor)
    var values = [Float](repeating: 0, count: tensor.count)
    try values.withUnsafeMutableBufferPointer { values throws(StoreError) in
      guard let base = values.baseAddress else { return }
      try read(tensor, values.count, at: tensor.bytes.lowerBound, into: base)
    }
    return values
  }

  /// The tensor of that name as whole numbers (I64 or I32).
  ///
  /// - Errors: no such tensor, not one dimension, numbers of another kind.
  public func integers(_ name: String, count: Int? = nil) throws(StoreError) -> [Int64] {
    let tensor = try asked(name, shape: [count])
    guard tensor.type == .i64 || tensor.type == .i32 else {
      throw wrongType(tensor, expected: "I64 or I32")
    }
    return data.withUnsafeBytes { data in
      (0..<tensor.count).map { index in
        let place = tensor.bytes.lowerBound + index * tensor.type.width
        if tensor.type == .i32 {
          return Int64(
            Int32(littleEndian: data.loadUnaligned(fromByteOffset: place, as: Int32.self)))
        }
        return Int64(littleEndian: data.loadUnaligned(fromByteOffset: place, as: Int64.self))
      }
    }
  }

  /// The tensor of that name as bytes (U8).
  ///
  /// - Errors: no such tensor, not one dimension, numbers of another kind.
  public func bytes(_ name: String) throws(StoreError) -> ArraySlice<UInt8> {
    let tensor = try asked(name, shape: [nil])
    guard tensor.type == .u8 else { throw wrongType(tensor, expected: "U8") }
    return data[tensor.bytes]
  }

  /// - Parameter shape: the sizes expected, nil for any.
  private func asked(_ name: String, shape: [Int?]) throws(StoreError) -> Tensor {
    guard let tensor = tensor(name) else {
      throw .tensors(path: path, .missing(name, present: tensors.map(\.name)))
    }
    guard tensor.shape.count == shape.count,
      zip(tensor.shape, shape).allSatisfy({ $1 == nil || $0 == $1 })
    else { throw .tensors(path: path, .shape(name, found: tensor.shape, expected: shape)) }
    return tensor
  }

  private func checkFloats(_ tensor: Tensor) throws(StoreError) {
    guard tensor.type.isFloat else { throw wrongType(tensor, expected: "F32, F16, BF16 or F64") }
  }

  private func wrongType(_ tensor: Tensor, expected: String) -> StoreError {
    .tensors(
      path: path, .type(tensor.name, found: tensor.type.rawValue, expected: expected))
  }

  private func read(
    _ tensor: Tensor, _ count: Int, at start: Int, into target: UnsafeMutablePointer<Float>
  ) throws(StoreError) {
    if count == 0 { return }
    data.withUnsafeBytes { data in
      tensor.type.floats(data.baseAddress! + start, count, into: target)
    }
    for index in 0..<count where !target[index].isFinite {
      let place = (start - tensor.bytes.lowerBound) / tensor.type.width + index
      throw .tensors(path: path, .notFinite(tensor.name, place: place))
    }
  }
}
