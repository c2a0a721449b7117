/// Numbers as people read them.
public enum NumberText {
  /// With commas between thousands: 1,234,567.
  public static func grouped(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return (number < 0 ? "-" : "") + text
  }

  /// With a fixed number of decimals; a dash where there is no number, the infinities by their names.
  public static func fixed(_ number: Double, _ decimals: Int) -> String {
    guard number.isFinite else { return number.isNaN ? "–" : number < 0 ? "-inf" : "inf" }
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let rounded = (number.magnitude * scale).rounded(.toNearestOrEven)
    guard rounded < 9e15 else { return "\(number)" }
    let whole = Int(rounded / scale)
    let sign = number < 0 && rounded > 0 ? "-" : ""
    guard decimals > 0 else { return sign + String(whole) }
    let fraction = String(Int(rounded) - whole * Int(scale))
    return sign + "\(whole)." + String(repeating: "0", count: decimals - fraction.count) + fraction
  }

  /// As hundredths: 97.3 %.
  public static func percent(_ share: Double) -> String {
    share.isNaN ? "–" : fixed(100 * share, 1) + " %"
  }

  /// Large rates in thousands and millions: 1.24 M.
  public static func rate(_ number: Double) -> String {
    if number >= 1e6 { return fixed(number / 1e6, 2) + " M" }
    if number >= 1e4 { return fixed(number / 1e3, 0) + " k" }
    return fixed(number, 0)
  }

  /// A span of time: 8.3 s, 2 min 05 s.
  public static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e9 else { return "?" }
    // Not by 60 itself: 59.96 would read 60.0 s.
    if seconds < 59.95 { return fixed(seconds, 1) + " s" }
    let whole = Int(seconds.rounded())
    let rest = whole % 60
    return "\(whole / 60) min \(rest < 10 ? "0" : "")\(rest) s"
  }

  public static func bytes(_ count: Int) -> String {
    if count >= 1 << 20 { return fixed(Double(count) / 1_048_576, 1) + " MiB" }
    if count >= 1 << 10 { return fixed(Double(count) / 1024, 1) + " KiB" }
    return "\(count) B"
  }
}
