import Archive
import Kernels

// Vectors in the container that every own file uses (kind "vectors"), and the same sections inside
// other containers, so that a model carries its vocabulary and vectors. The sections, each name after
// the caller's prefix:
//
//     words     strings [W]      the words by id, without the two reserved entries
//     counts    int64 [W + 2]    occurrences by id, the reserved entries first
//     vectors   [W + 2, E]       rows by id; see StoredMatrix.swift
//     training  json             optional: how the vectors were trained
//     subwords …                 optional: vectors of n-grams; see SubwordSections.swift
//     state.…                    optional: what training needs to go on; see StateSections.swift

extension Vocabulary {
  /// The names of the sections that `add` makes.
  public static func sectionNames(prefix: String) -> [String] {
    [prefix + "words", prefix + "counts"]
  }

  /// Adds the vocabulary's sections to a file.
  public func add(to writer: inout ContainerWriter, prefix: String = "") {
    writer.add(prefix + "words", strings: wordIDs.map(bytes))
    writer.add(prefix + "counts", integers: (0..<count).map { Int64(frequency(Int32($0))) })
  }

  /// Takes the vocabulary that `add` put into a file.
  ///
  /// - Errors: a section that is missing or of another type, words without counts, a word twice.
  public init(from reader: ContainerReader, prefix: String = "") throws(StoreError) {
    // A count that is only claimed makes room for a million words at most; more make their own.
    var table = WordTable(
      minimumCapacity: min(reader.shape(prefix + "words")?.first ?? 0, 1 << 20))
    var (wordCount, emptyAt) = (0, Int?.none)
    // The words that are one another's equals, by their places.
    var twins: (Int, Int)?
    let counts: [Int64]
    do throws(ArchiveError) {
      try reader.forEachString(prefix + "words") { word in
        defer { wordCount += 1 }
        if word.isEmpty { emptyAt = emptyAt ?? wordCount }
        guard emptyAt == nil, twins == nil else { return }
        let (first, isNew) = table.insert(word)
        if !isNew { twins = (first, wordCount) }
      }
      counts = try reader.integers(prefix + "counts")
    } catch {
      throw .archive(error)
    }
    func malformed(_ section: String, _ found: String, _ expected: String) -> StoreError {
      .archive(
        .malformed(
          path: reader.path, place: "section '\(prefix)\(section)'", found: found,
          expected: expected))
    }
    guard counts.count == wordCount + Self.reservedCount else {
      throw malformed("counts", "\(counts.count) counts", "\(wordCount + Self.reservedCount)")
    }
    guard wordCount <= Int(Int32.max) - Self.reservedCount else {
      throw malformed("words", "\(wordCount) words", "at most \(Int32.max - 2)")
    }
    guard counts.allSatisfy({ $0 >= 0 }) else {
      throw malformed("counts", "a negative count", "how often words occurred")
    }
    if let (first, second) = twins {
      let shown = String(decoding: table.bytes(first), as: UTF8.self)
      throw malformed(
        "words", "'\(shown)' as words \(first + 1) and \(second + 1)", "each word once")
    }
    if emptyAt != nil { throw malformed("words", "an empty word", "words of at least one byte") }
    guard table.count > 0 else { throw malformed("words", "no words", "at least one") }
    try self.init(table: table, frequencies: counts.map { Int(clamping: $0) })
  }
}

extension EmbeddingTable {
  static let kind = "vectors"

  /// The names of the sections that `add` can make.
  public static func sectionNames(prefix: String) -> [String] {
    Vocabulary.sectionNames(prefix: prefix) + StoredMatrix.sectionNames(prefix + "vectors")
      + [prefix + "training"]
      + SubwordVectors.sectionNames(prefix: prefix) + TrainingState.sectionNames(prefix: prefix)
  }

  /// Adds all that the table has to a file.
  public func add(to writer: inout ContainerWriter, prefix: String = "") {
    vocabulary.add(to: &writer, prefix: prefix)
    stored.add(to: &writer, prefix + "vectors")
    if let training { writer.add(prefix + "training", json: training, required: false) }
    subwords?.add(to: &writer, prefix: prefix, required: false)
    state?.add(to: &writer, prefix: prefix)
  }

  /// Takes the table that `add` put into a file.
  ///
  /// - Parameter withState: whether to take the training's state too, which doubles the memory.
  /// - Errors: those of `Vocabulary.init(from:)`; rows that do not match the words; a component that
  ///   is not finite.
  public init(
    from reader: ContainerReader, prefix: String = "", withState: Bool = false
  ) throws(StoreError) {
    let vocabulary = try Vocabulary(from: reader, prefix: prefix)
    let name = prefix + "vectors"
    do throws(ArchiveError) {
      guard let shape = reader.shape(name) else {
        _ = try reader.floats(name)
        throw .missingSection(path: reader.path, name: name)
      }
      guard shape.count == 2, shape[0] == vocabulary.count,
        1...Self.maximumDimensions ~= shape[1]
      else {
        let found = shape.map(String.init).joined(separator: " × ")
        throw .malformed(
          path: reader.path, place: "section '\(name)'", found: "the shape \(found)",
          expected: "\(vocabulary.count) rows of 1 to \(Self.maximumDimensions) dimensions")
      }
      let stored = try StoredMatrix(from: reader, name)
      let record = prefix + "training"
      let training =
        reader.has(record) ? try reader.json(record, as: OpaqueRecord.self) : nil
      let state =
        withState ? try TrainingState(from: reader, prefix: prefix, like: stored.matrix) : nil
      self.init(vocabulary: vocabulary, stored: stored, training: training, state: state)
    } catch {
      throw .archive(error)
    }
    subwords = try SubwordVectors(from: reader, prefix: prefix, dimensions: dimensions)
    if !stored.isKnownFinite { try checkFinite() }
    try state?.checkFinite(vocabulary)
  }

  /// Writes lexigate's own file: everything comes back bit for bit.
  ///
  /// - Errors: `notFinite`; whatever the disk refuses.
  public func write(to path: String) throws(StoreError) {
    try checkFinite()
    var writer = ContainerWriter(kind: Self.kind)
    add(to: &writer)
    do throws(ArchiveError) {
      try writer.write(to: path)
    } catch {
      throw .archive(error)
    }
  }

  /// Reads lexigate's own file.
  ///
  /// - Parameter withState: whether to take the training's state too, which doubles the memory.
  /// - Errors: everything that can be wrong with it; see `ContainerReader`.
  public init(contentsOf path: String, withState: Bool = false) throws(StoreError) {
    let reader: ContainerReader
    do throws(ArchiveError) {
      reader = try ContainerReader(path: path, kind: Self.kind)
      try reader.refuseUnknown(known: Self.sectionNames(prefix: ""))
    } catch {
      throw .archive(error)
    }
    try self.init(from: reader, withState: withState)
  }
}
