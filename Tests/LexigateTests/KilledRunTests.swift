import Archive
import Foundation
import Testing

#if os(Linux) || os(macOS)
  /// The program killed again and again while it runs a pipeline: whatever it had made stays whole, and
  /// the run that is not killed makes what one run alone would have made.
  @Suite(.serialized, .timeLimit(.minutes(5))) struct KilledRunTests {
    private static let kills = 100

    /// Snapshots of both trainings as often as they come.
    private static let pipeline = """
      {
        "pipeline": "killed",
        "stages": {
          "reviews":    { "stage": "examples", "path": "reviews.tsv" },
          "tokens":     { "stage": "tokenize", "from": "reviews", "minCount": 2 },
          "vectors":    { "stage": "word2vec", "tokens": "tokens", "dimensions": 32, "epochs": 200,
                          "snapshotWords": 1000 },
          "classifier": { "stage": "lstm", "examples": "reviews", "tokens": "tokens", "hidden": 16,
                          "vectors": "vectors", "epochs": 30, "patience": 0,
                          "checkpointSeconds": 0 },
          "scores":     { "stage": "evaluate", "classifier": "classifier", "on": "test" },
          "story":      { "stage": "trace", "classifier": "classifier", "texts": ["Good soup."] },
          "report":     { "stage": "report", "of": ["vectors", "scores", "story"] }
        }
      }
      """

    private let kitchen: Kitchen
    /// In memory where that can be: files are flushed to the disk hundreds of times.
    private let out: String

    init() throws {
      kitchen = try Kitchen()
      try kitchen.write(Self.pipeline, to: "k.json")
      let memory = "/dev/shm"
      let isThere = FileManager.default.isWritableFile(atPath: memory)
      out = (isThere ? memory : kitchen.folder) + "/lexigate-\(UUID().uuidString)"
    }

    /// The files of a run that are the same in every run; the record and the report tell times.
    private func artifacts(_ folder: String) throws -> [String: Data] {
      var artifacts: [String: Data] = [:]
      for file in try FileManager.default.contentsOfDirectory(atPath: folder)
      where file != "run.json" && file != "report.html" {
        artifacts[file] = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(file)"))
      }
      return artifacts
    }

    /// Begins a run and kills it after so many seconds; true where it was done before.
    private func kill(after seconds: Double, _ options: [String]) throws -> Bool {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: try #require(Program.path))
      process.arguments = ["run", "k.json", "--out", out, "--quiet", "--threads", "2"] + options
      process.standardOutput = FileHandle.nullDevice
      process.currentDirectoryURL = URL(fileURLWithPath: kitchen.folder)
      let errors = Pipe()
      process.standardError = errors
      try process.run()
      Thread.sleep(forTimeInterval: seconds)
      Foundation.kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let said = String(
        decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      if process.terminationReason == .uncaughtSignal { return false }
      #expect(process.terminationStatus == 0, "\(said)")
      return true
    }

    /// Everything under its final name is whole, whatever else lies there; what was found so before is
    /// not looked at again.
    private func expectWholeFiles(_ known: inout [String: Data]) throws {
      guard FileManager.default.fileExists(atPath: out) else { return }
      for (file, bytes) in try artifacts(out) where !file.hasPrefix(".") && known[file] != bytes {
        known[file] = bytes
        let path = "\(out)/\(file)"
        if file.hasSuffix(".json") {
          _ = try JSONSerialization.jsonObject(with: bytes)
          continue
        }
        if file.hasSuffix(".vectors.gz") {
          #expect(try kitchen.lexigate("vectors", "info", path).code == 0, "\(file)")
        } else if file.hasSuffix(".model.gz") {
          #expect(try kitchen.lexigate("predict", path, "--text", "soup").code == 0, "\(file)")
        }
        let reader = try ContainerReader(path: path)
        for name in reader.names where reader.shape(name)?.count == 2 {
          _ = try reader.floats(name)
        }
      }
      if let record = FileManager.default.contents(atPath: out + "/run.json") {
        _ = try JSONSerialization.jsonObject(with: record)
      }
    }

    @Test func whatIsKilledGoesOn() throws {
      defer { try? FileManager.default.removeItem(atPath: out) }
      let start = ContinuousClock.now
      let whole = try kitchen.lexigate("run", "k.json", "--out", out, "--quiet")
      try #require(whole.code == 0, "\(whole.diagnostics)")
      var life = (ContinuousClock.now - start) / .seconds(1)
      let expected = try artifacts(out)
      #expect(expected.count == 5)

      var (killed, snapshots, leftovers, isDone) = (0, 0, 0, true)
      var known: [String: Data] = [:]
      for number in 0..<Self.kills {
        // From the beginning, from the last one's snapshot, from where the last one was.
        let isFresh = isDone || number % 4 == 0
        let moment = life * Double(number * 37 % Self.kills) / Double(Self.kills)
        isDone = try kill(
          after: moment, isFresh ? ["--fresh"] : number % 4 == 3 ? [] : ["--resume"])
        if isDone && isFresh { life = min(life, moment) }
        killed += isDone ? 0 : 1
        try expectWholeFiles(&known)
        let files = try FileManager.default.contentsOfDirectory(atPath: out)
        snapshots += files.contains { $0.hasSuffix(".snapshot.gz") && !$0.hasPrefix(".") } ? 1 : 0
        leftovers += files.contains { $0.hasSuffix(".partial") } ? 1 : 0
        #expect(!files.contains { $0.hasPrefix(".spool") }, "\(files)")
      }
      #expect(killed > Self.kills / 2)
      #expect(snapshots > 5)

      let last = try kitchen.lexigate("run", "k.json", "--out", out, "--quiet", "--resume")
      #expect(last.code == 0, "\(last.diagnostics)")
      var found = try artifacts(out)
      for (file, bytes) in expected { #expect(found[file] == bytes, "\(file)") }
      #expect(!found.keys.contains { $0.hasSuffix(".snapshot.gz") && !$0.hasPrefix(".") })
      // Who writes a file takes away what was left of it.
      let anew = try kitchen.lexigate("run", "k.json", "--out", out, "--quiet", "--fresh")
      #expect(anew.code == 0, "\(anew.diagnostics)")
      found = try artifacts(out)
      #expect(found.keys.sorted() == expected.keys.sorted(), "\(leftovers) leftovers")
      for (file, bytes) in expected { #expect(found[file] == bytes, "\(file)") }
    }
  }
#endif
