import CZlib

/// Unpacks single members of a file and holds them against what they claim; one for each thread.
final class MemberInflater {
  private let stream: UnsafeMutablePointer<z_stream>
  private var packed: UnsafeMutableRawBufferPointer
  private var inflated: UnsafeMutableRawBufferPointer

  init() {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let code = inflateInit2_(stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(code == Z_OK, "zlib cannot start: out of memory or another library's version")
    packed = .allocate(byteCount: 1, alignment: 16)
    inflated = .allocate(byteCount: 1, alignment: 16)
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    packed.deallocate()
    inflated.deallocate()
  }

  /// The content of a member, there until the next call.
  ///
  /// - Errors: those of `PackedFile.read`; `damaged` when the member is not what it claims to be.
  func content(
    _ member: MemberIndex.Member, of file: PackedFile
  ) throws(ArchiveError) -> UnsafeRawBufferPointer {
    Self.grow(&inflated, member.length)
    let target = UnsafeMutableRawBufferPointer(rebasing: inflated[..<member.length])
    try inflate(member, of: file, into: target)
    return UnsafeRawBufferPointer(target)
  }

  /// Unpacks a member into memory of its length.
  func inflate(
    _ member: MemberIndex.Member, of file: PackedFile, into target: UnsafeMutableRawBufferPointer
  ) throws(ArchiveError) {
    precondition(target.count == member.length)
    Self.grow(&packed, member.data.count)
    let source = UnsafeMutableRawBufferPointer(rebasing: packed[..<member.data.count])
    try file.read(at: member.data.lowerBound, into: source)
    inflateReset(stream)
    stream.pointee.next_in = source.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_in = UInt32(source.count)
    // zlib wants a place to write to even for an empty member.
    var nowhere: UInt8 = 0
    let code = withUnsafeMutablePointer(to: &nowhere) { nowhere in
      stream.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? nowhere
      stream.pointee.avail_out = UInt32(target.count)
      return CZlib.inflate(stream, Z_FINISH)
    }
    func damaged(_ found: String) -> ArchiveError {
      .damaged(path: file.path, offset: member.offset, found: found, expected: "valid gzip data")
    }
    guard code == Z_STREAM_END else {
      throw damaged(stream.pointee.msg.map { String(cString: $0) } ?? "data of another length")
    }
    guard stream.pointee.avail_in == 0, stream.pointee.avail_out == 0 else {
      throw damaged("data of another length")
    }
    guard Checksum.of(UnsafeRawBufferPointer(target)) == member.checksum else {
      throw damaged("incorrect data check")
    }
  }

  private static func grow(_ buffer: inout UnsafeMutableRawBufferPointer, _ size: Int) {
    guard buffer.count < size else { return }
    buffer.deallocate()
    // `MemberIndex` has seen to it that no member claims more than some MiB.
    buffer = .allocate(byteCount: size, alignment: 16)
  }
}
