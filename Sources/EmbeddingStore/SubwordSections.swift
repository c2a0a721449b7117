import Archive
import Kernels

// Vectors of n-grams as sections of a container:
//
//     subwords          json           SubwordSettings
//     subword.numbers   int64 [n]      the buckets that are present, ascending
//     subword.vectors   [n, E]; see StoredMatrix.swift

extension SubwordVectors {
  /// The names of the sections that `add` makes.
  public static func sectionNames(prefix: String) -> [String] {
    ["subwords", "subword.numbers", "subword.vectors", "subword.vectors.scales"].map {
      prefix + $0
    }
  }

  /// Adds the sections to a file.
  ///
  /// - Parameter required: whether a reader that does not know them must refuse the file.
  public func add(to writer: inout ContainerWriter, prefix: String = "", required: Bool) {
    writer.add(prefix + "subwords", json: settings, required: required)
    writer.add(prefix + "subword.numbers", integers: numbers.map(Int64.init), required: required)
    stored.add(to: &writer, prefix + "subword.vectors", required: required)
  }

  /// Takes what `add` put into a file; nil when the file has none.
  ///
  /// - Parameter dimensions: of the words' vectors, which these must share.
  /// - Errors: a part that is missing or of another type; settings out of range; numbers that do not
  ///   ascend or go beyond the buckets; rows that do not match; a component that is not finite.
  public init?(
    from reader: ContainerReader, prefix: String = "", dimensions: Int
  ) throws(StoreError) {
    try self.init(from: reader, prefix: prefix, dimensions: dimensions, words: nil)
  }

  /// The same with the vectors of some words' n-grams alone.
  package init?(
    from reader: ContainerReader, prefix: String = "", dimensions: Int, words: Set<[UInt8]>?
  ) throws(StoreError) {
    let names = Self.sectionNames(prefix: prefix)
    guard names.contains(where: reader.has) else { return nil }
    func malformed(_ name: String, _ found: String, _ expected: String) -> ArchiveError {
      .malformed(
        path: reader.path, place: "section '\(name)'", found: found, expected: expected)
    }
    let settings: SubwordSettings
    do throws(ArchiveError) {
      settings = try reader.json(names[0], as: SubwordSettings.self)
    } catch {
      throw .archive(error)
    }
    do throws(StoreError) {
      try settings.validate()
    } catch {
      throw .archive(malformed(names[0], "\(error)", "settings that n-grams can have"))
    }
    do throws(ArchiveError) {
      let listed = try reader.integers(names[1])
      guard listed.allSatisfy({ 0..<Int64(settings.buckets) ~= $0 }) else {
        throw malformed(names[1], "a number out of range", "numbers below \(settings.buckets)")
      }
      let numbers = listed.map { Int32($0) }
      guard Self.ascend(numbers, below: settings.buckets) else {
        throw malformed(names[1], "numbers out of order", "ascending numbers")
      }
      guard let shape = reader.shape(names[2]) else {
        throw .missingSection(path: reader.path, name: names[2])
      }
      guard shape == [numbers.count, dimensions] else {
        throw malformed(
          names[2], "the shape \(shape.map(String.init).joined(separator: " × "))",
          "\(numbers.count) × \(dimensions)")
      }
      let rows = words.map { words in
        var buckets: [Int32] = []
        for word in words {
          word.withUnsafeBufferPointer { settings.numbers(of: $0, into: &buckets) }
        }
        return Set(buckets.compactMap { Self.row(of: $0, in: numbers, settings) })
      }
      let stored = try StoredMatrix(from: reader, names[2], rows: rows)
      self.init(settings: settings, numbers: numbers, stored: stored)
    } catch {
      throw .archive(error)
    }
    if !stored.isKnownFinite { try checkFinite() }
  }
}
