import CKernels

/// The instruction sets that the loops are compiled for.
package enum InstructionSet: Int, CaseIterable, Sendable, CustomStringConvertible {
  case baseline, avx2, avx512

  /// The loops, or nil where this machine lacks the set.
  package var kernels: UnsafePointer<ck_kernels>? { ck_kernels_at(Int32(rawValue)) }

  package var description: String {
    switch self {
    case .baseline:
      #if arch(arm64)
        "NEON"
      #else
        "x86-64 baseline"
      #endif
    case .avx2: "AVX2 + FMA"
    case .avx512: "AVX-512"
    }
  }
}
