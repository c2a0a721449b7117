/// The fields of an HTML form, as a browser sends them.
///
/// Source: the URL Standard, section "application/x-www-form-urlencoded parsing". Edge cases: a
/// percent sign without two hexadecimal digits stands for itself; bytes that are not UTF-8 become
/// U+FFFD; of two fields with one name the first counts.
struct FormFields {
  private let fields: [(name: String, value: String)]

  init(_ encoded: some Sequence<UInt8>) {
    fields = Array(encoded).split(separator: UInt8(ascii: "&")).map { field in
      let halves = field.split(
        separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      return (Self.decode(halves[0]), halves.count > 1 ? Self.decode(halves[1]) : "")
    }
  }

  subscript(name: String) -> String? {
    fields.first { $0.name == name }?.value
  }

  private static func decode(_ bytes: ArraySlice<UInt8>) -> String {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.count)
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let byte = bytes[index]
      if byte == UInt8(ascii: "%"), index + 2 < bytes.endIndex,
        let high = Character(Unicode.Scalar(bytes[index + 1])).hexDigitValue,
        let low = Character(Unicode.Scalar(bytes[index + 2])).hexDigitValue
      {
        decoded.append(UInt8(high * 16 + low))
        index += 3
      } else {
        decoded.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
        index += 1
      }
    }
    return String(decoding: decoded, as: UTF8.self)
  }
}
