#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A JSON value that the store keeps and hands back without understanding it.
///
/// How vectors were trained travels with them in this form, so that this target need not know who
/// trained them, and a file passes through a conversion with nothing lost.
public enum OpaqueRecord: Codable, Equatable, Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case list([OpaqueRecord])
  case object([String: OpaqueRecord])

  /// Any value as a record; nil when JSON cannot hold it (NaN, infinity).
  public init?(_ value: some Encodable) {
    guard let data = try? JSONEncoder().encode(value),
      let record = try? JSONDecoder().decode(OpaqueRecord.self, from: data)
    else { return nil }
    self = record
  }

  /// The record as the type it was made from; nil when it does not fit.
  public func value<T: Decodable>(as type: T.Type) -> T? {
    guard let data = try? JSONEncoder().encode(self) else { return nil }
    return try? JSONDecoder().decode(type, from: data)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([OpaqueRecord].self) {
      self = .list(value)
    } else {
      self = .object(try container.decode([String: OpaqueRecord].self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .list(let values): try container.encode(values)
    case .object(let values): try container.encode(values)
    }
  }
}
