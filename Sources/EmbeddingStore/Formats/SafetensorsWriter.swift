import Archive
import Kernels
import StrictJSON

/// Gathers tensors and writes them as a safetensors file: the same tensors give the same bytes.
///
/// Numbers of wider types stand first, so that each tensor begins at a multiple of its type's width;
/// otherwise the order is that of `add`. The header is filled up with spaces to a multiple of 8 bytes.
public struct SafetensorsWriter {
  private enum Content {
    case rows(Matrix, Range<Int>)
    case list([Float])
    case integers([Int64])
    case bytes([UInt8])
  }

  private struct Entry {
    var name: String
    var type: TensorType
    var shape: [Int]
    var content: Content
  }

  private var metadata: [(String, String)]
  private var entries: [Entry] = []

  /// - Parameter metadata: strings that travel with the tensors; the keys differ.
  public init(metadata: [(String, String)] = []) {
    self.metadata = metadata
  }

  /// A matrix, or some of its rows, as F32; it must not change before it is written.
  public mutating func add(_ name: String, _ matrix: Matrix, rows: Range<Int>? = nil) {
    let rows = rows ?? 0..<matrix.rows
    precondition(rows.lowerBound >= 0 && rows.upperBound <= matrix.rows)
    add(name, .f32, [rows.count, matrix.columns], .rows(matrix, rows))
  }

  /// A list as F32.
  public mutating func add(_ name: String, _ values: [Float]) {
    add(name, .f32, [values.count], .list(values))
  }

  /// A list as I64.
  public mutating func add(_ name: String, _ values: [Int64]) {
    add(name, .i64, [values.count], .integers(values))
  }

  /// A list as U8.
  public mutating func add(_ name: String, _ values: [UInt8]) {
    add(name, .u8, [values.count], .bytes(values))
  }

  private mutating func add(
    _ name: String, _ type: TensorType, _ shape: [Int], _ content: Content
  ) {
    precondition(name != "__metadata__" && !entries.contains { $0.name == name })
    entries.append(Entry(name: name, type: type, shape: shape, content: content))
  }

  /// Writes the file, packed as gzip when its name ends in `.gz`.
  ///
  /// - Errors: a header longer than its reader takes; whatever the disk refuses.
  public func write(to path: String) throws(StoreError) {
    let order = entries.indices.sorted {
      (entries[$1].type.width, $0) < (entries[$0].type.width, $1)
    }
    let sorted = order.map { entries[$0] }
    let header = header(sorted)
    guard header.count <= SafetensorsFile.maximumHeader else {
      throw .tensors(path: path, .headerTooLong(header.count))
    }
    do throws(ArchiveError) {
      try SafeFile.write(path, gzip: path.hasSuffix(".gz")) { file throws(ArchiveError) in
        try file.write(Self.bytes(UInt64(header.count)))
        try file.write(header)
        for entry in sorted { try Self.write(entry.content, &file) }
      }
    } catch {
      throw .archive(error)
    }
  }

  private func header(_ entries: [Entry]) -> [UInt8] {
    var members: [(String, JSONText)] = []
    if !metadata.isEmpty {
      members.append(
        ("__metadata__", .object(JSONObject(metadata.map { ($0, .string($1)) }))))
    }
    var end = 0
    for entry in entries {
      let begin = end
      end += entry.shape.reduce(entry.type.width, *)
      members.append(
        (
          entry.name,
          [
            "dtype": .string(entry.type.rawValue),
            "shape": .array(entry.shape.map(JSONText.integer)),
            "data_offsets": [.integer(begin), .integer(end)],
          ]
        ))
    }
    var bytes: [UInt8] = []
    JSONText.object(JSONObject(members)).append(to: &bytes)
    bytes += repeatElement(UInt8(ascii: " "), count: (8 - bytes.count % 8) % 8)
    return bytes
  }

  private static func write(
    _ content: Content, _ file: inout SafeFile.Writer
  ) throws(ArchiveError) {
    switch content {
    case .rows(let matrix, let rows):
      for row in rows {
        try write(UnsafeBufferPointer(start: matrix.row(row), count: matrix.columns), &file)
      }
    case .list(let values):
      var failure: ArchiveError?
      values.withUnsafeBufferPointer { values in
        do throws(ArchiveError) { try write(values, &file) } catch { failure = error }
      }
      if let failure { throw failure }
    case .integers(let values): try file.write(values.flatMap { bytes($0) })
    case .bytes(let values): try file.write(values)
    }
  }

  private static func write(
    _ values: UnsafeBufferPointer<Float>, _ file: inout SafeFile.Writer
  ) throws(ArchiveError) {
    #if _endian(little)
      try file.write(UnsafeRawBufferPointer(values))
    #else
      try file.write(values.flatMap { bytes($0.bitPattern) })
    #endif
  }

  private static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }
}
