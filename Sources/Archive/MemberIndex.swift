/// The members of a gzip file of our own making, found without unpacking any.
///
/// Every member states its own packed and inflated length in its header, and gzip itself puts the
/// checksum and the length of the content behind it. All of these are claims: `MemberInflater` holds
/// each member against them when it unpacks it, and no length is believed that deflate could not
/// reach.
struct MemberIndex: Sendable {
  struct Member {
    /// Where the member begins in the file, and how long it is there.
    var offset: Int
    var packedLength: Int
    /// Where its content begins among all members' contents, and how long it is.
    var start: Int
    var length: Int
    var checksum: UInt32

    var end: Int { start + length }
    /// Where the deflated data lie in the file.
    var data: Range<Int> {
      offset + GzipWriter.headerSize..<offset + packedLength - GzipWriter.trailerSize
    }
  }

  let members: [Member]

  /// What all members hold.
  var length: Int { members.last?.end ?? 0 }

  /// Members longer than this were not written by us.
  static let maximumLength = 4 * GzipWriter.blockSize

  /// Walks from member to member; nil when one of them is not as `GzipWriter` writes them.
  init?(_ file: PackedFile) {
    let (head, tail) = (GzipWriter.headerSize, GzipWriter.trailerSize)
    var members: [Member] = []
    var (offset, start) = (0, 0)
    var header = [UInt8](repeating: 0, count: head)
    guard file.size > 0, Self.read(file, 0, &header) else { return nil }
    // The end of one member and the header of the next, read at once.
    var between = [UInt8](repeating: 0, count: tail + head)
    while true {
      guard header.starts(with: GzipWriter.opening) else { return nil }
      let packedLength = Self.number(header, 16)
      let length = Self.number(header, 20)
      guard packedLength > head + tail, packedLength <= file.size - offset,
        length <= Self.maximumLength, packedLength <= 2 * Self.maximumLength,
        length <= (packedLength - head - tail) * PackedFile.maximumRatio
      else { return nil }
      let end = offset + packedLength
      let isLast = end == file.size
      if isLast { between.removeLast(head) }
      guard Self.read(file, end - tail, &between), Self.number(between, 4) == length else {
        return nil
      }
      members.append(
        Member(
          offset: offset, packedLength: packedLength, start: start, length: length,
          checksum: UInt32(Self.number(between, 0))))
      (offset, start) = (end, start + length)
      if isLast { break }
      for index in 0..<head { header[index] = between[tail + index] }
    }
    self.members = members
  }

  /// The member whose content begins at `start`; nil when none does.
  func member(startingAt start: Int) -> Int? {
    var (low, high) = (0, members.count)
    while low < high {
      let middle = (low + high) / 2
      if members[middle].start < start { low = middle + 1 } else { high = middle }
    }
    // Of members that begin at the same place all but the last are empty.
    while low + 1 < members.count, members[low + 1].start == start { low += 1 }
    return low < members.count && members[low].start == start ? low : nil
  }

  /// CRC-32 of the contents of some members, as they claim.
  func checksum(_ range: Range<Int>) -> UInt32 {
    members[range].reduce(0) { Checksum.joined($0, $1.checksum, length: $1.length) }
  }

  /// Whether the members from `first` on hold `length` bytes in blocks of `GzipWriter.blockSize`.
  func holds(_ length: Int, inBlocksFrom first: Int) -> Bool {
    var (rest, index) = (length, first)
    while rest > 0 {
      guard index < members.count, members[index].length >= min(rest, GzipWriter.blockSize),
        rest <= GzipWriter.blockSize || members[index].length == GzipWriter.blockSize
      else { return false }
      rest -= GzipWriter.blockSize
      index += 1
    }
    return true
  }

  private static func read(_ file: PackedFile, _ offset: Int, _ target: inout [UInt8]) -> Bool {
    target.withUnsafeMutableBytes { (try? file.read(at: offset, into: $0)) != nil }
  }

  private static func number(_ bytes: [UInt8], _ offset: Int) -> Int {
    (0..<4).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
  }
}
