#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What `ContainerWriter` and `ContainerReader` agree on; the overview of this target shows every byte.
enum ContainerFormat {
  static let magic = Array("LEXIGATE".utf8)
  static let version = 1
  /// Magic, version, length of the header.
  static let prefixSize = 16
  static let checksumSize = 4
  static let alignment = 8
  /// A header of 16 MiB would describe some hundred thousand sections.
  static let maximumHeaderSize = 1 << 24

  static func aligned(_ offset: Int) -> Int { (offset + alignment - 1) & ~(alignment - 1) }

  /// The JSON that opens a container.
  struct Header: Codable {
    var kind: String
    var sections: [Entry]
  }

  /// What the header says of one section. `type` is text, so that a type that a later version brings
  /// can be read and skipped.
  struct Entry: Codable {
    var name: String
    var type: String
    var shape: [Int]
    /// Counted from the end of the header.
    var offset: Int
    var bytes: Int
    var required: Bool
  }

  /// Types of sections that this version knows.
  enum SectionType: String, CaseIterable {
    case json
    case strings
    case float32
    case int8
    case int64

    var title: String {
      switch self {
      case .json: "a JSON value"
      case .strings: "a string table"
      case .float32: "a matrix of floats"
      case .int8: "a matrix of bytes"
      case .int64: "a list of integers"
      }
    }

    /// Whether a section of this shape can have this size; false too when the product overflows.
    func fits(shape: [Int], bytes: Int) -> Bool {
      let isMatrix = self == .float32 || self == .int8
      guard shape.count == (isMatrix ? 2 : 1), shape.allSatisfy({ $0 >= 0 }) else {
        return false
      }
      switch self {
      case .json: return shape[0] == bytes
      case .strings: return Self.size(shape, each: 4).map { $0 <= bytes } ?? false
      case .float32: return Self.size(shape, each: 4) == bytes
      case .int8: return Self.size(shape, each: 1) == bytes
      case .int64: return Self.size(shape, each: 8) == bytes
      }
    }

    private static func size(_ shape: [Int], each: Int) -> Int? {
      var size = each
      for length in shape {
        // No columns of 2⁶³ rows are no bytes, but nobody can count to them either.
        let (product, overflow) = size.multipliedReportingOverflow(by: max(length, 1))
        if overflow || product >= 1 << 56 { return nil }
        size = product
      }
      return shape.contains(0) ? 0 : size
    }
  }

  static func encode(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(value))
  }

  static func decode<T: Decodable>(_ type: T.Type, _ bytes: UnsafeRawBufferPointer) throws -> T {
    try JSONDecoder().decode(type, from: Data(bytes))
  }

  /// One line about what JSON lacks.
  static func word(for error: any Error) -> String {
    guard let error = error as? DecodingError else { return "unreadable JSON" }
    func place(_ context: DecodingError.Context) -> String {
      let keys = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }
      return keys.isEmpty ? "the JSON value" : "'\(keys.joined(separator: "."))'"
    }
    switch error {
    case .keyNotFound(let key, let context):
      return "\(place(context)) without '\(key.stringValue)'"
    case .typeMismatch(_, let context): return "\(place(context)) of another type"
    case .valueNotFound(_, let context): return "\(place(context)) without a value"
    case .dataCorrupted(let context):
      return context.codingPath.isEmpty ? "unreadable JSON" : "\(place(context)) out of range"
    @unknown default: return "unreadable JSON"
    }
  }
}
