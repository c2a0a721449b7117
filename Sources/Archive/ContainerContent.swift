import Synchronization

/// What a container holds, inflated: whole in memory, or member by member when it is asked for.
///
/// Only a file whose members lie as our writer lays them is read by members; its opening and the
/// checksums that all its members claim have been held against the checksum of the whole, and each
/// member is held against its own when it is unpacked. So a section that nobody asks for costs nothing,
/// and a large one is unpacked on all cores, straight into its place.
enum ContainerContent: Sendable {
  case whole(InflatedContent)
  case members(PackedFile, MemberIndex)

  /// The content of `file` by members; nil when it has to be read whole to be judged.
  ///
  /// - Parameters:
  ///   - opening: the container's first bytes up to the sections.
  ///   - sections: ranges of the inflated content.
  ///   - end: where the checksum of the whole stands.
  static func members(
    of file: PackedFile, opening: UnsafeRawBufferPointer, sections: [Range<Int>], end: Int
  ) -> ContainerContent? {
    guard let index = MemberIndex(file), let last = index.members.last,
      index.length == end + ContainerFormat.checksumSize, last.start == end,
      last.length == ContainerFormat.checksumSize,
      let first = index.member(startingAt: opening.count),
      index.checksum(0..<first) == Checksum.of(opening),
      stored(last, of: file) == index.checksum(0..<index.members.count - 1)
    else { return nil }
    for section in sections where !section.isEmpty {
      guard let first = index.member(startingAt: section.lowerBound),
        index.holds(section.count, inBlocksFrom: first)
      else { return nil }
    }
    return .members(file, index)
  }

  /// The number that is a member's whole content; nil when the member is damaged.
  private static func stored(_ member: MemberIndex.Member, of file: PackedFile) -> UInt32? {
    var number: UInt32 = 0
    let isSound = withUnsafeMutableBytes(of: &number) {
      (try? MemberInflater().inflate(member, of: file, into: $0)) != nil
    }
    return isSound ? UInt32(littleEndian: number) : nil
  }

  /// Hands `range` to `body` in blocks of `GzipWriter.blockSize` bytes, the last one shorter, on all
  /// cores and in no order.
  ///
  /// - Parameter chosen: the numbers of the blocks that are wanted, none twice; nil for all.
  /// - Errors: those of `MemberInflater`, of the first block that has one; `body` has seen none or
  ///   some of the blocks then.
  func forEachBlock(
    _ range: Range<Int>, among chosen: [Int]? = nil, on cores: AllCores,
    _ body: (_ block: Int, _ bytes: UnsafeRawBufferPointer) -> Void
  ) throws(ArchiveError) {
    guard !range.isEmpty else { return }
    let size = GzipWriter.blockSize
    let count = chosen?.count ?? (range.count + size - 1) / size
    func part(_ block: Int) -> Range<Int> { block * size..<min(block * size + size, range.count) }
    switch self {
    case .whole(let content):
      let bytes = content.slice(range)
      cores.forEach(count) { place, _ in
        let block = chosen?[place] ?? place
        body(block, UnsafeRawBufferPointer(rebasing: bytes[part(block)]))
      }
    case .members(let file, let index):
      guard let first = index.member(startingAt: range.lowerBound) else {
        preconditionFailure("sections begin where members do")
      }
      let inflaters = (0..<min(count, AllCores.count)).map { _ in MemberInflater() }
      let failure = Mutex<(block: Int, error: ArchiveError)?>(nil)
      cores.forEach(count) { place, worker in
        let block = chosen?[place] ?? place
        do throws(ArchiveError) {
          let bytes = try inflaters[worker].content(index.members[first + block], of: file)
          body(block, UnsafeRawBufferPointer(rebasing: bytes[..<part(block).count]))
        } catch {
          failure.withLock { if block < $0?.block ?? .max { $0 = (block, error) } }
        }
      }
      if let error = failure.withLock({ $0?.error }) { throw error }
    }
  }

  /// Hands the bytes of `range` to `body` as one.
  ///
  /// - Errors: as `forEachBlock`; what `body` throws.
  func withBytes<Result>(
    _ range: Range<Int>, on cores: AllCores,
    _ body: (UnsafeRawBufferPointer) throws(ArchiveError) -> Result
  ) throws(ArchiveError) -> Result {
    if case .whole(let content) = self { return try body(content.slice(range)) }
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: range.count, alignment: 16)
    defer { memory.deallocate() }
    try forEachBlock(range, on: cores) { block, bytes in
      let start = block * GzipWriter.blockSize
      UnsafeMutableRawBufferPointer(rebasing: memory[start...]).copyMemory(from: bytes)
    }
    return try body(UnsafeRawBufferPointer(memory))
  }
}
