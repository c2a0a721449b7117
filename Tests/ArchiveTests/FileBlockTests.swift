import Archive
import Foundation
import Testing

@Suite struct FileBlockTests {
  /// Content of a block of no constant length; some are empty, some larger than usual.
  static func content(_ index: Int) -> [UInt8] {
    let size = index % 7 == 3 ? 0 : index % 11 == 5 ? 700_000 : 90_000 + index * 997
    return (0..<size).map { UInt8(truncatingIfNeeded: $0 / 5 * (index + 1)) }
  }

  static func put(_ bytes: ArraySlice<UInt8>, into block: FileBlock) {
    let place = block.room(for: bytes.count)
    for (offset, byte) in bytes.enumerated() { place[offset] = byte }
    block.keep(upTo: place + bytes.count)
  }

  /// As if the bytes came one block after another, whatever came before and comes behind.
  @Test(arguments: [false, true], [0, 1, 2, 23])
  func blocksAreWrittenInOrder(gzip: Bool, count: Int) throws {
    try withFolder { folder in
      let (one, other) = (folder + "/one", folder + "/other")
      try SafeFile.write(one, gzip: gzip) { file throws(ArchiveError) in
        try file.write("before\n")
        try file.write(blocks: count) { index, block in
          // In two parts, so that what is there is kept when more room is wanted.
          let content = Self.content(index)
          Self.put(content.prefix(content.count / 3), into: block)
          Self.put(content.dropFirst(content.count / 3), into: block)
        }
        try file.write("behind\n")
      }
      try SafeFile.write(other, gzip: gzip) { file throws(ArchiveError) in
        try file.write("before\n")
        for index in 0..<count { try file.write(Self.content(index)) }
        try file.write("behind\n")
      }
      let files = try [one, other].map { try Data(contentsOf: URL(filePath: $0)) }
      #expect(files[0] == files[1])
      let size = try ByteReader.contents(of: one).count
      #expect(size == (0..<count).reduce(14) { $0 + Self.content($1).count })
    }
  }

  @Test func aDiskWithoutRoomEndsIt() throws {
    try withFolder { folder in
      let system = FaultySystem(.room(1_000_000))
      var failure: ArchiveError?
      do throws(ArchiveError) {
        try SafeFile.write(folder + "/a", through: system.answer) { file throws(ArchiveError) in
          try file.write(blocks: 100) { index, block in
            Self.put(Self.content(index)[...], into: block)
          }
        }
      } catch {
        failure = error
      }
      let reason = "No space left on device"
      #expect(failure == .notWritable(path: folder + "/a", reason: reason))
      let left = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(left == [])
      #expect(!system.hasOpenFiles)
    }
  }
}
