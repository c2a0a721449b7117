import Corpora
import Testing

@Suite struct BytesTests {
  /// What the standard library says of the same bytes.
  private func isValid(_ bytes: [UInt8]) -> Bool { String(validating: bytes, as: UTF8.self) != nil }

  private func offset(_ bytes: [UInt8]) -> Int? {
    bytes.withUnsafeBufferPointer(\.firstInvalidUTF8)
  }

  @Test func everySequenceOfTwoBytes() {
    for first in UInt8.min...UInt8.max {
      for second in UInt8.min...UInt8.max {
        let bytes = [first, second]
        #expect((offset(bytes) == nil) == isValid(bytes))
      }
    }
  }

  @Test func longSequencesAroundEveryBorder() {
    let borders: [UInt8] = [0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc2, 0xff]
    for lead in UInt8(0xc0)...UInt8(0xff) {
      for second in borders {
        for third in borders {
          for fourth in borders {
            let bytes = [lead, second, third, fourth]
            #expect((offset(bytes) == nil) == isValid(bytes))
            #expect((offset(Array(bytes[..<3])) == nil) == isValid(Array(bytes[..<3])))
          }
        }
      }
    }
  }

  @Test func theOffsetIsThatOfTheFirstBadSequence() {
    for length in 0..<40 {
      let start = [UInt8](repeating: 0x61, count: length)
      #expect(offset(start) == nil)
      #expect(offset(start + [0xe9]) == length)
      #expect(offset(start + Array("é😀".utf8) + [0xed, 0xa0, 0x80, 0x61]) == length + 6)
      #expect(offset(start + [0xf0, 0x9f, 0x98]) == length)
    }
  }
}
