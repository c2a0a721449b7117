/// Builds one of our own files from typed, named sections.
///
/// ```swift
/// var writer = ContainerWriter(kind: "vectors")
/// writer.add("words", strings: words)
/// writer.add("vectors", floats: pointer, rows: 9, columns: 100, stride: 112)
/// try writer.write(to: "food.vectors.gz")
/// ```
///
/// Sections are packed when they are added, so that no copy of a large matrix is kept. The same
/// sections in the same order give the same bytes. A fault in what was added (a name given twice, a
/// value that JSON cannot hold) is reported by `write`, which then writes nothing.
public struct ContainerWriter {
  private let kind: String
  private var entries: [ContainerFormat.Entry] = []
  private var members: [[UInt8]] = []
  /// Length and CRC-32 of what `members` hold, inflated.
  private var length = 0
  private var checksum: UInt32 = 0
  private var fault: ArchiveError?
  private let text = GzipWriter(.text)
  private let planes = GzipWriter(.shuffledFloats)

  /// - Parameter kind: what the whole file is, as `ContainerReader` will ask for it.
  public init(kind: String) { self.kind = kind }

  /// Adds a value as JSON with sorted keys.
  public mutating func add(_ name: String, json value: some Encodable, required: Bool = true) {
    do {
      let bytes = try ContainerFormat.encode(value)
      bytes.withUnsafeBytes { put(name, .json, [$0.count], $0, required) }
    } catch {
      fault = fault ?? .unwritableSection(name: name, reason: "JSON cannot hold one of its values")
    }
  }

  /// Adds a table of byte strings, which need not be UTF-8 and may be empty.
  public mutating func add(_ name: String, strings: [[UInt8]], required: Bool = true) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(strings.reduce(0) { $0 + $1.count + 4 })
    for string in strings {
      guard let length = UInt32(exactly: string.count) else {
        fault = fault ?? .unwritableSection(name: name, reason: "a string is longer than 4 GiB")
        return
      }
      withUnsafeBytes(of: length.littleEndian) { bytes.append(contentsOf: $0) }
    }
    for string in strings { bytes.append(contentsOf: string) }
    bytes.withUnsafeBytes { put(name, .strings, [strings.count], $0, required) }
  }

  /// Adds a matrix, bit for bit; row r starts at `floats + r * stride`.
  public mutating func add(
    _ name: String, floats: UnsafePointer<Float>, rows: Int, columns: Int, stride: Int,
    required: Bool = true
  ) {
    precondition(rows >= 0 && columns >= 0 && stride >= columns)
    let count = rows * columns
    begin(name, .float32, [rows, columns], count * 4, required)
    let blockCount = BytePlanes.valuesPerBlock
    let values = UnsafeMutablePointer<Float>.allocate(capacity: blockCount)
    // Eight bytes more: the padding that follows the last block.
    let block = UnsafeMutablePointer<UInt8>.allocate(capacity: blockCount * 4 + 8)
    defer {
      values.deallocate()
      block.deallocate()
    }
    var (row, column, done) = (0, 0, 0)
    while done < count {
      let n = min(blockCount, count - done)
      var filled = 0
      while filled < n {
        let part = min(n - filled, columns - column)
        (values + filled).update(from: floats + row * stride + column, count: part)
        filled += part
        column += part
        if column == columns { (row, column) = (row + 1, 0) }
      }
      done += n
      BytePlanes.split(values, n, into: block)
      let padding = done == count ? ContainerFormat.aligned(count * 4) - count * 4 : 0
      (block + n * 4).update(repeating: 0, count: padding)
      append(UnsafeRawBufferPointer(start: block, count: n * 4 + padding), planes)
    }
  }

  /// Adds a matrix of bytes, row after row without gaps.
  public mutating func add(
    _ name: String, bytes: [Int8], rows: Int, columns: Int, required: Bool = true
  ) {
    precondition(rows >= 0 && columns >= 0 && bytes.count == rows * columns)
    bytes.withUnsafeBytes { put(name, .int8, [rows, columns], $0, required, planes) }
  }

  /// Adds a list of integers.
  public mutating func add(_ name: String, integers: [Int64], required: Bool = true) {
    let stored = integers.map(\.littleEndian)
    stored.withUnsafeBytes { put(name, .int64, [integers.count], $0, required) }
  }

  /// Writes the container so that the old or the new file is there, whatever happens.
  ///
  /// - Errors: `unwritableSection` for a fault in what was added; those of `SafeFile.write`.
  public func write(to path: String) throws(ArchiveError) {
    if let fault { throw fault }
    let opening = try opening()
    var whole = opening.withUnsafeBytes { Checksum.of($0) }
    whole = Checksum.joined(whole, checksum, length: length)
    let ending = withUnsafeBytes(of: whole.littleEndian) { Array($0) }
    try SafeFile.write(path) { (file: inout SafeFile.Writer) throws(ArchiveError) in
      var start = 0
      while start < opening.count {
        let end = min(start + GzipWriter.blockSize, opening.count)
        try file.write(opening[start..<end].withUnsafeBytes { text.member($0).packed })
        start = end
      }
      for member in members { try file.write(member) }
      try file.write(ending.withUnsafeBytes { text.member($0).packed })
    }
  }

  // MARK: - Parts

  /// Magic, version, header length, header; the header is padded with spaces.
  private func opening() throws(ArchiveError) -> [UInt8] {
    var header: [UInt8]
    do {
      header = try ContainerFormat.encode(ContainerFormat.Header(kind: kind, sections: entries))
    } catch {
      throw .unwritableSection(name: "header", reason: "JSON cannot hold one of its values")
    }
    while header.count % ContainerFormat.alignment != 0 { header.append(UInt8(ascii: " ")) }
    guard header.count <= ContainerFormat.maximumHeaderSize else {
      throw .unwritableSection(name: "header", reason: "there are too many sections")
    }
    var bytes = ContainerFormat.magic
    for number in [UInt32(ContainerFormat.version), UInt32(header.count)] {
      withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }
    return bytes + header
  }

  private mutating func begin(
    _ name: String, _ type: ContainerFormat.SectionType, _ shape: [Int], _ bytes: Int,
    _ required: Bool
  ) {
    if name.isEmpty {
      fault = fault ?? .unwritableSection(name: name, reason: "it has no name")
    } else if entries.contains(where: { $0.name == name }) {
      fault = fault ?? .unwritableSection(name: name, reason: "there is one of that name already")
    }
    entries.append(
      .init(
        name: name, type: type.rawValue, shape: shape, offset: length, bytes: bytes,
        required: required))
  }

  private mutating func put(
    _ name: String, _ type: ContainerFormat.SectionType, _ shape: [Int],
    _ bytes: UnsafeRawBufferPointer, _ required: Bool, _ packer: GzipWriter? = nil
  ) {
    let packer = packer ?? text
    begin(name, type, shape, bytes.count, required)
    var rest = bytes
    while rest.count > GzipWriter.blockSize {
      append(UnsafeRawBufferPointer(rebasing: rest.prefix(GzipWriter.blockSize)), packer)
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(GzipWriter.blockSize))
    }
    let padding = ContainerFormat.aligned(rest.count) - rest.count
    if rest.isEmpty { return }
    if padding == 0 { return append(rest, packer) }
    (Array(rest) + [UInt8](repeating: 0, count: padding)).withUnsafeBytes { append($0, packer) }
  }

  private mutating func append(_ bytes: UnsafeRawBufferPointer, _ packer: GzipWriter) {
    let (packed, sum) = packer.member(bytes)
    members.append(packed)
    checksum = Checksum.joined(checksum, sum, length: bytes.count)
    length += bytes.count
  }
}
