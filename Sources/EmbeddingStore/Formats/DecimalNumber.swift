/// Decimal numbers as programs write them into files of vectors.
package enum DecimalNumber {
  /// A number as the nearest Double, then as the nearest Float, as other readers of these files do it.
  ///
  /// Accepts an optional sign, digits with at most one point, an optional exponent; also `nan`, `inf`
  /// and `infinity` in any case, so that the caller can say what is wrong with them. Nil for anything
  /// else. Numbers too large for a Float become infinite.
  package static func parse(_ text: UnsafeBufferPointer<UInt8>) -> Float? {
    var at = 0
    let end = text.count
    var isNegative = false
    if at < end, text[at] == minus || text[at] == plus {
      isNegative = text[at] == minus
      at += 1
    }
    var mantissa: UInt64 = 0
    var digits = 0
    var exponent = 0
    var isExact = true
    var seenPoint = false
    while at < end {
      let digit = text[at] &- zero
      if digit < 10 {
        if mantissa < 100_000_000_000_000_000 {
          mantissa = mantissa &* 10 &+ UInt64(digit)
          if seenPoint { exponent &-= 1 }
        } else {
          // More digits than fit: the exact way is taken below.
          isExact = false
        }
        digits += 1
      } else if text[at] == point && !seenPoint {
        seenPoint = true
      } else {
        break
      }
      at += 1
    }
    guard digits > 0 else { return named(text) }
    if at < end {
      guard text[at] | 0x20 == letterE else { return nil }
      at += 1
      var isBelow = false
      if at < end, text[at] == minus || text[at] == plus {
        isBelow = text[at] == minus
        at += 1
      }
      guard at < end else { return nil }
      var power = 0
      while at < end {
        let digit = text[at] &- zero
        guard digit < 10 else { return nil }
        // Beyond this every number is zero or infinite.
        if power < 100_000 { power = power * 10 + Int(digit) }
        at += 1
      }
      exponent += isBelow ? -power : power
    }
    // Both numbers are exact as Double, so that their product or quotient is rounded once.
    if isExact && mantissa <= 1 << 53 && -22...22 ~= exponent {
      let size = Double(mantissa)
      let value = exponent < 0 ? size / powers[-exponent] : size * powers[exponent]
      return Float(isNegative ? -value : value)
    }
    return Double(String(decoding: text, as: UTF8.self)).map { Float($0) }
  }

  /// Reads the number that stands in `text` from `at` on up to a gap or the end, and goes there.
  ///
  /// The same numbers as `parse`, faster where digits are few; `at` stays where the field begins when
  /// it is no number.
  @inline(__always)
  package static func scan(_ text: UnsafeBufferPointer<UInt8>, _ at: inout Int) -> Float? {
    let bytes = text.baseAddress!
    let end = text.count
    var place = at
    let isNegative = bytes[place] == minus
    if isNegative || bytes[place] == plus { place &+= 1 }
    var mantissa: UInt64 = 0
    let start = place
    while place < end, bytes[place] &- zero < 10 {
      mantissa = mantissa &* 10 &+ UInt64(bytes[place] &- zero)
      place &+= 1
    }
    var digits = place &- start
    var exponent = 0
    if place < end, bytes[place] == point {
      place &+= 1
      let fraction = place
      while place < end, bytes[place] &- zero < 10 {
        mantissa = mantissa &* 10 &+ UInt64(bytes[place] &- zero)
        place &+= 1
      }
      exponent = fraction &- place
      digits &-= exponent
    }
    if place < end, bytes[place] | 0x20 == letterE, place &+ 1 < end {
      place &+= 1
      let isBelow = bytes[place] == minus
      if isBelow || bytes[place] == plus { place &+= 1 }
      var power = 0
      let first = place
      // Two digits are enough for numbers that are taken here.
      while place < end, place &- first < 3, bytes[place] &- zero < 10 {
        power = power &* 10 &+ Int(bytes[place] &- zero)
        place &+= 1
      }
      if place == first { digits = 0 }
      exponent &+= isBelow ? -power : power
    }
    // Zeros at the front are no digits that count.
    if digits > 19 { digits &-= leadingZeros(text, from: start) }
    if digits > 0, digits <= 19, -largestPower...largestPower ~= exponent,
      place == end || TextRows.isGap(bytes[place])
    {
      let size = Double(mantissa)
      let value = exponent < 0 ? size / powers[-exponent] : size * powers[exponent]
      if mantissa <= 1 << 53 && -22...22 ~= exponent {
        // Both numbers are exact as Double, and their product or quotient is rounded once.
        at = place
        return Float(isNegative ? -value : value)
      }
      // The number, the power and what is made of them are rounded, each by 2⁻⁵³ at most: the nearest
      // Double is within 2⁻⁵⁰ of this one. Where all of that is one Float, it is that.
      let (low, high) = (Float(value * (1 - 0x1p-50)), Float(value * (1 + 0x1p-50)))
      if low == high {
        at = place
        return isNegative ? -low : low
      }
    }
    var stop = at
    while stop < end, !TextRows.isGap(bytes[stop]) { stop &+= 1 }
    guard let value = parse(UnsafeBufferPointer(rebasing: text[at..<stop])) else { return nil }
    at = stop
    return value
  }

  private static let zero = UInt8(ascii: "0")
  private static let minus = UInt8(ascii: "-")
  private static let plus = UInt8(ascii: "+")
  private static let point = UInt8(ascii: ".")
  private static let letterE = UInt8(ascii: "e")
  /// Powers of ten as the nearest Double, up to 10²² exact.
  private static let powers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
    1e18, 1e19, 1e20, 1e21, 1e22, 1e23, 1e24, 1e25, 1e26, 1e27, 1e28, 1e29, 1e30, 1e31, 1e32, 1e33,
    1e34, 1e35, 1e36, 1e37, 1e38, 1e39, 1e40,
  ]
  private static let largestPower = 40

  /// How many zeros a number begins with, those behind its point included.
  private static func leadingZeros(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var zeros = 0
    for byte in text[start...] {
      if byte == zero {
        zeros += 1
      } else if byte != point {
        break
      }
    }
    return zeros
  }

  private static func named(_ text: UnsafeBufferPointer<UInt8>) -> Float? {
    var word = String(decoding: text.prefix(10), as: UTF8.self).lowercased()
    let isNegative = word.hasPrefix("-")
    if isNegative || word.hasPrefix("+") { word.removeFirst() }
    switch word {
    case "nan": return .nan
    case "inf", "infinity": return isNegative ? -.infinity : .infinity
    default: return nil
    }
  }

  /// A whole number without sign; nil when there is anything but digits or it does not fit.
  static func whole(_ text: some Collection<UInt8>) -> Int? {
    guard !text.isEmpty, text.count <= 18 else { return nil }
    var value = 0
    for byte in text {
      guard byte &- zero < 10 else { return nil }
      value = value * 10 + Int(byte &- zero)
    }
    return value
  }
}
