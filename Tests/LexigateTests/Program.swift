import Foundation

/// The built `lexigate`, run as a process of its own.
enum Program {
  struct Result {
    var code: Int32
    var output: String
    var diagnostics: String

    /// The lines of standard output, each of which must have been ended.
    var lines: [String] {
      var lines = output.components(separatedBy: "\n")
      if lines.last == "" { lines.removeLast() }
      return lines
    }
  }

  /// It lies beside the bundle of the tests.
  static let path: String? = {
    var folders = [CommandLine.arguments[0]]
    folders += Bundle.allBundles.map(\.bundlePath).filter { $0.hasSuffix(".xctest") }
    if let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
      folders.append(own)
    }
    return folders.map { ($0 as NSString).deletingLastPathComponent + "/lexigate" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  /// Runs it in `folder`. The streams are files, so that none of them can fill up and stop it.
  static func run(
    _ arguments: [String], input: Data = Data(), in folder: String
  ) throws -> Result {
    guard let path else { throw Missing() }
    let base = folder + "/" + UUID().uuidString
    let names = ["in", "out", "err"].map { "\(base).\($0)" }
    try input.write(to: URL(fileURLWithPath: names[0]))
    for name in names[1...] { try Data().write(to: URL(fileURLWithPath: name)) }
    defer { for name in names { try? FileManager.default.removeItem(atPath: name) } }

    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    let handles = (
      input: try FileHandle(forReadingFrom: URL(fileURLWithPath: names[0])),
      output: try FileHandle(forWritingTo: URL(fileURLWithPath: names[1])),
      diagnostics: try FileHandle(forWritingTo: URL(fileURLWithPath: names[2]))
    )
    process.standardInput = handles.input
    process.standardOutput = handles.output
    process.standardError = handles.diagnostics
    try process.run()
    process.waitUntilExit()
    func text(_ name: String) throws -> String {
      String(decoding: try Data(contentsOf: URL(fileURLWithPath: name)), as: UTF8.self)
    }
    return Result(
      code: process.terminationStatus, output: try text(names[1]),
      diagnostics: try text(names[2]))
  }

  struct Missing: Error, CustomStringConvertible {
    var description: String {
      "there is no lexigate beside \(CommandLine.arguments[0]); build it with the tests"
    }
  }
}
