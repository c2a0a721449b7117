/// The name of a stage, which other stages use to ask for what it makes.
///
/// Range: letters and digits of ASCII, `_` and `-`, since it becomes part of file names.
public struct StageName: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral,
  CustomStringConvertible
{
  public let rawValue: String

  public init(rawValue: String) { self.rawValue = rawValue }
  public init(_ rawValue: String) { self.rawValue = rawValue }
  public init(stringLiteral value: String) { self.rawValue = value }

  public var description: String { rawValue }

  static let rule = "letters A to Z and a to z, digits, \"_\" and \"-\", at most 100"

  /// The same rule as a regular expression, for the schema.
  static let pattern = "^[A-Za-z0-9_-]{1,100}$"

  /// Whether a text may name a stage or a pipeline.
  static func isSound(_ text: String) -> Bool {
    1...100 ~= text.utf8.count
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
          true
        default: false
        }
      }
  }
}
