/// Floats stored as four planes of bytes: the lowest bytes of all values, then the second ones, …
///
/// Sign and exponent of neighbouring values are alike, the lower bytes are noise. Set apart, each plane
/// packs as well as it can. The planes span one block of 65,536 values (262,144 bytes, one gzip
/// member), the last block fewer, so that every block can be unpacked on its own.
package enum BytePlanes {
  package static let valuesPerBlock = GzipWriter.blockSize / 4

  /// Shapes: `values` [n], `planes` [4 × n] bytes.
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

  /// The reverse of `split`, bit for bit, NaN included.
  package static func join(
    _ planes: UnsafePointer<UInt8>, _ n: Int, into values: UnsafeMutablePointer<Float>
  ) {
    let bits = UnsafeMutableRawPointer(values)
    for i in 0..<n {
      let value =
        UInt32(planes[i]) | UInt32(planes[n &+ i]) &<< 8 | UInt32(planes[2 &* n &+ i]) &<< 16
        | UInt32(planes[3 &* n &+ i]) &<< 24
      bits.storeBytes(of: value, toByteOffset: i &* 4, as: UInt32.self)
    }
  }
}
