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
      BytePlanes.split(values, count, into: &planes)
      for length in [1, 7, 1000] {
        var back = [Float](repeating: 0, count: count)
        var isFinite = true
        for start in stride(from: 0, to: count, by: length) {
          let part = 100 + start..<100 + min(start + length, count)
          planes.withUnsafeBufferPointer { planes in
            back.withUnsafeMutableBufferPointer {
              let joined = BytePlanes.join(
                planes, part, from: 100, into: $0.baseAddress! + start)
              isFinite = isFinite && joined
            }
          }
        }
        #expect(back.map(\.bitPattern) == patterns)
        #expect(isFinite == values.allSatisfy(\.isFinite))
      }
    }
  }

  @Test func halvesComeBackRounded() {
    let values: [Float] = [0, -0.1, 1.0009765, 65_504, 6.1e-5, -3e-8, 1e-9, 65_519]
    var planes = [UInt8](repeating: 0, count: values.count * 2)
    BytePlanes.splitHalves(values, values.count, into: &planes)
    #expect(planes[3] == 0xff && planes[8 + 3] == 0x7b)
    func joined(_ planes: [UInt8]) -> (values: [Float], isFinite: Bool) {
      var (back, isFinite) = ([Float](repeating: 0, count: planes.count / 2), false)
      planes.withUnsafeBufferPointer { planes in
        back.withUnsafeMutableBufferPointer {
          isFinite = BytePlanes.joinHalves(
            planes, 0..<planes.count / 2, from: 0, into: $0.baseAddress!)
        }
      }
      return (back, isFinite)
    }
    let back = joined(planes)
    #expect(back.isFinite)
    #expect(
      back.values == [0, -0.099975586, 1.0009766, 65_504, 6.097555e-5, -5.9604645e-8, 0, 65_504])
    #expect(!joined([0, 0x7c]).isFinite)
    #expect(!joined([1, 0xfe]).isFinite)
  }

  @Test func whatIsNotFiniteIsTold() {
    for value in [Float.nan, .infinity, -.infinity, -.nan, .signalingNaN] {
      let values: [Float] = [1, 2, value, 4]
      var planes = [UInt8](repeating: 0, count: 16)
      BytePlanes.split(values, 4, into: &planes)
      var back = [Float](repeating: 0, count: 4)
      let isFinite = planes.withUnsafeBufferPointer { planes in
        back.withUnsafeMutableBufferPointer {
          BytePlanes.join(planes, 0..<4, from: 0, into: $0.baseAddress!)
        }
      }
      #expect(!isFinite)
    }
  }
}
