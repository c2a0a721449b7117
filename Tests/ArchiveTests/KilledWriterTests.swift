import Archive
import Foundation
import Testing

#if os(Linux) || os(macOS)
  /// Processes that write one file again and again, and are killed at moments of chance: any of
  /// them leaves a file that loads.
  @Suite struct KilledWriterTests {
    private static let variable = "LEXIGATE_TESTS_KILLED_WRITER"

    /// A container that says in itself which it is.
    private static func container(_ number: Int64) -> ContainerWriter {
      var writer = ContainerWriter(kind: "sample")
      writer.add("numbers", integers: (0..<10_000).map { number &* 0x5851_f42d_4c95_7f2d ^ $0 })
      return writer
    }

    @Test func theOldOrTheNewFileIsThere() async throws {
      let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("lexigate-\(UUID().uuidString)").path
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let path = folder + "/a.gz"
      try Self.container(0).write(to: path)
      setenv(Self.variable, folder, 1)
      var changed = 0
      for _ in 0..<25 {
        let before = FileManager.default.contents(atPath: path)
        await #expect(processExitsWith: .signal(SIGKILL)) {
          let folder = String(cString: getenv(KilledWriterTests.variable))
          let delay = UInt32.random(in: 0..<30_000)
          for number in 0... {
            try KilledWriterTests.container(.random(in: 1 ... .max)).write(to: folder + "/a.gz")
            if number > 0 { continue }
            Thread.detachNewThread {
              usleep(delay)
              kill(getpid(), SIGKILL)
            }
          }
        }
        let numbers = try ContainerReader(path: path, kind: "sample").integers("numbers")
        #expect(numbers.count == 10_000)
        if FileManager.default.contents(atPath: path) != before { changed += 1 }
        // However many were killed, one partial file is all that they leave.
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(files.allSatisfy { ["a.gz", ".a.gz.0.partial"].contains($0) }, "\(files)")
      }
      #expect(changed == 25)
      try Self.container(7).write(to: path)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.gz"])
    }
  }
#endif
