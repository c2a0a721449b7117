import Archive
import Foundation
import SystemPackage
import Testing

/// Reads a stream to its end in pieces of at most `step` bytes.
private func drain(_ reader: consuming ByteReader, step: Int = 4096) throws(ArchiveError) -> [UInt8]
{
  let room = UnsafeMutableRawBufferPointer.allocate(byteCount: step, alignment: 1)
  defer { room.deallocate() }
  var all: [UInt8] = []
  while true {
    let count = try reader.read(into: room)
    if count == 0 { return all }
    all += room[..<count]
  }
}

private func drain(_ bytes: [UInt8], step: Int = 4096) throws(ArchiveError) -> [UInt8] {
  try drain(ByteReader(bytes: bytes, name: "memory"), step: step)
}

/// "hello\n" as `gzip -9` packs it, with the file's name in the header.
private let namedMember: [UInt8] = [
  0x1f, 0x8b, 0x08, 0x08, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x61, 0x00,
  0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0xe7, 0x02, 0x00, 0x20, 0x30, 0x3a, 0x36, 0x06, 0x00, 0x00, 0x00,
]

@Suite struct ByteReaderTests {
  /// Long enough to need many refills of every buffer on the way.
  static let long: [UInt8] = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }

  @Test(arguments: [[], [0x1f], [0x1f, 0x41], [0x41], Array("plain text".utf8)] as [[UInt8]])
  func plainBytesPassUnchanged(_ bytes: [UInt8]) throws {
    #expect(try drain(bytes) == bytes)
    #expect(try drain(bytes, step: 1) == bytes)
  }

  @Test(arguments: [1, 7, 4096, 5_000_000])
  func gzipIsUnpackedWhateverTheRoom(_ step: Int) throws {
    let text = Array("a few words\n".utf8)
    #expect(try drain(storedGzip(text), step: step) == text)
    #expect(try drain(namedMember, step: step) == Array("hello\n".utf8))
  }

  @Test func membersFollowEachOther() throws {
    let file = storedGzip(Array("one ".utf8)) + storedGzip([]) + namedMember + storedGzip([0x21])
    #expect(try drain(file) == Array("one hello\n!".utf8))
    #expect(try drain(file, step: 1) == Array("one hello\n!".utf8))
    #expect(try drain(storedGzip([])) == [])
  }

  @Test func filesLargerThanTheBuffer() throws {
    try withFolder { folder in
      let long = ByteReaderTests.long
      try write(long, to: folder + "/plain")
      try write(storedGzip(long), to: folder + "/packed")
      try write(storedGzip(long) + storedGzip(long), to: folder + "/twice")
      #expect(try drain(ByteReader(path: folder + "/plain"), step: 100_000) == long)
      #expect(try drain(ByteReader(path: folder + "/packed"), step: 100_000) == long)
      #expect(try drain(ByteReader(path: folder + "/twice"), step: 100_000) == long + long)
    }
  }

  @Test func aSecondMemberMayBeginAnywhereInTheBuffer() throws {
    // The first member's length sweeps the second one's magic bytes over the end of the 1 MiB
    // buffer.
    try withFolder { folder in
      let second = storedGzip([0x62])
      for spare in -3...3 {
        let blocks = 16 * 5
        let content = [UInt8](repeating: 0x61, count: (1 << 20) - 18 - blocks - 5 + spare)
        let path = folder + "/members"
        try write(storedGzip(content) + second, to: path)
        #expect(try drain(ByteReader(path: path), step: 1 << 16) == content + [0x62])
      }
    }
  }

  @Test func everyCutIsNoticed() throws {
    let file = namedMember
    for length in 2..<file.count {
      let expected = ArchiveError.cutOff(
        path: "memory", offset: length, expected: "the rest of the gzip data")
      #expect(throws: expected) { try drain(Array(file[..<length])) }
    }
  }

  @Test func noFlippedBitChangesTheContentUnnoticed() throws {
    // Bits that carry nothing (the time, the padding of the last packed byte) are free to differ.
    let content = Array("hello\n".utf8)
    var noticed = 0
    for index in 2..<namedMember.count {
      for bit in 0..<8 {
        var file = namedMember
        file[index] ^= 1 << bit
        do { #expect(try drain(file) == content) } catch { noticed += 1 }
      }
    }
    #expect(noticed > 100)
  }

  @Test func damageTellsWhere() throws {
    var file = namedMember
    file[namedMember.count - 8] ^= 1
    #expect(
      throws: ArchiveError.damaged(
        path: "memory", offset: 24, found: "incorrect data check", expected: "valid gzip data")
    ) { try drain(file) }
  }

  @Test func bytesAfterTheLastMemberAreAnError() throws {
    let end = namedMember.count
    let tails: [(bytes: [UInt8], found: String)] = [
      ([0x41], "41"), ([0x00, 0x00, 0x00], "00 00"), ([0x1f], "1f"),
    ]
    for tail in tails {
      #expect(
        throws: ArchiveError.damaged(
          path: "memory", offset: end, found: tail.found,
          expected: "the end or another gzip member (1f 8b)")
      ) { try drain(namedMember + tail.bytes) }
    }
  }

  @Test func anErrorIsFinal() throws {
    var reader = ByteReader(bytes: Array(namedMember.dropLast()), name: "memory")
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 1)
    defer { room.deallocate() }
    var errors = 0
    for _ in 0..<4 {
      do { _ = try reader.read(into: room) } catch { errors += 1 }
    }
    #expect(errors >= 3)
  }

  @Test func pathsThatCannotBeRead() throws {
    try withFolder { folder in
      #expect(throws: ArchiveError.isDirectory(path: folder)) {
        try drain(ByteReader(path: folder))
      }
      for path in [folder + "/none", "", "a\0b"] {
        #expect(throws: ArchiveError.missing(path: path)) { try drain(ByteReader(path: path)) }
      }
      try write([], to: folder + "/file")
      #expect(
        throws: ArchiveError.notReadable(path: folder + "/file/x", reason: "Not a directory")
      ) { try drain(ByteReader(path: folder + "/file/x")) }
      #expect(ByteReader.isFolder(folder))
      #expect(!ByteReader.isFolder(folder + "/file"))
      #expect(!ByteReader.isFolder(folder + "/none"))
    }
  }

  @Test func aPipeIsReadAsItComes() throws {
    let (output, input) = try FileDescriptor.pipe()
    _ = try input.writeAll(Array("x".utf8))
    var reader = ByteReader(descriptor: output, name: "pipe", closing: true)
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 1)
    defer { room.deallocate() }
    // One byte that cannot begin a gzip file arrives at once, though the pipe is still open.
    #expect(try reader.read(into: room) == 1)
    _ = try input.writeAll(Array("yz".utf8))
    #expect(try reader.read(into: room) == 2)
    try input.close()
    #expect(try reader.read(into: room) == 0)
  }

  @Test func messages() {
    let messages: [(ArchiveError, String)] = [
      (.missing(path: "a.txt"), "a.txt: there is no such file; check the name and the folder"),
      (
        .isDirectory(path: "data"),
        "data: this is a folder, but a file was expected; name a file inside it"
      ),
      (
        .notReadable(path: "a.txt", reason: "Permission denied"),
        "a.txt: cannot be read: Permission denied"
      ),
      (
        .cutOff(path: "a.gz", offset: 9, expected: "the rest of the gzip data"),
        "a.gz: byte 9: the file ends here, but the rest of the gzip data was expected; "
          + "it was cut off: copy or make it again"
      ),
      (
        .damaged(path: "a.gz", offset: 9, found: "41 42", expected: "the end"),
        "a.gz: byte 9: found 41 42, but the end was expected; "
          + "the file is damaged: copy or make it again"
      ),
    ]
    for (error, message) in messages { #expect(error.description == message) }
  }
}
