/// What a model of fastText says of itself before its dictionary: the settings it was trained with.
///
///     magic  793712314      in files of version 11 and 12; older ones begin with the settings
///     version
///     settings              twelve numbers of four bytes, one of eight
struct FastTextSettings: Equatable {
  enum Version: Equatable {
    /// Before models had a version.
    case old
    case numbered(Int32)
  }

  static let magic: Int32 = 793_712_314
  static let versions: ClosedRange<Int32> = 11...12

  var version: Version
  var dimensions: Int
  var isSupervised: Bool
  var buckets: Int
  var shortest: Int
  var longest: Int

  /// How n-grams are cut; nil for a model that has none.
  ///
  /// - Errors: settings that n-grams cannot have here.
  func subwords(_ path: String) throws(StoreError) -> SubwordSettings? {
    // Classifiers of version 11 and before were trained without n-grams, whatever they say.
    if isSupervised && version != .numbered(12) { return nil }
    // A run of no letters is none: from 0 letters on means from 1 on.
    let settings = SubwordSettings(min: max(shortest, 1), max: longest, buckets: buckets)
    guard longest >= settings.min, buckets > 0 else { return nil }
    guard (try? settings.validate()) != nil else {
      throw .file(
        path: path, .byte(0),
        .value(
          "maxn, the letters of the longest n-gram", found: "\(longest)",
          expected: "at most \(SubwordSettings.longest)"))
    }
    return settings
  }

  /// - Errors: `file`, at the byte of the setting that cannot be.
  init(_ stream: inout ByteStream, _ path: String) throws(StoreError) {
    func next() throws(StoreError) -> Int32 {
      guard let value = try stream.integer(Int32.self) else {
        throw .file(path: path, .byte(stream.offset), .ends(expected: "the model's settings"))
      }
      return value
    }
    func setting(_ name: String, _ range: ClosedRange<Int>) throws(StoreError) -> Int {
      let place = StoreError.Place.byte(stream.offset)
      let value = Int(try next())
      guard range ~= value else {
        throw .file(
          path: path, place,
          .value(
            name, found: "\(value)", expected: "\(range.lowerBound) to \(range.upperBound)"))
      }
      return value
    }
    let first = try next()
    if first == Self.magic {
      let place = StoreError.Place.byte(stream.offset)
      let number = try next()
      guard Self.versions ~= number else {
        throw .file(
          path: path, place, .value("the version", found: "\(number)", expected: "11 or 12"))
      }
      version = .numbered(number)
      dimensions = try setting("dim, the dimensions,", 1...EmbeddingTable.maximumDimensions)
    } else {
      version = .old
      dimensions = Int(first)
      guard 1...EmbeddingTable.maximumDimensions ~= dimensions else {
        throw .file(path: path, .byte(0), .dimensions(dimensions))
      }
    }
    let any = Int(Int32.min)...Int(Int32.max)
    for name in ["ws", "epoch", "minCount", "neg", "wordNgrams"] { _ = try setting(name, any) }
    _ = try setting("loss", 1...4)
    isSupervised = try setting("model", 1...3) == 3
    buckets = try setting("bucket, the number of buckets,", 0...Int(Int32.max))
    shortest = try setting("minn", 0...Int(Int32.max))
    longest = try setting("maxn", 0...Int(Int32.max))
    _ = try setting("lrUpdateRate", any)
    guard try stream.integer(UInt64.self) != nil else {
      throw .file(path: path, .byte(stream.offset), .ends(expected: "the setting t"))
    }
  }
}
