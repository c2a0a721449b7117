import Archive
import Foundation
import Testing

/// A small container with a section of every type, and everything that can be read from it.
struct SampleContainer: Equatable {
  struct Settings: Codable, Equatable {
    var name: String
    var epochs: Int
    var rate: Double
  }

  var kind = "sample"
  var names = ["settings", "words", "counts", "vectors", "none", "bytes", "halves"]
  var settings = Settings(name: "Löffel", epochs: 5, rate: 0.025)
  var words: [[UInt8]] = [Array("tasty".utf8), [], [0xff, 0], Array("ice cream".utf8)]
  var counts: [Int64] = [.min, -1, 0, 7, .max]
  var rows = 3
  var columns = 5
  var vectors = (0..<15).map { UInt32(truncatingIfNeeded: 0x3f80_0001 &+ $0 &* 77_777_777) }
  var none: [Int64] = []
  var bytesRows = 2
  var halfRows = 3
  var halfValues: [Float] = [0, 1, -2.5, 65_504, 0.099975586, -5.9604645e-8]
  var byteValues: [Int8] = [-128, -1, 0, 1, 2, 127]

  func writer() -> ContainerWriter {
    var writer = ContainerWriter(kind: kind)
    writer.add("settings", json: settings)
    writer.add("words", strings: words)
    writer.add("counts", integers: counts)
    // Rows with a gap between them, as a matrix has.
    var strided = [Float](repeating: .nan, count: rows * 8)
    for index in 0..<rows * columns {
      strided[index / columns * 8 + index % columns] = Float(bitPattern: vectors[index])
    }
    writer.add("vectors", floats: strided, rows: rows, columns: columns, stride: 8)
    writer.add("none", integers: none)
    writer.add("bytes", bytes: byteValues, rows: bytesRows, columns: 3)
    writer.add(
      "halves", floats: halfValues, rows: halfRows, columns: 2, stride: 2, as: .float16)
    return writer
  }

  init() {}

  init(_ reader: ContainerReader) throws {
    kind = reader.kind
    names = reader.names
    settings = try reader.json("settings", as: Settings.self)
    words = try reader.strings("words")
    counts = try reader.integers("counts")
    let halves = try reader.floats("halves")
    (halfRows, halfValues) = (halves.rows, halves.values)
    let matrix = try reader.floats("vectors")
    (rows, columns) = (matrix.rows, matrix.columns)
    vectors = matrix.values.map(\.bitPattern)
    none = try reader.integers("none")
    let bytes = try reader.bytes("bytes")
    (bytesRows, byteValues) = (bytes.rows, bytes.values)
  }

  func bytes() throws -> [UInt8] {
    var bytes: [UInt8] = []
    try withFolder { folder in
      try writer().write(to: folder + "/sample.gz")
      bytes = Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/sample.gz")))
    }
    return bytes
  }
}

/// An inflated container made by hand, so that it can say anything.
func container(
  header: String, sections: [UInt8] = [], version: UInt32 = 1, headerSize: UInt32? = nil,
  checksum: UInt32? = nil
) -> [UInt8] {
  var header = Array(header.utf8)
  while header.count % 8 != 0 { header.append(32) }
  var bytes = Array("LEXIGATE".utf8)
  for number in [version, headerSize ?? UInt32(header.count)] {
    bytes += withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }
  bytes += header + sections
  let sum = checksum ?? bytes.withUnsafeBytes { Checksum.of($0) }
  return bytes + withUnsafeBytes(of: sum.littleEndian) { Array($0) }
}

@Suite struct ContainerTests {
  @Test func everythingComesBack() throws {
    try withFolder { folder in
      let path = folder + "/sample.gz"
      let sample = SampleContainer()
      try sample.writer().write(to: path)
      let reader = try ContainerReader(path: path, kind: "sample")
      #expect(try SampleContainer(reader) == sample)
      #expect(reader.version == 1)
      #expect(reader.shape("vectors") == [3, 5])
      #expect(reader.has("none"))
      #expect(!reader.has("nothing"))
    }
  }

  @Test func theSameContentGivesTheSameBytes() throws {
    #expect(try SampleContainer().bytes() == SampleContainer().bytes())
  }

  /// Sections of several members, with a last block that needs padding.
  @Test func largeSectionsComeBack() throws {
    try withFolder { folder in
      let path = folder + "/large.gz"
      let values = (0..<150_001).map { Float(bitPattern: UInt32(truncatingIfNeeded: $0 &* 31_337)) }
      let words = (0..<60_000).map { Array("word number \($0)".utf8) }
      var writer = ContainerWriter(kind: "large")
      writer.add("row", floats: values, rows: 1, columns: 150_001, stride: 150_001)
      writer.add("column", floats: values, rows: 150_001, columns: 1, stride: 1)
      writer.add("words", strings: words)
      let bytes = (0..<600_001).map { Int8(truncatingIfNeeded: $0 &* 31) }
      writer.add("bytes", bytes: bytes, rows: 600_001, columns: 1)
      writer.add("no bytes", bytes: [], rows: 0, columns: 7)
      try writer.write(to: path)
      let reader = try ContainerReader(path: path)
      #expect(try reader.bytes("bytes").values == bytes)
      #expect(try reader.bytes("no bytes").columns == 7)
      #expect(throws: ArchiveError.self) { try reader.floats("bytes") }
      #expect(throws: ArchiveError.self) { try reader.bytes("row") }
      #expect(try reader.floats("row").values.map(\.bitPattern) == values.map(\.bitPattern))
      #expect(try reader.floats("column").rows == 150_001)
      #expect(try reader.floats("column").values.map(\.bitPattern) == values.map(\.bitPattern))
      #expect(try reader.strings("words") == words)
    }
  }

  /// Rows with room between them, from blocks that begin and end within rows.
  @Test func rowsGoWhereTheyBelong() throws {
    let rows = 70_001
    let values = (0..<rows * 37).map {
      Float(bitPattern: UInt32(truncatingIfNeeded: $0 &* 2_654_435_761))
    }
    var writer = ContainerWriter(kind: "sample")
    writer.add("before", integers: [1, 2, 3])
    writer.add("matrix", floats: values, rows: rows, columns: 37, stride: 37)
    writer.add("after", integers: (0..<9999).map { Int64($0) })
    try withFolder { folder in
      try writer.write(to: folder + "/sample.gz")
      let reader = try ContainerReader(path: folder + "/sample.gz")
      var read = [Float](repeating: 0, count: rows * 40)
      try reader.floats("matrix", into: &read, stride: 40)
      var differences = 0
      for index in values.indices
      where read[index / 37 * 40 + index % 37].bitPattern != values[index].bitPattern {
        differences += 1
      }
      #expect(differences == 0)
      #expect(try reader.integers("before") == [1, 2, 3])
      #expect(try reader.integers("after") == (0..<9999).map { Int64($0) })
    }
  }

  /// Planes of noise are stored, others packed; a reader sees no difference.
  @Test func planesOfNoiseAreStored() throws {
    var state: UInt64 = 5
    let values = (0..<200_000).map { _ -> Float in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(Int32(truncatingIfNeeded: state >> 33) - (1 << 30)) / Float(1 << 31)
    }
    var writer = ContainerWriter(kind: "sample")
    writer.add("matrix", floats: values, rows: 1000, columns: 200, stride: 200)
    writer.add(
      "zeros", floats: [Float](repeating: 0, count: 200_000), rows: 1000, columns: 200, stride: 200)
    try withFolder { folder in
      try writer.write(to: folder + "/sample.gz")
      let size = try FileManager.default.attributesOfItem(atPath: folder + "/sample.gz")[.size]
      // Three planes of noise as they are, the exponents and the zeros far smaller.
      #expect((600_000..<760_000).contains((size as? Int) ?? 0), "\(String(describing: size))")
      let reader = try ContainerReader(path: folder + "/sample.gz")
      #expect(try reader.floats("matrix").values == values)
      #expect(try reader.floats("zeros").values.allSatisfy { $0 == 0 })
    }
  }

  @Test func anotherGzipLayerOrNoneIsTheSameFile() throws {
    let packed = try SampleContainer().bytes()
    var inflated: [UInt8] = []
    var source = ByteReader(bytes: packed, name: "packed")
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = try buffer.withUnsafeMutableBytes { try source.read(into: $0) }
      if count == 0 { break }
      inflated += buffer[..<count]
    }
    for file in [inflated, storedGzip(inflated)] {
      let reader = try ContainerReader(bytes: file, name: "other")
      #expect(try SampleContainer(reader) == SampleContainer())
    }
  }

  // MARK: - Damage

  @Test func cutAnywhereItIsRefused() throws {
    let bytes = try SampleContainer().bytes()
    for length in 0..<bytes.count {
      #expect(throws: ArchiveError.self) {
        try ContainerReader(bytes: Array(bytes[..<length]), name: "cut")
      }
    }
  }

  /// A flipped bit is refused, or lies where nothing is stored (the time in a gzip header).
  @Test func noFlippedBitGivesAnotherContent() throws {
    var bytes = try SampleContainer().bytes()
    let sample = SampleContainer()
    var accepted = 0
    for bit in 0..<bytes.count * 8 {
      bytes[bit / 8] ^= 1 << (bit % 8)
      defer { bytes[bit / 8] ^= 1 << (bit % 8) }
      // A section is unpacked, and found damaged, when it is taken.
      guard let reader = try? ContainerReader(bytes: bytes, name: "flipped"),
        let read = try? SampleContainer(reader)
      else { continue }
      accepted += 1
      #expect(read == sample, "bit \(bit)")
    }
    // Eight members, each with at most 20 bytes of header that carry no content.
    #expect(accepted <= 8 * 20 * 8)
  }

  /// What its packed bytes cannot hold is not unpacked to be missed in the end.
  @Test func aHeaderThatPromisesTooMuchIsRefusedAtOnce() throws {
    let zeros = storedGzip([UInt8](repeating: 0, count: 1 << 16))
    for (rows, isRefusedAtOnce) in [(1 << 50, true), (1 << 26, true), (1 << 22, false)] {
      let header = sections(section("m", "float32", shape: "[\(rows), 4]", bytes: rows * 16))
      let opening = Array(container(header: header).dropLast(4))
      let file = storedGzip(opening) + zeros
      let total = opening.count + rows * 16 + 4
      #expect(
        throws: ArchiveError.malformed(
          path: "f", place: "content",
          found: isRefusedAtOnce
            ? "a file of \(file.count) bytes" : "the end after \(opening.count + (1 << 16)) bytes",
          expected: "\(total) bytes" + (isRefusedAtOnce ? " of content" : ""))
      ) { try ContainerReader(bytes: file, name: "f") }
    }
  }

  /// What nobody takes is not read: a fault there is found by who takes it, and by nobody else.
  @Test func onlyWhatIsTakenIsUnpacked() throws {
    try withFolder { folder in
      let path = folder + "/sample.gz"
      let values = (0..<300_000).map { Float($0) }
      var writer = ContainerWriter(kind: "sample")
      writer.add("before", integers: [1, 2, 3])
      writer.add("matrix", floats: values, rows: 1000, columns: 300, stride: 300)
      writer.add("after", strings: [[97]])
      try writer.write(to: path)
      var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
      let middle = bytes.count / 2
      bytes[middle] ^= 1
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      let reader = try ContainerReader(path: path)
      #expect(try reader.integers("before") == [1, 2, 3])
      #expect(try reader.strings("after") == [[97]])
      let offset = memberOffsets(bytes).last { $0 <= middle } ?? -1
      #expect(
        throws: ArchiveError.damaged(
          path: path, offset: offset, found: "incorrect data check", expected: "valid gzip data")
      ) { try reader.floats("matrix") }
    }
  }

  /// A file that has become shorter since it was opened.
  @Test func whatIsCutOffAfterOpeningIsTold() throws {
    try withFolder { folder in
      let path = folder + "/sample.gz"
      var writer = ContainerWriter(kind: "sample")
      let values = (0..<300_000).map { Float($0) }
      writer.add("matrix", floats: values, rows: 1000, columns: 300, stride: 300)
      try writer.write(to: path)
      let reader = try ContainerReader(path: path)
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      try handle.truncate(atOffset: 5000)
      try handle.close()
      #expect(
        throws: ArchiveError.cutOff(
          path: path, offset: 5000, expected: "the rest of the gzip data")
      ) { try reader.floats("matrix") }
    }
  }

  /// Where a file's members begin, by the lengths that they state.
  func memberOffsets(_ bytes: [UInt8]) -> [Int] {
    var (offsets, offset) = ([Int](), 0)
    while offset < bytes.count {
      offsets.append(offset)
      offset += (0..<4).reduce(0) { $0 | Int(bytes[offset + 16 + $1]) << (8 * $1) }
    }
    return offsets
  }

  /// Lengths and checksums that agree with each other but not with the content are found when the
  /// content is unpacked.
  @Test func membersThatLieTogetherAreFound() throws {
    let sample = try SampleContainer().bytes()
    let offsets = memberOffsets(sample)
    let reader = try ContainerReader(bytes: sample, name: "sound")
    // Two members change places: the opening still is what it was.
    let parts = offsets.indices.map { index in
      Array(
        sample[offsets[index]..<(index + 1 < offsets.count ? offsets[index + 1] : sample.count)])
    }
    for first in 1..<parts.count {
      for second in first + 1..<parts.count {
        var swapped = parts
        swapped.swapAt(first, second)
        let file = swapped.flatMap { $0 }
        #expect(throws: ArchiveError.self, "\(first) and \(second)") {
          try SampleContainer(ContainerReader(bytes: file, name: "swapped"))
        }
      }
    }
    #expect(try SampleContainer(reader) == SampleContainer())
  }

  @Test func bytesAfterTheEndAreRefused() throws {
    let bytes = try SampleContainer().bytes()
    #expect(throws: ArchiveError.self) {
      try ContainerReader(bytes: bytes + [0], name: "longer")
    }
    #expect(throws: ArchiveError.self) {
      try ContainerReader(bytes: bytes + storedGzip([0]), name: "longer")
    }
    #expect(throws: ArchiveError.self) {
      try ContainerReader(bytes: bytes + bytes, name: "twice")
    }
  }

  // MARK: - Lies

  func refusal(_ bytes: [UInt8]) -> String {
    do {
      _ = try ContainerReader(bytes: bytes, name: "lie")
      return "accepted"
    } catch {
      return "\(error)"
    }
  }

  func sections(_ list: String...) -> String {
    #"{"kind":"k","sections":[\#(list.joined(separator: ","))]}"#
  }

  func section(
    _ name: String = "a", _ type: String = "int64", shape: String = "[1]", offset: Int = 0,
    bytes: Int = 8, required: Bool = true
  ) -> String {
    #"{"name":"\#(name)","type":"\#(type)","shape":\#(shape),"offset":\#(offset),"#
      + #""bytes":\#(bytes),"required":\#(required)}"#
  }

  let faulty = "the program that wrote this file is at fault"

  @Test func aSoundHandMadeContainerIsRead() throws {
    let bytes = container(header: sections(section()), sections: [7, 0, 0, 0, 0, 0, 0, 0])
    #expect(try ContainerReader(bytes: bytes, name: "made").integers("a") == [7])
  }

  @Test func otherFilesAreNotOurs() {
    for text in ["", "LEXIGAT", "LEXIGATF0000000000000000", "{}", "the 0.1 0.2\n"] {
      #expect(refusal(Array(text.utf8)) == "lie: this is not a file written by lexigate")
    }
  }

  @Test func wrongOpeningsAreRefused() {
    let good = sections(section())
    let eight = [UInt8](repeating: 0, count: 8)
    #expect(
      refusal(container(header: good, sections: eight, version: 2))
        == "lie: this file has version 2, but only versions up to 1 are known here; "
        + "use a newer lexigate")
    #expect(
      refusal(container(header: good, sections: eight, version: 0))
        == "lie: header: found version 0, but a version from 1 on was expected; \(faulty)")
    #expect(
      refusal(container(header: good, sections: eight, headerSize: .max))
        == "lie: header: found a length of 4294967295, but a multiple of 8 up to 16777216 was "
        + "expected; \(faulty)")
    #expect(refusal(container(header: good, headerSize: 1 << 24)).contains("the end after"))
    #expect(
      refusal(container(header: good, sections: eight, checksum: 1))
        == "lie: checksum: found another one, but the one of the content was expected; \(faulty)")
    #expect(refusal(container(header: "")).contains("unreadable JSON"))
    #expect(refusal(container(header: "{")).contains("unreadable JSON"))
    #expect(
      refusal(container(header: "{}"))
        == "lie: header: found the JSON value without 'kind', but a list of sections was "
        + "expected; \(faulty)")
    let deep = String(repeating: "[", count: 100_000)
    #expect(refusal(container(header: deep)).contains("unreadable JSON"))
    #expect(
      refusal(container(header: sections(section(bytes: 8).replacing(":8,", with: ":1e300,"))))
        .contains("header"))
  }

  @Test func wrongLayoutsAreRefused() {
    func said(_ list: String...) -> String {
      refusal(
        container(
          header: #"{"kind":"k","sections":[\#(list.joined(separator: ","))]}"#,
          sections: [UInt8](repeating: 0, count: 16)))
    }
    #expect(said(section(), section("a", offset: 8)).contains("a second one of that name"))
    #expect(said(section(""), section("b", offset: 8)).contains("a name for it"))
    #expect(said(section(), section("b", offset: 0)).contains("offset 0, but offset 8"))
    #expect(said(section(offset: -8)).contains("offset -8, but offset 0"))
    #expect(said(section(offset: 8)).contains("offset 8, but offset 0"))
    #expect(said(section(shape: "[2]")).contains("8 bytes, but the size of the shape 2 was"))
    #expect(said(section(shape: "[1,1]")).contains("the size of the shape 1 × 1"))
    #expect(said(section(shape: "[]")).contains("the size of the shape"))
    #expect(said(section(shape: "[-1]", bytes: -8)).contains("a size of -8 bytes"))
    #expect(said(section()).contains("more bytes"))
    #expect(said(section("a", shape: "[4]", bytes: 32)).contains("the end after"))
    #expect(said(section("a", "int8", shape: "[8]")).contains("the size of the shape 8"))
    #expect(said(section("a", "int8", shape: "[3,3]")).contains("the size of the shape 3 × 3"))
    #expect(said(section("a", "strings", shape: "[3]")).contains("the size of the shape 3"))
    #expect(said(section("a", "json", shape: "[3]")).contains("the size of the shape 3"))
  }

  /// Numbers beyond all memory are refused by arithmetic, before anything is allocated for them.
  @Test func hugeClaimsAreRefusedAtOnce() {
    let huge = Int.max
    let started = ContinuousClock.now
    for entry in [
      section("a", "float32", shape: "[\(huge),\(huge)]", bytes: 8),
      section("a", "float32", shape: "[\(huge),4]", bytes: huge),
      section("a", "int8", shape: "[\(huge),\(huge)]", bytes: 8),
      section("a", "float32", shape: "[0,\(huge)]", bytes: 0),
      section("a", "int8", shape: "[\(huge),0]", bytes: 0),
      section("a", "int64", shape: "[\(huge)]", bytes: huge),
      section("a", "int64", shape: "[\(1 << 52)]", bytes: 1 << 55),
      section("a", "strings", shape: "[\(huge)]", bytes: 16),
      section("a", "mystery", shape: "[]", bytes: huge),
    ] {
      #expect(refusal(container(header: sections(entry))) != "accepted")
    }
    #expect(ContinuousClock.now - started < .seconds(5))
  }

  /// A stream of 25 GiB whose header declares 100 bytes is left where the header ends it.
  @Test func aBombStopsAtItsDeclaredSize() throws {
    let honest = container(header: sections(section()), sections: [7, 0, 0, 0, 0, 0, 0, 0])
    let zeros = [UInt8](repeating: 0, count: 262_144)
    let packer = GzipWriter(.text)
    let member = zeros.withUnsafeBytes { packer.member($0).packed }
    var bomb = honest.withUnsafeBytes { packer.member($0).packed }
    for _ in 0..<100_000 { bomb += member }
    let started = ContinuousClock.now
    #expect(refusal(bomb).contains("more bytes"))
    #expect(ContinuousClock.now - started < .seconds(5))
  }

  // MARK: - What a reader asks for

  @Test func unknownSectionsAreSkippedOrRefusedByName() throws {
    let eight = [UInt8](repeating: 0, count: 8)
    let optional = container(
      header: sections(section("a", "tensor", shape: "[2,2,2]", required: false)), sections: eight)
    let reader = try ContainerReader(bytes: optional, name: "later")
    #expect(reader.names == [])
    #expect(reader.shape("a") == nil)
    let absurd = container(
      header: sections(
        section("a", "tensor", shape: "[-1,9223372036854775807]", bytes: 0, required: false)))
    #expect(try ContainerReader(bytes: absurd, name: "absurd").shape("a") == nil)
    #expect(throws: ArchiveError.self) { try reader.integers("a") }
    #expect(
      refusal(container(header: sections(section("a", "tensor")), sections: eight))
        == "lie: the section 'a' of type 'tensor' must be understood, but is not known here; "
        + "use a newer lexigate")

    let sample = try ContainerReader(bytes: SampleContainer().bytes(), name: "sample")
    try sample.refuseUnknown(known: SampleContainer().names)
    #expect(throws: ArchiveError.unknownSection(path: "sample", name: "none", type: "int64")) {
      try sample.refuseUnknown(known: ["settings", "words", "counts", "vectors"])
    }
  }

  @Test func wrongQuestionsAreAnswered() throws {
    let bytes = try SampleContainer().bytes()
    #expect(throws: ArchiveError.wrongKind(path: "s", found: "sample", expected: "model")) {
      try ContainerReader(bytes: bytes, name: "s", kind: "model")
    }
    let reader = try ContainerReader(bytes: bytes, name: "s")
    #expect(throws: ArchiveError.missingSection(path: "s", name: "bias")) {
      try reader.floats("bias")
    }
    #expect(
      throws: ArchiveError.wrongType(
        path: "s", name: "words", found: "a string table", expected: "a matrix of floats")
    ) { try reader.floats("words") }
    #expect(
      throws: ArchiveError.malformed(
        path: "s", place: "section 'settings'", found: "the JSON value of another type",
        expected: "the values that belong there")
    ) { try reader.json("settings", as: [Int].self) }
  }

  @Test func lengthsThatDoNotAddUpAreRefused() throws {
    for (lengths, rest) in [([9, 0] as [UInt8], 8), ([3, 4], 8), ([255, 1], 8)] {
      let table = [lengths[0], 0, 0, 0, lengths[1], 0, 0, 0] + [UInt8](repeating: 97, count: rest)
      let bytes = container(
        header: sections(section("a", "strings", shape: "[2]", bytes: 16)), sections: table)
      let reader = try ContainerReader(bytes: bytes, name: "s")
      #expect(throws: ArchiveError.self) { try reader.strings("a") }
    }
  }

  @Test func aWriterRefusesWhatItsReaderWould() throws {
    try withFolder { folder in
      let path = folder + "/a.gz"
      func refused(_ name: String, _ reason: String, _ fill: (inout ContainerWriter) -> Void) {
        var writer = ContainerWriter(kind: "k")
        fill(&writer)
        let expected = ArchiveError.unwritableSection(name: name, reason: reason)
        #expect(throws: expected) { try writer.write(to: path) }
      }
      refused("a", "there is one of that name already") {
        $0.add("a", integers: [1])
        $0.add("a", integers: [2])
      }
      refused("", "it has no name") { $0.add("", integers: [1]) }
      let values =
        "JSON cannot hold one of its values: a number that is not finite, or 512 lists and objects "
        + "inside each other"
      refused("a", values) { $0.add("a", json: [Double.nan]) }
      refused("a", values) { $0.add("a", json: Nest(depth: 512)) }
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }

  /// The deepest JSON that is written can be read again.
  @Test func jsonOfAnyDepthIsRefusedOrRead() throws {
    try withFolder { folder in
      for depth in [1, 510, 511, 512, 513, 2000] {
        let (path, nest) = ("\(folder)/\(depth).gz", Nest(depth: depth))
        var writer = ContainerWriter(kind: "k")
        writer.add("a", json: nest)
        if depth < 512 {
          try writer.write(to: path)
          let found = try ContainerReader(path: path).json("a", as: Nest.self)
          #expect(found == nest)
        } else {
          #expect(throws: ArchiveError.self) { try writer.write(to: path) }
          #expect(!FileManager.default.fileExists(atPath: path))
        }
      }
    }
  }
}

/// Lists inside each other.
private struct Nest: Codable, Equatable {
  var inner: [Nest] = []

  init(depth: Int) {
    if depth > 1 { inner = [Nest(depth: depth - 1)] }
  }

  init(from decoder: any Decoder) throws {
    inner = try decoder.singleValueContainer().decode([Nest].self)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(inner)
  }
}
