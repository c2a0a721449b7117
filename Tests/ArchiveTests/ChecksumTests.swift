import Archive
import Kernels
import Testing

@Suite struct ChecksumTests {
  /// The check value that descriptions of CRC-32 give.
  @Test func isTheKnownOne() {
    let found = Array("123456789".utf8).withUnsafeBytes { Checksum.of($0) }
    #expect(found == 0xcbf4_3926)
    let zeros = [UInt8](repeating: 0, count: 1 << 16)
    #expect(zeros.withUnsafeBytes { Checksum.of($0) } == 0xd797_8eeb)
  }

  /// As zlib's, for every length around the steps, from every place in a word, after anything.
  @Test func isThatOfZlib() {
    var random = RandomStream(seed: 9)
    let bytes = (0..<70_000).map { _ in UInt8(truncatingIfNeeded: random.next() >> 20) }
    var wrong: [Int] = []
    bytes.withUnsafeBytes { bytes in
      for length in Array(0..<1100) + [4095, 4096, 4097, 65_535, 65_536, 69_000] {
        let first = length % 17
        let part = UnsafeRawBufferPointer(rebasing: bytes[first..<first + length])
        for start in [0, UInt32.max, UInt32(truncatingIfNeeded: random.next())] {
          if Checksum.of(part, after: start) != Checksum.plain(part, after: start) {
            wrong.append(length)
          }
        }
      }
    }
    #expect(wrong == [])
  }
}
