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
  private let packer = MemberPacker()

  /// - Parameter kind: what the whole file is, as `ContainerReader` will ask for it.
  public init(kind: String) { self.kind = kind }

  /// Adds a value as JSON with sorted keys.
  public mutating func add(_ name: String, json value: some Encodable, required: Bool = true) {
    do {
      let bytes = try ContainerFormat.encode(value)
      bytes.withUnsafeBytes { put(name, .json, [$0.count], $0, required) }
    } catch {
      // The encoder stops one level before the decoder would: what is written can be read again.
      fault =
        fault
        ?? .unwritableSection(
          name: name,
          reason: "JSON cannot hold one of its values: a number that is not finite, or 512 lists "
            + "and objects inside each other")
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

  /// How the numbers of a matrix are stored.
  public enum Precision: Sendable {
    /// Bit for bit.
    case float32
    /// Rounded to the nearest half float.
    case float16
  }

  /// Adds a matrix; row r starts at `floats + r * stride`.
  public mutating func add(
    _ name: String, floats: UnsafePointer<Float>, rows: Int, columns: Int, stride: Int,
    as precision: Precision = .float32, required: Bool = true
  ) {
    precondition(rows >= 0 && columns >= 0 && stride >= columns)
    let (count, isHalf) = (rows * columns, precision == .float16)
    let width = isHalf ? 2 : 4
    begin(name, isHalf ? .float16 : .float32, [rows, columns], count * width, required)
    let perBlock = GzipWriter.blockSize / width
    pack((count + perBlock - 1) / perBlock, .shuffledFloats) { block, scratch in
      let part = block * perBlock..<min(block * perBlock + perBlock, count)
      return withUnsafeTemporaryAllocation(of: Float.self, capacity: perBlock) { values in
        let values = values.baseAddress!
        var place = part.lowerBound
        while place < part.upperBound {
          let (row, column) = place.quotientAndRemainder(dividingBy: columns)
          let length = min(columns - column, part.upperBound - place)
          (values + place - part.lowerBound).initialize(
            from: floats + row * stride + column, count: length)
          place += length
        }
        let planes = scratch.assumingMemoryBound(to: UInt8.self)
        let size = part.count * width
        if isHalf {
          BytePlanes.splitHalves(values, part.count, into: planes)
        } else {
          BytePlanes.split(values, part.count, into: planes)
        }
        let padding = ContainerFormat.aligned(size) - size
        (planes + size).update(repeating: 0, count: padding)
        return UnsafeRawBufferPointer(start: planes, count: size + padding)
      }
    }
  }

  /// Adds a matrix of bytes, row after row without gaps.
  public mutating func add(
    _ name: String, bytes: UnsafePointer<Int8>, rows: Int, columns: Int, required: Bool = true
  ) {
    precondition(rows >= 0 && columns >= 0)
    let all = UnsafeRawBufferPointer(start: bytes, count: rows * columns)
    put(name, .int8, [rows, columns], all, required, .shuffledFloats)
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
    let text = GzipWriter(.text)
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
    _ bytes: UnsafeRawBufferPointer, _ required: Bool, _ content: GzipWriter.Content = .text
  ) {
    begin(name, type, shape, bytes.count, required)
    let size = GzipWriter.blockSize
    pack((bytes.count + size - 1) / size, content) { block, scratch in
      let part = UnsafeRawBufferPointer(
        rebasing: bytes[block * size..<min(block * size + size, bytes.count)])
      let padded = ContainerFormat.aligned(part.count)
      if padded == part.count { return part }
      scratch.copyMemory(from: part.baseAddress!, byteCount: part.count)
      (scratch + part.count).initializeMemory(
        as: UInt8.self, repeating: 0, count: padded - part.count)
      return UnsafeRawBufferPointer(start: scratch, count: padded)
    }
  }

  private mutating func pack(
    _ count: Int, _ content: GzipWriter.Content,
    _ block: (_ index: Int, _ scratch: UnsafeMutableRawPointer) -> UnsafeRawBufferPointer
  ) {
    for member in packer.members(count, content, block) {
      members.append(member.packed)
      checksum = Checksum.joined(checksum, member.checksum, length: member.length)
      length += member.length
    }
  }
}
