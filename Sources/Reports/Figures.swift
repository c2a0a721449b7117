/// Numbers as people read them, the same in every locale.
package enum Figures {
  /// The number with so many digits after the point.
  ///
  /// Edge cases: not-a-number and the infinities read "n/a", "∞", "−∞"; numbers too large to be
  /// worth their digits are written as Swift writes them.
  package static func fixed(_ value: Double, _ digits: Int) -> String {
    if value.isNaN { return "n/a" }
    if value.isInfinite { return value < 0 ? "−∞" : "∞" }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let scaled = (value.magnitude * scale).rounded()
    guard scaled < 1e15 else { return "\(value)" }
    let whole = Int(scaled)
    let unit = Int(scale)
    let sign = value < 0 && whole != 0 ? "−" : ""
    guard digits > 0 else { return "\(sign)\(whole)" }
    let fraction = String(whole % unit)
    let zeros = String(repeating: "0", count: digits - fraction.count)
    return "\(sign)\(whole / unit).\(zeros)\(fraction)"
  }

  /// A share of 1 in whole percent, "n/a" when it is missing.
  ///
  /// Edge cases: "<1 %" and ">99 %" where rounding would claim a certainty that is not there.
  package static func percent(_ share: Double?) -> String {
    guard let share, share.isFinite else { return "n/a" }
    if share > 0, share < 0.005 { return "<1 %" }
    if share < 1, share >= 0.995 { return ">99 %" }
    return "\(fixed(share * 100, 0)) %"
  }

  /// A number in a chart's margin: no more digits than a step of that size needs.
  package static func tick(_ value: Double, step: Double) -> String {
    var digits = 0
    var unit = step
    while digits < 6, (unit - unit.rounded()).magnitude > 1e-6 * unit {
      unit *= 10
      digits += 1
    }
    return fixed(value, digits)
  }

  /// A whole number with its thousands set apart by narrow no-break spaces.
  package static func grouped(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var grouped = value < 0 ? "−" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { grouped += "\u{202F}" }
      grouped.append(digit)
    }
    return grouped
  }

  /// A size in bytes with the unit that keeps it short.
  package static func bytes(_ count: Int) -> String {
    var value = Double(count)
    for unit in ["bytes", "kB", "MB", "GB"] {
      if value < 1000 || unit == "GB" {
        return unit == "bytes" ? "\(count) bytes" : "\(fixed(value, 1)) \(unit)"
      }
      value /= 1000
    }
    return "\(count) bytes"
  }

  /// A place in a drawing: one digit after the point, none where it would be zero.
  package static func place(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 1e9 else { return "0" }
    let tenths = Int((value * 10).rounded())
    let sign = tenths < 0 ? "-" : ""
    let whole = tenths.magnitude / 10
    let rest = tenths.magnitude % 10
    return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest)"
  }

  /// A gate's openness or a probability as something drawable: nil unless finite, else within 0…1.
  package static func share(_ value: Float) -> Double? {
    value.isFinite ? min(max(Double(value), 0), 1) : nil
  }
}
