import Archive
import Testing

@Suite struct GzipWriterTests {
  func unpack(_ bytes: [UInt8]) throws -> [UInt8] {
    var reader = ByteReader(bytes: bytes, name: "packed")
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1000)
    while true {
      let count = try buffer.withUnsafeMutableBytes { try reader.read(into: $0) }
      if count == 0 { return content }
      content += buffer[..<count]
    }
  }

  func pack(_ bytes: [UInt8], _ content: GzipWriter.Content) -> [UInt8] {
    bytes.withUnsafeBytes { GzipWriter(content).member($0).packed }
  }

  @Test(arguments: [GzipWriter.Content.text, .shuffledFloats])
  func membersUnpackToWhatWentIn(_ content: GzipWriter.Content) throws {
    for count in [0, 1, 7, 1000, 262_144] {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
      #expect(try unpack(pack(bytes, content)) == bytes)
    }
  }

  @Test func membersOneAfterAnotherAreOneFile() throws {
    let writer = GzipWriter(.text)
    let file = ["tasty ", "", "and crispy"].flatMap { part in
      Array(part.utf8).withUnsafeBytes { writer.member($0).packed }
    }
    #expect(try unpack(file) == Array("tasty and crispy".utf8))
  }

  @Test func theHeaderHoldsNothingButLengths() {
    let packed = pack(Array("cake".utf8), .text)
    #expect(Array(packed[..<16]) == [31, 139, 8, 4, 0, 0, 0, 0, 0, 255, 12, 0, 76, 88, 8, 0])
    #expect(Array(packed[16..<24]) == [UInt8(packed.count), 0, 0, 0, 4, 0, 0, 0])
    #expect(pack(Array("cake".utf8), .text) == packed)
  }

  /// The check value that the catalogues of CRCs give for CRC-32.
  @Test func checksumIsTheOneOfGzip() {
    let sum = Array("123456789".utf8).withUnsafeBytes { Checksum.of($0) }
    #expect(sum == 0xcbf4_3926)
    let first = Array("12345".utf8).withUnsafeBytes { Checksum.of($0) }
    #expect(Array("6789".utf8).withUnsafeBytes { Checksum.of($0, after: first) } == sum)
  }
}
