import Kernels
import Testing

@Suite struct ByteMatrixTests {
  static func quantize(_ values: [Float]) -> (bytes: [Int8], scale: Float) {
    var bytes = [Int8](repeating: 9, count: values.count)
    let scale = ByteMatrix.quantize(values, values.count, into: &bytes)
    return (bytes, scale)
  }

  /// The largest element becomes ±127, and every one is met to half a step.
  @Test func everyElementIsMetToHalfAStep() {
    let matrix = Matrix(rows: 40, columns: 33)
    var random = RandomStream(seed: 3)
    for row in 0..<40 {
      for column in 0..<33 { matrix[row, column] = random.normal() }
    }
    let bytes = ByteMatrix(matrix)
    let back = bytes.matrix
    for row in 0..<40 {
      let values = (0..<33).map { matrix[row, $0] }
      let largest = values.map(\.magnitude).max()!
      #expect(bytes.scales[row] == largest / 127)
      var own: [Int8] = []
      bytes.withRow(row) { own = Array(UnsafeBufferPointer(start: $0, count: 33)) }
      #expect(own.contains { $0.magnitude == 127 } && !own.contains(-128))
      for column in 0..<33 {
        let off = abs(back[row, column] - values[column])
        #expect(off <= bytes.scales[row] * 0.50001)
        #expect(back[row, column] == bytes.scales[row] * Float(own[column]))
      }
    }
  }

  @Test func theLargestFloatStaysFinite() {
    let (bytes, scale) = Self.quantize([.greatestFiniteMagnitude, -1])
    #expect(bytes == [127, 0])
    #expect((scale * 127).isFinite && scale * 127 > 3.402e38)
  }

  @Test func halvesGoToTheEvenByte() {
    let found = Self.quantize([127, 0.5, 1.5, 2.5, -0.5, -1.5, -127])
    #expect(found.bytes == [127, 0, 2, 2, 0, -2, -127] && found.scale == 1)
  }

  @Test func rowsWithoutAScaleAreZeros() {
    for values: [Float] in [
      [0, -0, 0], [.leastNonzeroMagnitude, -1e-38, 0], [.infinity, 1, 2], [.nan, .nan, .nan],
    ] {
      let found = Self.quantize(values)
      #expect(found.bytes == [0, 0, 0] && found.scale == 1)
    }
    #expect(Self.quantize([]).scale == 1)
    // A number that is none spoils no other.
    let found = Self.quantize([.nan, 1, -2])
    #expect(Array(found.bytes.dropFirst()) == [64, -127] && found.scale == 2 / 127)
  }
}
