import Archive

/// Texts as ids on disk; as few as fit in a small amount of memory stay there.
///
/// ```swift
/// var spool = try TextSpool(in: "runs/food")
/// try spool.append([4, 5, 6])
/// let texts = try spool.finish()
/// ```
///
/// The disk's room is free again when the last copy goes, or the process ends.
public struct SpooledTexts: EncodedTextSource {
  public let count: Int
  public let textCount: Int
  fileprivate let place: Place

  fileprivate enum Place {
    case memory([Int32])
    case file(SpoolFile)
  }

  /// Errors: what the disk refuses.
  public func read(
    _ range: Range<Int>, into target: UnsafeMutablePointer<Int32>
  ) throws(StoreError) {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    let target = UnsafeMutableBufferPointer(start: target, count: range.count)
    switch place {
    case .memory(let ids):
      _ = target.update(fromContentsOf: ids[range])
    case .file(let file):
      do throws(ArchiveError) {
        try file.read(into: UnsafeMutableRawBufferPointer(target), at: 4 * range.lowerBound)
      } catch {
        throw .archive(error)
      }
    }
  }
}

/// Takes texts in, one number after another, and makes `SpooledTexts` of them.
public struct TextSpool: ~Copyable {
  private let folder: String
  private let memoryLimit: Int
  private var file: SpoolFile?
  /// What is not in the file: everything while there is none, else less than `bufferLength`.
  private var pending: [Int32] = []
  /// Numbers in the file.
  private var written = 0
  public private(set) var textCount = 0

  /// Numbers written at a time: 1 MiB.
  private static let bufferLength = 1 << 18

  /// - Parameters:
  ///   - folder: where the file is made, once there are more than `memoryLimit` bytes.
  ///   - memoryLimit: bytes of ids that may stay in memory, 16 MiB unless told.
  public init(in folder: String, memoryLimit: Int = 16 << 20) {
    self.folder = folder
    self.memoryLimit = memoryLimit
  }

  /// Spools into a file that is already there.
  package init(to file: SpoolFile) {
    self.init(in: file.folder)
    self.file = file
  }

  public var count: Int { written + pending.count }
  public var wordCount: Int { count - textCount }

  /// Adds one whole text.
  public mutating func append(_ text: some Sequence<Int32>) throws(StoreError) {
    for id in text { try append(id: id) }
    try endText()
  }

  /// Adds one word to the text that is being built; `endText` closes it.
  ///
  /// - Precondition: the id is not negative.
  /// - Errors: what the disk refuses.
  @inline(__always)
  public mutating func append(id: Int32) throws(StoreError) {
    precondition(id >= 0, "an id that no vocabulary has")
    try add(id)
  }

  /// Ends the text that `append(id:)` has been building (an empty one when nothing was added).
  public mutating func endText() throws(StoreError) {
    try add(EncodedTexts.endOfText)
    textCount += 1
  }

  @inline(__always)
  private mutating func add(_ number: Int32) throws(StoreError) {
    pending.append(number)
    if pending.count >= Self.bufferLength { try makeRoom() }
  }

  private mutating func makeRoom() throws(StoreError) {
    if file == nil {
      guard 4 * pending.count > memoryLimit else { return }
      do throws(ArchiveError) { file = try SpoolFile(in: folder) } catch { throw .archive(error) }
    }
    try flush()
  }

  private mutating func flush() throws(StoreError) {
    guard let file, !pending.isEmpty else { return }
    try Self.write(pending, to: file, at: written)
    written += pending.count
    pending.removeAll(keepingCapacity: pending.capacity <= 2 * Self.bufferLength)
    pending.reserveCapacity(Self.bufferLength)
  }

  private static func write(
    _ numbers: [Int32], to file: SpoolFile, at position: Int
  ) throws(StoreError) {
    let failure: ArchiveError? = numbers.withUnsafeBytes { bytes in
      do throws(ArchiveError) { try file.write(bytes, at: 4 * position) } catch { return error }
      return nil
    }
    if let failure { throw .archive(failure) }
  }

  /// Puts `ids[number]` in the place of every number so far.
  ///
  /// - Precondition: every number is an index of `ids`.
  /// - Errors: what the disk refuses.
  public mutating func renumber(by ids: [Int32]) throws(StoreError) {
    func change(_ numbers: inout [Int32]) {
      for i in numbers.indices where numbers[i] != EncodedTexts.endOfText {
        numbers[i] = ids[Int(numbers[i])]
      }
    }
    change(&pending)
    guard let file else { return }
    var piece: [Int32] = []
    var start = 0
    while start < written {
      let end = min(start + Self.bufferLength, written)
      piece.removeAll(keepingCapacity: true)
      piece.append(contentsOf: repeatElement(0, count: end - start))
      let failure: ArchiveError? = piece.withUnsafeMutableBytes { bytes in
        do throws(ArchiveError) { try file.read(into: bytes, at: 4 * start) } catch {
          return error
        }
        return nil
      }
      if let failure { throw .archive(failure) }
      change(&piece)
      try Self.write(piece, to: file, at: start)
      start = end
    }
  }

  /// The texts, which nothing can be added to any more.
  public consuming func finish() throws(StoreError) -> SpooledTexts {
    try flush()
    let place = file.map(SpooledTexts.Place.file) ?? .memory(pending)
    return SpooledTexts(count: count, textCount: textCount, place: place)
  }
}
