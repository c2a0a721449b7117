import Archive
import Foundation
import Testing

@Suite struct SpoolFileTests {
  private func write(_ bytes: [UInt8], to file: SpoolFile, at offset: Int) throws {
    try bytes.withUnsafeBytes { try file.write($0, at: offset) }
  }

  private func read(_ count: Int, from file: SpoolFile, at offset: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    try bytes.withUnsafeMutableBytes { try file.read(into: $0, at: offset) }
    return bytes
  }

  @Test func whatWasWrittenIsRead() throws {
    try withFolder { folder in
      let file = try SpoolFile(in: folder)
      try write([1, 2, 3, 4, 5], to: file, at: 0)
      try write([9, 8], to: file, at: 3)
      #expect(try read(5, from: file, at: 0) == [1, 2, 3, 9, 8])
      #expect(try read(2, from: file, at: 2) == [3, 9])
      #expect(try read(0, from: file, at: 5) == [])
    }
  }

  /// Nothing can be left behind: the file has no name while it is used.
  @Test func filesHaveNoName() throws {
    try withFolder { folder in
      let one = try SpoolFile(in: folder)
      let two = try SpoolFile(in: folder + "/")
      try write([1], to: one, at: 0)
      try write([2], to: two, at: 0)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
      #expect(try read(1, from: one, at: 0) == [1])
      #expect(try read(1, from: two, at: 0) == [2])
    }
  }

  @Test func refusalsAreTold() throws {
    #expect(
      throws: ArchiveError.spool(
        folder: "/no/such/folder", .make, reason: "No such file or directory")
    ) { try SpoolFile(in: "/no/such/folder") }
    try withFolder { folder in
      let file = try SpoolFile(in: folder)
      try write([1, 2, 3], to: file, at: 0)
      #expect(
        throws: ArchiveError.spool(
          folder: folder, .read, reason: "it ends at byte 3 instead of 4 or later")
      ) { try read(3, from: file, at: 1) }
    }
  }

  #if os(Linux)
    @Test func aFullDiskIsTold() throws {
      let file = SpoolFile(rawDescriptor: open("/dev/full", O_WRONLY), folder: "spools")
      #expect(
        throws: ArchiveError.spool(folder: "spools", .write, reason: "No space left on device")
      ) { try write([1], to: file, at: 0) }
      #expect(
        throws: ArchiveError.spool(folder: "spools", .read, reason: "Bad file descriptor")
      ) { try read(1, from: file, at: 0) }
    }
  #endif
}
