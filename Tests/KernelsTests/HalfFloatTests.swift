import Kernels
import Testing

@Suite struct HalfFloatTests {
  /// The value of a half float by its definition.
  func value(_ bits: UInt16) -> Double {
    let sign: Double = bits & 0x8000 == 0 ? 1 : -1
    let (exponent, fraction) = (Int(bits >> 10) & 31, Double(bits & 0x3ff))
    switch exponent {
    case 0: return sign * fraction * 0x1p-24
    case 31: return fraction == 0 ? sign * .infinity : .nan
    default:
      return sign * Double(sign: .plus, exponent: exponent - 15, significand: 1 + fraction / 1024)
    }
  }

  @Test func everyHalfFloatIsReadAndComesBack() {
    for bits in UInt16.min...UInt16.max {
      let float = HalfFloat.float(bits)
      if value(bits).isNaN {
        #expect(float.isNaN)
        #expect(HalfFloat.float(HalfFloat.bits(float)).isNaN)
      } else if Double(float) != value(bits) || float.sign != (bits < 0x8000 ? .plus : .minus)
        || HalfFloat.bits(float) != bits
      {
        Issue.record("\(bits): \(float)")
      }
    }
  }

  /// All 65,536 halves: the finite ones are what the compiler's own type says.
  @Test func whatTheCompilersOwnTypeSays() {
    #if !(os(macOS) && arch(x86_64))
      for bits in UInt16.min...UInt16.max {
        let expected = Float(Float16(bitPattern: bits))
        let found = HalfFloat.float(bits)
        if expected.isNaN {
          #expect(found.isNaN)
        } else if found.bitPattern != expected.bitPattern {
          Issue.record("\(bits): \(found)")
        }
      }
    #endif
  }

  /// Around the middle of every two neighbours.
  @Test func theNearestIsTakenAndOfTwoTheEvenOne() {
    for bits in 0..<UInt16(0x7bff) {
      let (low, high) = (HalfFloat.float(bits), HalfFloat.float(bits + 1))
      let middle = (low + high) / 2
      let even = bits & 1 == 0 ? bits : bits + 1
      if HalfFloat.bits(middle) != even || HalfFloat.bits(middle.nextDown) != bits
        || HalfFloat.bits(middle.nextUp) != bits + 1 || HalfFloat.bits(-middle) != even | 0x8000
      {
        Issue.record("between \(low) and \(high)")
      }
    }
    #expect(HalfFloat.bits(65_519.996) == 0x7bff)
    #expect(HalfFloat.bits(65_520) == 0x7c00)
    #expect(HalfFloat.bits(.greatestFiniteMagnitude) == 0x7c00)
    #expect(HalfFloat.bits(-.infinity) == 0xfc00)
    #expect(HalfFloat.bits(.leastNonzeroMagnitude) == 0)
    #expect(HalfFloat.bits(-0.0) == 0x8000)
  }
}
