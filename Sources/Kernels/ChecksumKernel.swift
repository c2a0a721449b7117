import CKernels

extension Kernel {
  /// Sixteen bytes that have the same CRC-32 remainder, from 0 on, as `bytes` have from `state` on; nil
  /// where this machine has no quick way to them.
  ///
  /// - Precondition: a multiple of 64 bytes, some.
  package static func foldedForCRC(
    _ bytes: UnsafeRawBufferPointer, state: UInt32
  ) -> SIMD16<UInt8>? {
    precondition(bytes.count >= 64 && bytes.count % 64 == 0)
    let start = bytes.assumingMemoryBound(to: UInt8.self).baseAddress
    var rest = SIMD16<UInt8>()
    let isDone = withUnsafeMutableBytes(of: &rest) {
      ck_crc_fold(start, bytes.count, state, $0.assumingMemoryBound(to: UInt8.self).baseAddress)
    }
    return isDone == 1 ? rest : nil
  }
}
