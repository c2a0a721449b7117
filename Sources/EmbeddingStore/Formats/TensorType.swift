import Kernels

/// The kinds of numbers that a safetensors file may hold, by the names that it gives them.
public enum TensorType: String, CaseIterable, Sendable {
  case bool = "BOOL"
  case u8 = "U8"
  case i8 = "I8"
  case f8e5m2 = "F8_E5M2"
  case f8e4m3 = "F8_E4M3"
  case i16 = "I16"
  case u16 = "U16"
  case f16 = "F16"
  case bf16 = "BF16"
  case i32 = "I32"
  case u32 = "U32"
  case f32 = "F32"
  case f64 = "F64"
  case i64 = "I64"
  case u64 = "U64"

  /// Bytes of one number.
  public var width: Int {
    switch self {
    case .bool, .u8, .i8, .f8e5m2, .f8e4m3: 1
    case .i16, .u16, .f16, .bf16: 2
    case .i32, .u32, .f32: 4
    case .f64, .i64, .u64: 8
    }
  }

  /// Whether it is read as floats here.
  public var isFloat: Bool {
    switch self {
    case .f16, .bf16, .f32, .f64: true
    default: false
    }
  }

  /// Numbers of a float type as the nearest floats, halves and brain floats exactly.
  ///
  /// Edge cases: doubles beyond a float's range become infinite.
  func floats(
    _ source: UnsafeRawPointer, _ count: Int, into target: UnsafeMutablePointer<Float>
  ) {
    @inline(__always) func bits<Bits: FixedWidthInteger>(_ index: Int, _: Bits.Type) -> Bits {
      let place = index * MemoryLayout<Bits>.size
      return Bits(littleEndian: source.loadUnaligned(fromByteOffset: place, as: Bits.self))
    }
    switch self {
    case .f32:
      for i in 0..<count { target[i] = Float(bitPattern: bits(i, UInt32.self)) }
    case .bf16:
      // The upper half of a float.
      for i in 0..<count { target[i] = Float(bitPattern: UInt32(bits(i, UInt16.self)) << 16) }
    case .f16:
      for i in 0..<count { target[i] = HalfFloat.float(bits(i, UInt16.self)) }
    case .f64:
      for i in 0..<count { target[i] = Float(Double(bitPattern: bits(i, UInt64.self))) }
    default: preconditionFailure("not a type of floats")
    }
  }
}
