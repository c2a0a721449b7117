import Archive
import Foundation
import SystemPackage
import Testing

private func lines(_ bytes: [UInt8]) throws(ArchiveError) -> [String] {
  var reader = LineReader(bytes: bytes, name: "memory")
  var all: [String] = []
  while let line = try reader.next({ String(decoding: $0, as: UTF8.self) }) { all.append(line) }
  return all
}

private func lines(_ text: String) throws(ArchiveError) -> [String] { try lines(Array(text.utf8)) }

@Suite struct LineReaderTests {
  @Test func linesEndAtLineFeedsOnly() throws {
    #expect(try lines("") == [])
    #expect(try lines("\n") == [""])
    #expect(try lines("a") == ["a"])
    #expect(try lines("a\n") == ["a"])
    #expect(try lines("a\n\nb") == ["a", "", "b"])
    #expect(try lines("a\rb\u{85}c\u{2028}d\u{0c}e\nf") == ["a\rb\u{85}c\u{2028}d\u{0c}e", "f"])
  }

  @Test func oneCarriageReturnBelongsToTheEnd() throws {
    #expect(try lines("a\r\nb\r\r\n\r\nc\r") == ["a", "b\r", "", "c"])
  }

  @Test func carriageReturnsStayWhenAsked() throws {
    var reader = LineReader(bytes: Array("a\r\nb".utf8), name: "memory")
    reader.keepsCarriageReturn = true
    #expect(try reader.next { Array($0) } == [0x61, 0x0d])
    #expect(try reader.next { Array($0) } == [0x62])
  }

  @Test func theByteOrderMarkIsNotContent() throws {
    #expect(try lines([0xef, 0xbb, 0xbf]) == [])
    #expect(try lines([0xef, 0xbb, 0xbf, 0x0a]) == [""])
    #expect(try lines([0xef, 0xbb, 0xbf, 0x61, 0x0a, 0x62]) == ["a", "b"])
    // Only at the start of the file, and only whole.
    #expect(try lines("a\n\u{feff}b") == ["a", "\u{feff}b"])
    var reader = LineReader(bytes: [0xef, 0xbb, 0x0a], name: "memory")
    #expect(try reader.next { Array($0) } == [0xef, 0xbb])
  }

  @Test func linesAreNumberedFromOne() throws {
    var reader = LineReader(bytes: Array("a\n\nb".utf8), name: "memory")
    var numbers = [reader.lineNumber]
    while try reader.next({ _ in }) != nil { numbers.append(reader.lineNumber) }
    #expect(numbers == [0, 1, 2, 3])
    #expect(try reader.next { $0.count } == nil)
    #expect(reader.lineNumber == 3)
    #expect(reader.path == "memory")
  }

  /// A line is ready when its end has come, or the end of everything.
  @Test func saysWhetherALineHasCome() throws {
    let pipe = Pipe()
    let writer = pipe.fileHandleForWriting
    var reader = try LineReader(
      path: "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)")
    #expect(try !reader.isReady())
    writer.write(Data("a".utf8))
    #expect(try !reader.isReady())
    writer.write(Data("b\nc\n\nd".utf8))
    for line in ["ab", "c", ""] {
      #expect(try reader.isReady())
      #expect(try reader.next { String(decoding: $0, as: UTF8.self) } == line)
    }
    #expect(try !reader.isReady())
    try writer.close()
    #expect(try reader.isReady())
    #expect(try reader.next { Array($0) } == Array("d".utf8))
    #expect(try reader.isReady())
    #expect(try reader.next { $0.count } == nil)
    #expect(try reader.isReady())
  }

  /// Nobody waits for what lies in memory or in a file, packed or not, and asking changes no line.
  @Test func filesAreAlwaysReady() throws {
    let content = (0..<300_000).map { "line \($0)\n" }.joined() + "last"
    try withFolder { folder in
      for (name, bytes) in [
        ("plain", Array(content.utf8)), ("packed", storedGzip(Array(content.utf8))),
      ] {
        try write(bytes, to: "\(folder)/\(name)")
        var reader = try LineReader(path: "\(folder)/\(name)")
        var (count, isReady) = (0, true)
        while let line = try reader.next({ String(decoding: $0, as: UTF8.self) }) {
          if line != (count < 300_000 ? "line \(count)" : "last") { Issue.record("\(line)") }
          count += 1
          if try !reader.isReady() { isReady = false }
        }
        #expect(count == 300_001)
        #expect(isReady)
      }
    }
  }

  /// Lines longer than the buffer come in parts that make the line, cut where they may be.
  @Test func longLinesComeInParts() throws {
    let word = Array("some words, ".utf8)
    let long = (0..<300_000).flatMap { _ in word }
    let solid = [UInt8](repeating: 0x78, count: 3_000_000)
    let content = [Array("a\r".utf8), long, solid, Array("b".utf8), long + [0x0d], []]
    let file = [0xef, 0xbb, 0xbf] + Array(content.joined(separator: [0x0a]))
    for bytes in [file, storedGzip(file)] {
      var reader = LineReader(bytes: bytes, name: "memory")
      reader.cut = { $0.lastIndex(of: 0x20).flatMap { $0 == 0 ? nil : $0 } }
      var found: [[UInt8]] = []
      var parts: [Int] = []
      var goesOn = false
      while try reader.advance() {
        if goesOn {
          found[found.count - 1] += reader.line
          parts[found.count - 1] += 1
        } else {
          found.append(Array(reader.line))
          parts.append(1)
        }
        goesOn = reader.lineGoesOn
        #expect(reader.lineNumber == found.count)
        if goesOn { #expect(reader.line.count < 1 << 20) }
      }
      #expect(found == [Array("a".utf8), long, solid, Array("b".utf8), long])
      #expect(parts[0] == 1 && parts[1] > 3 && parts[2] == 1 && parts[3] == 1)
    }
  }

  @Test func longLinesOfEveryLengthAroundTheBuffer() throws {
    // Lengths just below, at and above the buffer's size and its double, then short lines again.
    let lengths = [3, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 0, 5, (1 << 21) + 7, 10_000_000, 1]
    let content = lengths.map { [UInt8](repeating: 0x78, count: $0) }
    let file = Array(content.joined(separator: [0x0a]))
    for bytes in [file, storedGzip(file)] {
      var reader = LineReader(bytes: bytes, name: "memory")
      var found: [Int] = []
      while let length = try reader.next({ line in
        line.contains(where: { $0 != 0x78 }) ? -1 : line.count
      }) { found.append(length) }
      #expect(found == lengths)
    }
  }

  /// The buffer of a small file is small: lines that do not fit are whole all the same, and come in parts
  /// no earlier than others.
  @Test func smallPackedFilesWithLongLines() throws {
    try withFolder { folder in
      let path = folder + "/packed.gz"
      for length in [1, 4095, 4096, 4097, (1 << 20) - 1, (1 << 20) + 1, 3_000_000] {
        let line = [UInt8](repeating: 0x78, count: length)
        try SafeFile.write(path, gzip: true) { file throws(ArchiveError) in
          try file.write(line + [0x0a] + line)
        }
        var reader = try LineReader(path: path)
        for _ in 0..<2 {
          let found = try reader.next { $0.count }
          #expect(found == length)
        }
        reader = try LineReader(path: path)
        reader.cut = { $0.count / 2 }
        var parts: [Int] = []
        while try reader.advance() { parts.append(reader.line.count) }
        #expect(parts.reduce(0, +) == 2 * length)
        #expect((parts.count == 2) == (length < 1 << 20), "\(length): \(parts.count) parts")
      }
    }
  }

  @Test func filesMayGrowWhileTheyAreRead() throws {
    try withFolder { folder in
      let path = folder + "/plain"
      try write(Array("a\nb".utf8), to: path)
      var reader = try LineReader(path: path)
      #expect(try reader.next { Array($0) } == Array("a".utf8))
      let more = String(repeating: "c", count: 100_000)
      let file = try FileDescriptor.open(FilePath(path), .writeOnly, options: .append)
      _ = try file.closeAfter { try file.writeAll(Array("\n\(more)\n\(more)".utf8)) }
      var lines: [Int] = []
      while let length = try reader.next({ $0.count }) { lines.append(length) }
      #expect(lines == [1, 100_000, 100_000])
    }
  }

  @Test func filesOnDiskPlainAndPacked() throws {
    try withFolder { folder in
      let text = (0..<100_000).map { "line \($0)" }
      let bytes = Array(text.joined(separator: "\r\n").utf8)
      try write(bytes, to: folder + "/plain.txt")
      try write(storedGzip(bytes), to: folder + "/packed.txt.gz")
      for name in ["/plain.txt", "/packed.txt.gz"] {
        var reader = try LineReader(path: folder + name)
        var same = 0
        while let equal = try reader.next({ $0.elementsEqual(text[same].utf8) }), equal {
          same += 1
        }
        #expect(same == text.count)
      }
    }
  }

  @Test func errorsOfTheStreamComeThrough() throws {
    try withFolder { folder in
      #expect(throws: ArchiveError.isDirectory(path: folder)) {
        _ = try LineReader(path: folder).lineNumber
      }
    }
    #expect(throws: ArchiveError.self) { try lines(Array(storedGzip([0x61]).dropLast())) }
  }

  /// A few kilobytes that unpack to a line without end are refused before they fill the memory.
  @Test func aLineWithoutEndIsRefused() throws {
    try withFolder { folder in
      let path = folder + "/bomb.gz"
      let zeros = [UInt8](repeating: 0, count: 1 << 20)
      try SafeFile.write(path, gzip: true) { file throws(ArchiveError) in
        try file.write("first\n")
        for _ in 0..<LineReader.longestLine >> 20 { try file.write(zeros) }
        try file.write("\n")
      }
      var reader = try LineReader(path: path)
      #expect(try reader.next { $0.count } == 5)
      let refusal = ArchiveError.longLine(path: path, line: 2)
      for _ in 0..<2 {
        do throws(ArchiveError) {
          _ = try reader.next { $0.count }
          Issue.record("a line of \(LineReader.longestLine) bytes was read")
        } catch {
          #expect(error == refusal)
        }
      }
    }
  }
}
