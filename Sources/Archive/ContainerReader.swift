import Synchronization

/// One of our own files, opened and found sound, with its sections ready to be taken.
///
/// Nothing is believed before it is checked: memory grows with the bytes that are really there,
/// never with a number that the file states; every section lies where it must and has the size that its
/// shape gives; the checksum over everything agrees with those of its parts. A file as our writer lays
/// it is then unpacked section by section, when they are taken, on all cores; a section that nobody
/// takes is never read. Any other is read whole at once, up to where its header says that it ends.
/// Loading runs no code and opens no other file.
///
/// A section of a type that is not known here is skipped when it is optional and refused by name when
/// it is required. `refuseUnknown` does the same for names.
public struct ContainerReader: Sendable {
  public let path: String
  /// What the whole file is: "vectors", "model", …
  public let kind: String
  /// The version of the container's layout.
  public let version: Int

  private let content: ContainerContent
  private let cores = AllCores()
  private let entries: [ContainerFormat.Entry]
  /// Where sections count their offsets from.
  private let start: Int

  /// Opens and checks the file at `path`.
  ///
  /// - Parameter kind: what the file must be; nil accepts every kind.
  /// - Errors: those of `ByteReader`, and `notContainer`, `newerVersion`, `malformed`,
  ///   `unknownSection`, `wrongKind`.
  public init(path: String, kind: String? = nil) throws(ArchiveError) {
    let source = try ByteReader(path: path)
    let packed = source.packedFile
    try self.init(source, packed, kind: kind)
  }

  /// Opens and checks a container that lies in memory; `name` stands for it in messages.
  package init(bytes: [UInt8], name: String, kind: String? = nil) throws(ArchiveError) {
    try self.init(
      ByteReader(bytes: bytes, name: name), PackedFile(bytes: bytes, path: name), kind: kind)
  }

  private init(
    _ source: consuming ByteReader, _ packed: PackedFile?, kind: String?
  ) throws(ArchiveError) {
    var source = source
    let path = source.path
    func malformed(_ place: String, _ found: String, _ expected: String) -> ArchiveError {
      .malformed(path: path, place: place, found: found, expected: expected)
    }
    let content = InflatedContent()

    // Magic, version, length of the header.
    try content.read(upTo: ContainerFormat.prefixSize, from: &source)
    guard content.count >= 8, content.bytes.prefix(8).elementsEqual(ContainerFormat.magic) else {
      throw .notContainer(path: path)
    }
    guard content.count == ContainerFormat.prefixSize else {
      throw malformed("header", "the end", "\(ContainerFormat.prefixSize) bytes")
    }
    let version = Int(content.integer(at: 8))
    guard version >= 1 else { throw malformed("header", "version 0", "a version from 1 on") }
    guard version <= ContainerFormat.version else {
      throw .newerVersion(path: path, found: version, supported: ContainerFormat.version)
    }
    let headerSize = Int(content.integer(at: 12))
    guard headerSize <= ContainerFormat.maximumHeaderSize, headerSize % 8 == 0 else {
      throw malformed(
        "header", "a length of \(headerSize)",
        "a multiple of 8 up to \(ContainerFormat.maximumHeaderSize)")
    }

    // The header, and by it the length of everything.
    let start = ContainerFormat.prefixSize + headerSize
    try content.read(upTo: start, from: &source)
    guard content.count == start else {
      throw malformed("header", "the end after \(content.count) bytes", "\(start) bytes")
    }
    let header: ContainerFormat.Header
    do {
      header = try ContainerFormat.decode(
        ContainerFormat.Header.self, content.slice(ContainerFormat.prefixSize..<start))
    } catch {
      throw malformed("header", ContainerFormat.word(for: error), "a list of sections")
    }
    let end = start + (try Self.checkLayout(header.sections, malformed))
    let total = end + ContainerFormat.checksumSize
    // What cannot be there is not unpacked to the end to be missed.
    if let packed, !source.mayHold(total) {
      throw malformed("content", "a file of \(packed.size) bytes", "\(total) bytes of content")
    }

    let members = packed.flatMap { file in
      ContainerContent.members(
        of: file, opening: content.slice(0..<start),
        sections: header.sections.map { start + $0.offset..<start + $0.offset + $0.bytes },
        end: end)
    }
    if members == nil {
      // The sections, one byte more to see whether the content ends where it says, the checksum.
      try content.read(upTo: total + 1, from: &source)
      guard content.count == total else {
        throw malformed(
          "content", content.count > total ? "more bytes" : "the end after \(content.count) bytes",
          "\(total) bytes")
      }
      guard Checksum.of(content.slice(0..<end)) == content.integer(at: end) else {
        throw malformed("checksum", "another one", "the one of the content")
      }
    }

    for entry in header.sections where entry.required {
      guard ContainerFormat.SectionType(rawValue: entry.type) != nil else {
        throw .unknownSection(path: path, name: entry.name, type: entry.type)
      }
    }
    if let kind, kind != header.kind {
      throw .wrongKind(path: path, found: header.kind, expected: kind)
    }
    self.path = path
    self.kind = header.kind
    self.version = version
    self.content = members ?? .whole(content)
    self.entries = header.sections
    self.start = start
  }

  /// The names of all sections that can be read, in the order of the file.
  public var names: [String] {
    entries.filter { ContainerFormat.SectionType(rawValue: $0.type) != nil }.map(\.name)
  }

  public func has(_ name: String) -> Bool { names.contains(name) }

  /// The shape of a section: [rows, columns] of a matrix, [count] of a list; nil when it is missing or
  /// of an unknown type, whose shape nobody has looked at.
  public func shape(_ name: String) -> [Int]? {
    type(name) == nil ? nil : entries.first { $0.name == name }?.shape
  }

  /// Whether a section is a matrix of bytes.
  public func holdsBytes(_ name: String) -> Bool { type(name) == .int8 }

  /// Whether a section is a matrix of half floats.
  public func holdsHalves(_ name: String) -> Bool { type(name) == .float16 }

  private func type(_ name: String) -> ContainerFormat.SectionType? {
    entries.first { $0.name == name }.flatMap { ContainerFormat.SectionType(rawValue: $0.type) }
  }

  /// Throws `unknownSection` when a required section is none of `known`.
  public func refuseUnknown(known: [String]) throws(ArchiveError) {
    for entry in entries where entry.required && !known.contains(entry.name) {
      throw .unknownSection(path: path, name: entry.name, type: entry.type)
    }
  }

  /// A JSON section as a value.
  ///
  /// - Errors: `missingSection`, `wrongType`; `malformed` when the JSON is not what `type` needs.
  public func json<T: Decodable>(_ name: String, as type: T.Type) throws(ArchiveError) -> T {
    let (_, range) = try section(name, .json)
    return try content.withBytes(range, on: cores) { bytes throws(ArchiveError) in
      do {
        return try ContainerFormat.decode(type, bytes)
      } catch {
        throw .malformed(
          path: path, place: "section '\(name)'", found: ContainerFormat.word(for: error),
          expected: "the values that belong there")
      }
    }
  }

  /// A string table.
  ///
  /// - Errors: `missingSection`, `wrongType`; `malformed` when the lengths do not add up.
  public func strings(_ name: String) throws(ArchiveError) -> [[UInt8]] {
    var strings: [[UInt8]] = []
    try forEachString(name) { strings.append(Array($0)) }
    return strings
  }

  /// Hands the strings of a table to `body` where they lie, in their order; a fault further on is
  /// found when it is come to.
  ///
  /// - Errors: as `strings`.
  package func forEachString(
    _ name: String, _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) throws(ArchiveError) {
    let (entry, range) = try section(name, .strings)
    let count = entry.shape[0]
    try content.withBytes(range, on: cores) { bytes throws(ArchiveError) in
      var place = count * 4
      for index in 0..<count {
        let stored = bytes.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)
        let length = Int(UInt32(littleEndian: stored))
        guard length <= bytes.count - place else { throw wrongLengths(name) }
        let string = UnsafeRawBufferPointer(rebasing: bytes[place..<place + length])
        body(string.assumingMemoryBound(to: UInt8.self))
        place += length
      }
      guard place == bytes.count else { throw wrongLengths(name) }
    }
  }

  /// A matrix of floats or half floats, row after row without gaps.
  ///
  /// - Errors: `missingSection`, `wrongType`; the file's own faults.
  public func floats(
    _ name: String
  ) throws(ArchiveError) -> (rows: Int, columns: Int, values: [Float]) {
    let (entry, _) = try section(name, .float32, .float16)
    let (rows, columns) = (entry.shape[0], entry.shape[1])
    var failure: ArchiveError?
    let values = [Float](unsafeUninitializedCapacity: rows * columns) { buffer, count in
      do throws(ArchiveError) {
        if let target = buffer.baseAddress { try floats(name, into: target, stride: columns) }
        count = rows * columns
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return (rows, columns, values)
  }

  /// Fills memory of the shape that `shape` told with floats or half floats: row r goes to
  /// `target + r * stride`.
  ///
  /// - Parameter chosen: the rows that are wanted; nil for all. Only the blocks that hold them are read;
  ///   of other rows some are filled too, wholly or in part.
  /// - Returns: whether all that were filled are finite.
  /// - Errors: `missingSection`, `wrongType`; the file's own faults.
  @discardableResult
  public func floats(
    _ name: String, into target: UnsafeMutablePointer<Float>, stride: Int,
    rows chosen: Set<Int>? = nil
  ) throws(ArchiveError) -> Bool {
    let (entry, range) = try section(name, .float32, .float16)
    let (rows, columns) = (entry.shape[0], entry.shape[1])
    precondition(stride >= columns)
    let isHalf = entry.type == ContainerFormat.SectionType.float16.rawValue
    let width = isHalf ? 2 : 4
    let blockLength = GzipWriter.blockSize / width
    let blocks = chosen.map { Self.blocks(of: $0, entry.shape, length: blockLength) }
    let isFinite = Atomic(true)
    try content.forEachBlock(range, among: blocks, on: cores) { block, bytes in
      let planes = bytes.assumingMemoryBound(to: UInt8.self)
      let start = block * blockLength
      let end = min(start + planes.count / width, rows * columns)
      var (place, isSound) = (start, true)
      while place < end {
        let (row, column) = place.quotientAndRemainder(dividingBy: columns)
        let part = place..<min(place + columns - column, end)
        let joined =
          isHalf
          ? BytePlanes.joinHalves(planes, part, from: start, into: target + row * stride + column)
          : BytePlanes.join(planes, part, from: start, into: target + row * stride + column)
        isSound = isSound && joined
        place = part.upperBound
      }
      if !isSound { isFinite.store(false, ordering: .relaxed) }
    }
    return isFinite.load(ordering: .relaxed)
  }

  /// The blocks of `length` values in which some rows lie, ascending.
  private static func blocks(of chosen: Set<Int>, _ shape: [Int], length: Int) -> [Int] {
    let (rows, columns) = (shape[0], shape[1])
    precondition(chosen.allSatisfy { 0..<rows ~= $0 }, "there are no such rows")
    guard columns > 0 else { return [] }
    var blocks: Set<Int> = []
    for row in chosen {
      blocks.formUnion(row * columns / length...(row * columns + columns - 1) / length)
    }
    return blocks.sorted()
  }

  /// A matrix of bytes, row after row without gaps.
  ///
  /// - Errors: `missingSection`, `wrongType`; the file's own faults.
  public func bytes(
    _ name: String
  ) throws(ArchiveError) -> (rows: Int, columns: Int, values: [Int8]) {
    let (entry, range) = try section(name, .int8)
    return try content.withBytes(range, on: cores) { bytes throws(ArchiveError) in
      (entry.shape[0], entry.shape[1], Array(bytes.bindMemory(to: Int8.self)))
    }
  }

  /// Fills memory of the shape that `shape` told with bytes, row after row without gaps.
  ///
  /// - Parameter chosen: as for floats.
  /// - Returns: the least of the bytes that were filled, 0 where none is below.
  /// - Errors: `missingSection`, `wrongType`; the file's own faults.
  package func bytes(
    _ name: String, into target: UnsafeMutablePointer<Int8>, rows chosen: Set<Int>? = nil
  ) throws(ArchiveError) -> Int8 {
    let (entry, range) = try section(name, .int8)
    let length = GzipWriter.blockSize
    let blocks = chosen.map { Self.blocks(of: $0, entry.shape, length: length) }
    let least = Atomic<Int8>(0)
    try content.forEachBlock(range, among: blocks, on: cores) { block, bytes in
      guard let source = bytes.bindMemory(to: Int8.self).baseAddress else { return }
      let place = target + block * length
      place.update(from: source, count: bytes.count)
      var own: Int8 = 0
      for index in 0..<bytes.count { own = min(own, place[index]) }
      least.min(own, ordering: .relaxed)
    }
    return least.load(ordering: .relaxed)
  }

  /// A list of integers.
  ///
  /// - Errors: `missingSection`, `wrongType`; the file's own faults.
  public func integers(_ name: String) throws(ArchiveError) -> [Int64] {
    let (entry, range) = try section(name, .int64)
    return try content.withBytes(range, on: cores) { bytes throws(ArchiveError) in
      (0..<entry.shape[0]).map {
        Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * 8, as: Int64.self))
      }
    }
  }

  // MARK: - Checks

  /// Where the last section ends, padding included, counted from the end of the header.
  private static func checkLayout(
    _ entries: [ContainerFormat.Entry], _ malformed: (String, String, String) -> ArchiveError
  ) throws(ArchiveError) -> Int {
    var expected = 0
    var seen: Set<String> = []
    for entry in entries {
      let place = "section '\(entry.name)'"
      guard !entry.name.isEmpty else { throw malformed("header", "a section", "a name for it") }
      guard seen.insert(entry.name).inserted else {
        throw malformed(place, "a second one of that name", "one")
      }
      guard entry.offset == expected else {
        throw malformed(place, "offset \(entry.offset)", "offset \(expected)")
      }
      // Far beyond any memory, and far enough from overflow to add up.
      guard entry.bytes >= 0, entry.bytes < 1 << 56, expected < 1 << 60 else {
        throw malformed(place, "a size of \(entry.bytes) bytes", "a possible size")
      }
      if let type = ContainerFormat.SectionType(rawValue: entry.type) {
        guard type.fits(shape: entry.shape, bytes: entry.bytes) else {
          let shape = entry.shape.map(String.init).joined(separator: " × ")
          throw malformed(place, "\(entry.bytes) bytes", "the size of the shape \(shape)")
        }
      }
      expected = ContainerFormat.aligned(expected + entry.bytes)
    }
    return expected
  }

  /// A section of one of `types`, and where its bytes are.
  private func section(
    _ name: String, _ types: ContainerFormat.SectionType...
  ) throws(ArchiveError) -> (ContainerFormat.Entry, Range<Int>) {
    guard let entry = entries.first(where: { $0.name == name }) else {
      throw .missingSection(path: path, name: name)
    }
    guard types.contains(where: { $0.rawValue == entry.type }) else {
      let found = ContainerFormat.SectionType(rawValue: entry.type)?.title ?? "'\(entry.type)'"
      throw .wrongType(path: path, name: name, found: found, expected: types[0].title)
    }
    let begin = start + entry.offset
    return (entry, begin..<begin + entry.bytes)
  }

  private func wrongLengths(_ name: String) -> ArchiveError {
    .malformed(
      path: path, place: "section '\(name)'", found: "lengths that do not add up",
      expected: "the lengths of its strings")
  }
}
