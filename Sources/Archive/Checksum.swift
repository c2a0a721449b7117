import CZlib
import Kernels

/// CRC-32 as gzip uses it.
package enum Checksum {
  /// The checksum of `bytes` behind others whose checksum is `start`.
  package static func of(_ bytes: UnsafeRawBufferPointer, after start: UInt32 = 0) -> UInt32 {
    // Fewer are done before others have begun.
    guard bytes.count >= 256 else { return plain(bytes, after: start) }
    let whole = UnsafeRawBufferPointer(rebasing: bytes[..<(bytes.count & ~63)])
    // A checksum is the remainder with all bits inverted, so ~0 begins with a remainder of 0.
    guard let rest = Kernel.foldedForCRC(whole, state: ~start) else {
      return plain(bytes, after: start)
    }
    let folded = withUnsafeBytes(of: rest) { plain($0, after: .max) }
    return plain(UnsafeRawBufferPointer(rebasing: bytes[whole.count...]), after: folded)
  }

  /// The same by zlib.
  package static func plain(_ bytes: UnsafeRawBufferPointer, after start: UInt32) -> UInt32 {
    guard let base = bytes.baseAddress else { return start }
    return UInt32(crc32_z(UInt(start), base.assumingMemoryBound(to: UInt8.self), bytes.count))
  }

  /// The checksum of two stretches of bytes from the checksums of each; `length` is the second's.
  static func joined(_ first: UInt32, _ second: UInt32, length: Int) -> UInt32 {
    UInt32(crc32_combine(UInt(first), UInt(second), length))
  }
}
