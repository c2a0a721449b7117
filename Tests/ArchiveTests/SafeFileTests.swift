import Archive
import Foundation
import Testing

@Suite struct SafeFileTests {
  func content(_ path: String) -> [UInt8] {
    FileManager.default.contents(atPath: path).map(Array.init) ?? []
  }

  func files(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  @Test func makesAndReplacesAFile() throws {
    try withFolder { folder in
      let path = folder + "/a.txt"
      try SafeFile.write(path) { file throws(ArchiveError) in try file.write("first") }
      #expect(content(path) == Array("first".utf8))
      try SafeFile.write(path) { file throws(ArchiveError) in
        try file.write("sec")
        try file.write("ond")
      }
      #expect(content(path) == Array("second".utf8))
      #expect(try files(folder) == ["a.txt"])
    }
  }

  @Test func writesOfEverySizeArriveInOrder() throws {
    try withFolder { folder in
      let path = folder + "/a.bin"
      let sizes = [0, 1, 262_143, 1, 1, 262_144, 262_145, 900_000, 5]
      for gzip in [false, true] {
        var expected: [UInt8] = []
        try SafeFile.write(path, gzip: gzip) { file throws(ArchiveError) in
          for (index, size) in sizes.enumerated() {
            let part = (0..<size).map { UInt8(truncatingIfNeeded: $0 / 3 + index) }
            expected += part
            try file.write(part)
          }
        }
        var reader = try ByteReader(path: path)
        var found = [UInt8](repeating: 0, count: expected.count + 1)
        var count = 0
        while true {
          let read = try found.withUnsafeMutableBytes { bytes throws(ArchiveError) in
            try reader.read(into: .init(rebasing: bytes[count...]))
          }
          if read == 0 { break }
          count += read
        }
        #expect(count == expected.count)
        #expect(Array(found[..<count]) == expected)
        #expect((content(path).first == 0x1f) == gzip)
      }
    }
  }

  @Test func anEmptyGzipFileIsAGzipFile() throws {
    try withFolder { folder in
      let path = folder + "/a.gz"
      try SafeFile.write(path, gzip: true) { _ throws(ArchiveError) in }
      var reader = try LineReader(path: path)
      #expect(try reader.next { $0.count } == nil)
      #expect(content(path).prefix(2) == [0x1f, 0x8b])
    }
  }

  @Test func aFailureLeavesTheOldFileAndNothingElse() throws {
    try withFolder { folder in
      let path = folder + "/a.txt"
      try SafeFile.write(path) { file throws(ArchiveError) in try file.write("old") }
      let failure = ArchiveError.missing(path: "something else")
      #expect(throws: failure) {
        try SafeFile.write(path) { file throws(ArchiveError) in
          try file.write([UInt8](repeating: 1, count: 1_000_000))
          throw failure
        }
      }
      #expect(content(path) == Array("old".utf8))
      #expect(try files(folder) == ["a.txt"])
      #expect(throws: failure) {
        try SafeFile.write(folder + "/new") { _ throws(ArchiveError) in throw failure }
      }
      #expect(try files(folder) == ["a.txt"])
    }
  }

  @Test func aLinkStaysAndPermissionsAreKept() throws {
    try withFolder { folder in
      try SafeFile.write(folder + "/real") { file throws(ArchiveError) in try file.write("old") }
      let files = FileManager.default
      try files.setAttributes([.posixPermissions: 0o640], ofItemAtPath: folder + "/real")
      try files.createSymbolicLink(atPath: folder + "/link", withDestinationPath: "real")
      try SafeFile.write(folder + "/link") { file throws(ArchiveError) in try file.write("new") }
      #expect(content(folder + "/real") == Array("new".utf8))
      #expect(try files.destinationOfSymbolicLink(atPath: folder + "/link") == "real")
      let attributes = try files.attributesOfItem(atPath: folder + "/real")
      #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o640)
    }
  }

  @Test func whatTheSystemRefusesIsSaid() throws {
    try withFolder { folder in
      #expect(throws: ArchiveError.isDirectory(path: folder)) {
        try SafeFile.write(folder) { _ throws(ArchiveError) in }
      }
      let nowhere = folder + "/none/a.txt"
      #expect(
        throws: ArchiveError.notWritable(path: nowhere, reason: "No such file or directory")
      ) { try SafeFile.write(nowhere) { _ throws(ArchiveError) in } }
      let below = folder + "/file/a.txt"
      try write([1], to: folder + "/file")
      #expect(throws: ArchiveError.notWritable(path: below, reason: "Not a directory")) {
        try SafeFile.write(below) { _ throws(ArchiveError) in }
      }
      #expect(
        throws: ArchiveError.notWritable(path: "", reason: "this is no name of a file")
      ) { try SafeFile.write("") { _ throws(ArchiveError) in } }
      #expect(throws: ArchiveError.self) {
        try SafeFile.write("a\0b") { _ throws(ArchiveError) in }
      }
    }
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func aFullDiskIsSaid() {
    let full = ArchiveError.notWritable(path: "/dev/full", reason: "No space left on device")
    #expect(throws: full) {
      try SafeFile.write("/dev/full") { file throws(ArchiveError) in try file.write("a") }
    }
  }
}
