import CKernels
import Kernels
import Testing

/// The loops over bytes on every instruction set of this machine, at ragged sizes.
@Suite struct ByteKernelTests {
  static let sets = KernelTests.sets
  static let lengths = KernelTests.lengths

  @Test(arguments: sets)
  func squares(_ set: InstructionSet) {
    for n in Self.lengths {
      let x = KernelTests.random(n, seed: 21, scale: 1e30)
      let sum = set.kernels!.pointee.squares(x, n)
      #expect(abs(sum - Reference.squares(x)) <= 1e-14 * Reference.squares(x))
      #expect(sum == InstructionSet.baseline.kernels!.pointee.squares(x, n))
    }
    #expect(set.kernels!.pointee.squares([.greatestFiniteMagnitude], 1).isFinite)
    #expect(set.kernels!.pointee.squares([1, .nan], 2).isNaN)
  }

  @Test(arguments: sets)
  func toBytes(_ set: InstructionSet) {
    for n in Self.lengths where n > 0 {
      for scale: Float in [1, 1e-10, 1e10] {
        let x = KernelTests.random(n, seed: UInt64(n), scale: scale)
        let length = Reference.squares(x).squareRoot()
        let padded = (n + 15) / 16 * 16
        var bytes = [Int8](repeating: 99, count: padded + 1)
        var step: Float = 0
        let distance = set.kernels!.pointee.to_bytes(x, n, length, &bytes, &step)
        let expected = Reference.toBytes(x)
        // What lies halfway between two bytes may become either.
        for i in 0..<n { #expect(abs(Int(bytes[i]) - Int(expected.bytes[i])) <= 1) }
        #expect(bytes[..<n].contains { abs($0) == 127 })
        #expect(bytes[n..<padded].allSatisfy { $0 == 0 })
        #expect(bytes[padded] == 99)
        #expect(abs(Double(step) / expected.step - 1) < 1e-6)
        // The distance is that of these very bytes and this step.
        let squares = (0..<n).map { i in
          let off = Double(x[i]) / length - Double(step) * Double(bytes[i])
          return off * off
        }
        #expect(abs(distance - squares.reduce(0, +).squareRoot()) < 1e-14)
        #expect(abs(distance - expected.distance) < 1e-5)
      }
    }
  }

  @Test(arguments: sets)
  func byteDots(_ set: InstructionSet) {
    for n in [0, 16, 32, 48, 112, 304] {
      let query = KernelTests.random(n, seed: 22)
      let stride = n + 16
      for rows in 0...9 {
        let bytes = KernelTests.random(rows * stride, seed: 23, scale: 127.4).map {
          Int8($0.rounded())
        }
        var products = [Float](repeating: 99, count: rows + 1)
        set.kernels!.pointee.byte_dots(query, n, bytes, stride, rows, &products)
        for r in 0..<rows {
          let row = bytes[(r * stride)..<(r * stride + n)].map(Float.init)
          #expect(abs(Double(products[r]) - Reference.dot(query, row)) <= 1e-4 * Double(n))
          // How many rows stand beside it changes no bit.
          var alone: Float = 0
          set.kernels!.pointee.byte_dots(
            query, n, Array(bytes[(r * stride)..<(r * stride + n)]), n, 1, &alone)
          #expect(alone == products[r])
        }
        #expect(products[rows] == 99)
      }
    }
  }
}
