import Archive
import Foundation
import Testing

/// The documented layout is enough for others: thirty lines of Python read what we write.
@Suite struct ContainerPythonTests {
  static func run(_ arguments: [String]) -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return (-1, "") }
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  static let hasNumPy = run(["-c", "import numpy"]).status == 0

  @Test(.enabled(if: hasNumPy, "python3 with NumPy is not here"))
  func pythonReadsWhatIsWritten() throws {
    try withFolder { folder in
      let path = folder + "/sample.gz"
      let large = (0..<70_001).map { Float($0) / 8 }
      var writer = SampleContainer().writer()
      writer.add("large", floats: large, rows: 70_001, columns: 1, stride: 1)
      writer.add(
        "large halves", floats: large, rows: 1, columns: 70_001, stride: 70_001, as: .float16)
      try writer.write(to: path)
      let resources = Bundle.module.bundleURL.appendingPathComponent("Resources")
      let script = """
        import sys, numpy as np
        sys.path.insert(0, sys.argv[1]); sys.dont_write_bytecode = True
        from read_container import read
        kind, s = read(sys.argv[2])
        print(kind, list(s))
        print(s["settings"]["name"].encode(), s["settings"]["epochs"], s["words"])
        print(s["counts"].tolist(), s["none"].tolist())
        print(s["vectors"].shape, s["vectors"].view("<u4").ravel().tolist())
        print(s["bytes"].tolist())
        print(s["halves"].tolist(), s["large halves"].dtype)
        print(np.array_equal(s["large halves"][0], (np.arange(70001) / 8).astype("<f2")))
        print(s["large"].shape, (s["large"].ravel() * 8 == range(70001)).all())
        """
      let (status, output) = Self.run(["-c", script, resources.path, path])
      #expect(status == 0)
      let sample = SampleContainer()
      let vectors = sample.vectors.map(String.init).joined(separator: ", ")
      #expect(
        output == #"""
          sample ['settings', 'words', 'counts', 'vectors', 'none', 'bytes', 'halves', 'large', 'large halves']
          b'L\xc3\xb6ffel' 5 [b'tasty', b'', b'\xff\x00', b'ice cream']
          [-9223372036854775808, -1, 0, 7, 9223372036854775807] []
          (3, 5) [\#(vectors)]
          [[-128, -1, 0], [1, 2, 127]]
          [[0.0, 1.0], [-2.5, 65504.0], [0.0999755859375, -5.960464477539063e-08]] float16
          True
          (70001, 1) True

          """#)
    }
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/gunzip")))
  func gunzipAcceptsWhatIsWritten() throws {
    try withFolder { folder in
      try SampleContainer().writer().write(to: folder + "/sample.gz")
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/gunzip")
      process.arguments = ["-t", folder + "/sample.gz"]
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
  }
}
