import Archive
import Testing

@Suite struct BytePlanesTests {
  @Test func bytesOfAPlaneLieTogether() {
    let values = [Float(bitPattern: 0x0102_0304), Float(bitPattern: 0x1112_1314)]
    var planes = [UInt8](repeating: 0, count: 8)
    BytePlanes.split(values, 2, into: &planes)
    #expect(planes == [0x04, 0x14, 0x03, 0x13, 0x02, 0x12, 0x01, 0x11])
  }

  @Test func everyBitComesBack() {
    for count in [0, 1, 2, 15, 16, 17, 1000] {
      let patterns = (0..<count).map { UInt32(truncatingIfNeeded: $0 &* 2_654_435_761 &+ 1) }
      let values = patterns.map(Float.init(bitPattern:))
      var planes = [UInt8](repeating: 0, count: count * 4)
      var back = [Float](repeating: 0, count: count)
      BytePlanes.split(values, count, into: &planes)
      BytePlanes.join(planes, count, into: &back)
      #expect(back.map(\.bitPattern) == patterns)
    }
  }
}
