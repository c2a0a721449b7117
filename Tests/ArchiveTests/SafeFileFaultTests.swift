import Archive
import Foundation
import SystemPackage
import Testing

/// Every step of a write fails in turn: the old or the new file is there, and nothing else.
@Suite struct SafeFileFaultTests {
  /// Two files of ours, large enough for several writes and reads each.
  struct Files {
    let old: [UInt8]
    let new: [UInt8]

    init() throws {
      func bytes(_ seed: UInt64, _ count: Int) throws -> [UInt8] {
        var (state, bytes) = (seed, [UInt8]())
        var writer = ContainerWriter(kind: "sample")
        writer.add(
          "noise",
          integers: (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int64(truncatingIfNeeded: state ^ state >> 31)
          })
        try withFolder { folder in
          try writer.write(to: folder + "/a.gz")
          bytes = Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/a.gz")))
        }
        return bytes
      }
      old = try bytes(1, 1000)
      new = try bytes(2, 180_000)
    }
  }

  enum Outcome: Equatable {
    case done
    case failed(String)
  }

  /// Writes `new` in pieces through `system`, over a file that is there when `old` is given.
  func write(
    _ files: Files, over exists: Bool = true, in folder: String, _ system: FaultySystem
  ) throws -> (outcome: Outcome, found: [UInt8]?, others: [String]) {
    let path = folder + "/a.gz"
    if exists {
      try ArchiveTests.write(files.old, to: path)
      try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
    }
    var outcome = Outcome.done
    do throws(ArchiveError) {
      let answer: FileCall.System = { call throws(Errno) in try system.answer(call) }
      try SafeFile.write(path, through: answer) { file throws(ArchiveError) in
        for start in stride(from: 0, to: files.new.count, by: 200_000) {
          try file.write(Array(files.new[start..<min(start + 200_000, files.new.count)]))
        }
      }
    } catch {
      outcome = .failed("\(error)".replacingOccurrences(of: folder + "/", with: ""))
    }
    let found = FileManager.default.contents(atPath: path).map(Array.init)
    if found != nil { _ = try ContainerReader(path: path, kind: "sample").integers("noise") }
    let others = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
      $0 != "a.gz"
    }
    return (outcome, found, others)
  }

  static let kept = Outcome.failed(
    "a.gz: cannot be written: Input/output error; what was there before is unchanged")
  static let unflushed = Outcome.failed(
    "a.gz: was written, but its folder was not flushed to the disk: Input/output error; "
      + "write it again to be safe")

  /// What a refusal of each step must lead to, in the steps' order, repeats left out.
  static let steps: [(String, Outcome)] =
    [("mode of target", kept)]
    + [
      ("open partial of before", .done), ("make partial", kept), ("lock", .done),
      // Not sure to be its own: the next number is taken.
      ("number of open", .done), ("number of partial", .done),
      ("write", kept), ("open partial", kept), ("lock", .done), ("set mode", kept),
      ("flush", kept), ("drop copy", .done), ("close", kept), ("read", kept), ("rename", kept),
      ("close", .done), ("open folder", unflushed), ("flush", unflushed), ("close", .done),
    ]

  @Test func everyStepIsRefusedInTurn() throws {
    let files = try Files()
    for exists in [true, false] {
      var told: [(String, Outcome)] = []
      for number in 1... {
        let system = FaultySystem(.refused(at: number, .ioError))
        var last = false
        try withFolder { folder in
          let result = try write(files, over: exists, in: folder, system)
          last = system.calls.count < number
          if last { return }
          let name = system.calls[number - 1]
          if let (before, outcome) = told.last, before == name {
            #expect(outcome == result.outcome, "\(number): \(name)")
          } else {
            told.append((name, result.outcome))
          }
          let expected = result.outcome == Self.kept ? (exists ? files.old : nil) : files.new
          #expect(result.found == expected, "\(number): \(name)")
          // A number whose making was in doubt stays behind, empty.
          if !name.hasPrefix("number of") { #expect(result.others == [], "\(number): \(name)") }
          #expect(!system.hasOpenFiles, "\(number): \(name)")
        }
        if last { break }
      }
      let expected = Self.steps.filter { exists || $0.0 != "set mode" }
      #expect(told.map(\.0) == expected.map(\.0))
      for (found, expected) in zip(told, expected) { #expect(found == expected) }
    }
  }

  /// A server's answer can be lost after it did what it was asked to.
  @Test func everyAnswerIsLostInTurn() throws {
    let files = try Files()
    let calls = FaultySystem()
    try withFolder { _ = try write(files, in: $0, calls) }
    for number in 1...calls.calls.count {
      let system = FaultySystem(.lostAnswer(at: number, .ioError))
      try withFolder { folder in
        let result = try write(files, in: folder, system)
        let unchanged = result.outcome == Self.kept
        #expect(result.found == (unchanged ? files.old : files.new), "\(number)")
        if calls.calls[number - 1] == "rename" { #expect(result.outcome == .done) }
      }
    }
  }

  /// Killed before any step: what a later write finds does not hinder it and is gone after it.
  @Test func killedAtEveryStep() throws {
    let files = try Files()
    let calls = FaultySystem()
    try withFolder { _ = try write(files, in: $0, calls) }
    var (old, new, left) = (0, 0, 0)
    for number in 1...calls.calls.count {
      let system = FaultySystem(.killed(at: number))
      try withFolder { folder in
        let result = try write(files, in: folder, system)
        try system.closeAll()
        #expect(result.found == files.old || result.found == files.new)
        if result.found == files.old { old += 1 } else { new += 1 }
        left += result.others.count
        let later = try write(files, in: folder, FaultySystem())
        #expect(later.outcome == .done)
        #expect(later.found == files.new)
        #expect(later.others == [], "\(number)")
      }
    }
    // Every one of the three was there to be seen.
    #expect(old > 5 && new > 3 && left > 3)
  }

  @Test func aDiskWithoutRoomIsSaidAndGivenBack() throws {
    let files = try Files()
    for room in [0, 1, 262_143, 262_144, 262_145, files.new.count - 1] {
      try withFolder { folder in
        let result = try write(files, in: folder, FaultySystem(.room(room)))
        #expect(
          result.outcome
            == .failed(
              "a.gz: cannot be written: No space left on device; what was there before is unchanged"
            ))
        #expect(result.found == files.old)
        #expect(result.others == [])
      }
    }
  }

  @Test func shortWritesAndInterruptionsHarmNothing() throws {
    let files = try Files()
    for fault in [.interruptions, .shortWrites(1000), .room(files.new.count)]
      as [FaultySystem.Fault]
    {
      try withFolder { folder in
        let result = try write(files, in: folder, FaultySystem(fault))
        #expect(result.outcome == .done)
        #expect(result.found == files.new)
        #expect(result.others == [])
      }
    }
  }

  @Test func aDiskThatLiesIsFoundOut() throws {
    let files = try Files()
    let faults: [FaultySystem.Fault] = [
      .bitLost(at: 0), .bitLost(at: 1_048_576), .bitLost(at: files.new.count - 1),
      .tailLost(after: 0), .tailLost(after: 4096), .tailLost(after: files.new.count - 1),
    ]
    for fault in faults {
      try withFolder { folder in
        let result = try write(files, in: folder, FaultySystem(fault))
        #expect(
          result.outcome
            == .failed(
              "a.gz: cannot be written: what was read back differs from what was written; "
                + "what was there before is unchanged"))
        #expect(result.found == files.old)
        #expect(result.others == [])
      }
    }
  }

  @Test func aFolderThatTakesNothingIsSaid() throws {
    let files = try Files()
    let make = 10
    for (reason, word) in [
      (Errno.readOnlyFileSystem, "Read-only file system"),
      (.permissionDenied, "Permission denied"), (.tooManyOpenFiles, "Too many open files"),
    ] {
      let system = FaultySystem(.refused(at: make, reason))
      try withFolder { folder in
        let result = try write(files, in: folder, system)
        #expect(system.calls[make - 1] == "make partial")
        #expect(
          result.outcome
            == .failed(
              "a.gz: cannot be written: \(word); what was there before is unchanged"))
        #expect(result.found == files.old)
      }
    }
  }

  // MARK: - Partial files

  @Test func aFileBeingWrittenIsLeftAlone() throws {
    let files = try Files()
    try withFolder { folder in
      let path = folder + "/a.gz"
      try SafeFile.write(path) { file throws(ArchiveError) in
        try file.write([1, 2, 3])
        // Another writer of the same file comes and goes meanwhile.
        var inner: Result<(outcome: Outcome, found: [UInt8]?, others: [String]), any Error>
        inner = .init(catching: { try write(files, in: folder, FaultySystem()) })
        let result = try? inner.get()
        #expect(result?.outcome == .done)
        #expect(result?.found == files.new)
        #expect(result?.others == [".a.gz.0.partial"])
        try file.write([4])
      }
      #expect(FileManager.default.contents(atPath: path) == Data([1, 2, 3, 4]))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.gz"])
    }
  }

  @Test func whatOthersLeftGoesUnlessItIsOfAnotherTarget() throws {
    let files = try Files()
    try withFolder { folder in
      for name in [".a.gz.0.partial", ".a.gz.3.partial", ".b.gz.0.partial", ".a.gz.x.partial"] {
        try ArchiveTests.write([7], to: folder + "/" + name)
      }
      try FileManager.default.createDirectory(
        atPath: folder + "/.a.gz.1.partial", withIntermediateDirectories: false)
      let result = try write(files, in: folder, FaultySystem())
      #expect(result.outcome == .done)
      #expect(result.others.sorted() == [".a.gz.1.partial", ".a.gz.x.partial", ".b.gz.0.partial"])
    }
  }

  /// What is no longer wanted goes with what killed writers left beside it, and with nothing else.
  @Test func aFileIsRemovedWithWhatWasLeftOfIt() throws {
    try withFolder { folder in
      let (path, link) = (folder + "/a.gz", folder + "/link")
      for name in ["a.gz", ".a.gz.0.partial", ".a.gz.5.partial", ".b.gz.0.partial", "b.gz"] {
        try ArchiveTests.write([7], to: folder + "/" + name)
      }
      try SafeFile.write(path) { file throws(ArchiveError) in
        try file.write([1])
        // One that is being written stays.
        SafeFile.remove(path)
        #expect(!FileManager.default.fileExists(atPath: path))
        try file.write([2])
      }
      #expect(FileManager.default.contents(atPath: path) == Data([1, 2]))
      try ArchiveTests.write([7], to: folder + "/.a.gz.0.partial")
      try FileManager.default.createSymbolicLink(
        atPath: link, withDestinationPath: "a.gz")
      SafeFile.remove(link)
      SafeFile.remove(folder + "/absent")
      let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      #expect(files == [".b.gz.0.partial", "a.gz", "b.gz"])
      SafeFile.remove(path)
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }

  @Test func namesAsLongAsTheSystemTakesCanBeWritten() throws {
    try withFolder { folder in
      for name in [
        String(repeating: "n", count: 255), String(repeating: "ß", count: 127),
        String(repeating: "👩‍👩‍👧‍👧", count: 10),
      ] {
        try SafeFile.write(folder + "/" + name) { file throws(ArchiveError) in
          try file.write("content")
        }
        #expect(FileManager.default.contents(atPath: folder + "/" + name) == Data("content".utf8))
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 3)
    }
  }

  @Test func aLinkToNothingYetStaysALink() throws {
    try withFolder { folder in
      let manager = FileManager.default
      try manager.createDirectory(atPath: folder + "/below", withIntermediateDirectories: false)
      try manager.createSymbolicLink(
        atPath: folder + "/first", withDestinationPath: "below/second")
      try manager.createSymbolicLink(atPath: folder + "/below/second", withDestinationPath: "file")
      try SafeFile.write(folder + "/first") { file throws(ArchiveError) in try file.write("new") }
      #expect(manager.contents(atPath: folder + "/below/file") == Data("new".utf8))
      #expect(try manager.destinationOfSymbolicLink(atPath: folder + "/first") == "below/second")
      try manager.createSymbolicLink(atPath: folder + "/loop", withDestinationPath: "loop")
      #expect(throws: ArchiveError.self) {
        try SafeFile.write(folder + "/loop") { _ throws(ArchiveError) in }
      }
    }
  }
}
