import Kernels

/// Floats stored as planes of bytes: the lowest bytes of all values, then the second ones, …
///
/// Sign and exponent of neighbouring values are alike, the lower bytes are noise. Set apart, each plane
/// packs as well as it can. The planes span one block of 262,144 bytes (65,536 floats or 131,072 half
/// floats, one gzip member), the last block fewer, so that every block can be unpacked on its own.
///
/// Shapes: `values` [n], `planes` [4 × n] bytes of floats, [2 × n] of half floats.
package enum BytePlanes {
  package static func split(
    _ values: UnsafePointer<Float>, _ n: Int, into planes: UnsafeMutablePointer<UInt8>
  ) {
    let bits = UnsafeRawPointer(values)
    for i in 0..<n {
      let value = bits.loadUnaligned(fromByteOffset: i &* 4, as: UInt32.self)
      planes[i] = UInt8(truncatingIfNeeded: value)
      planes[n &+ i] = UInt8(truncatingIfNeeded: value &>> 8)
      planes[2 &* n &+ i] = UInt8(truncatingIfNeeded: value &>> 16)
      planes[3 &* n &+ i] = UInt8(truncatingIfNeeded: value &>> 24)
    }
  }

  /// The same of half floats, each value rounded to the nearest.
  package static func splitHalves(
    _ values: UnsafePointer<Float>, _ n: Int, into planes: UnsafeMutablePointer<UInt8>
  ) {
    for i in 0..<n {
      let half = HalfFloat.bits(values[i])
      planes[i] = UInt8(truncatingIfNeeded: half)
      planes[n &+ i] = UInt8(truncatingIfNeeded: half &>> 8)
    }
  }

  /// The reverse of `split` for some values of a block, bit for bit, NaN included.
  ///
  /// - Parameters:
  ///   - range: the values wanted; `start` is the number of the block's first one.
  /// - Returns: whether all of them are finite.
  package static func join(
    _ planes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, from start: Int,
    into values: UnsafeMutablePointer<Float>
  ) -> Bool {
    let n = planes.count / 4
    guard var plane = planes.baseAddress, !range.isEmpty else { return true }
    plane += range.lowerBound - start
    let bits = UnsafeMutableRawPointer(values)
    let exponent: UInt32 = 0x7f80_0000
    var largest: UInt32 = 0
    for i in 0..<range.count {
      let value =
        UInt32(plane[i]) | UInt32(plane[n &+ i]) &<< 8 | UInt32(plane[2 &* n &+ i]) &<< 16
        | UInt32(plane[3 &* n &+ i]) &<< 24
      bits.storeBytes(of: value, toByteOffset: i &* 4, as: UInt32.self)
      largest = max(largest, value & exponent)
    }
    return largest < exponent
  }

  /// The reverse of `splitHalves`, as `join`.
  package static func joinHalves(
    _ planes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, from start: Int,
    into values: UnsafeMutablePointer<Float>
  ) -> Bool {
    let n = planes.count / 2
    guard var plane = planes.baseAddress, !range.isEmpty else { return true }
    plane += range.lowerBound - start
    let exponent: UInt16 = 0x7c00
    var largest: UInt16 = 0
    for i in 0..<range.count {
      let half = UInt16(plane[i]) | UInt16(plane[n &+ i]) &<< 8
      values[i] = HalfFloat.float(half)
      largest = max(largest, half & exponent)
    }
    return largest < exponent
  }
}
