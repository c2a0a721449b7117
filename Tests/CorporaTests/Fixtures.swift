import Corpora
import Foundation
import Testing

/// A folder for one test, removed when the value goes away.
final class TestFolder {
  let path: String

  init() throws {
    path =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("lexigate-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file, with the folders on its way, and says its path.
  @discardableResult
  func file(_ name: String, _ content: [UInt8]) throws -> String {
    let url = URL(fileURLWithPath: path + "/" + name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(content).write(to: url)
    return url.path
  }

  @discardableResult
  func file(_ name: String, _ content: String) throws -> String {
    try file(name, Array(content.utf8))
  }
}

/// What a test wants to know of a row.
struct PlainRow: Equatable, CustomStringConvertible {
  var text: String
  var labels: [String]
  var line: Int

  init(_ text: String, _ labels: String..., line: Int) {
    self.text = text
    self.labels = labels
    self.line = line
  }

  init(_ examples: Examples, _ index: Int) {
    text = String(decoding: examples.text(index), as: UTF8.self)
    labels = examples.labels(index).map { examples.labelNames[Int($0)] }
    line = examples.line(index)
  }

  var description: String { "\(line): \(text.debugDescription) \(labels)" }
}

/// Loads `content` as a file of that name, plain and packed, and expects the same of both.
func load(
  _ name: String, _ content: [UInt8], _ configure: (inout ExampleSource) -> Void = { _ in }
) throws -> Examples {
  let folder = try TestFolder()
  var source = ExampleSource(paths: [try folder.file(name, content)])
  configure(&source)
  let plain = try source.load()
  source.paths = [try folder.file(name + ".gz", storedGzip(content))]
  let packed = try source.load()
  #expect(rows(plain) == rows(packed))
  #expect(plain.labelNames == packed.labelNames)
  return plain
}

func load(
  _ name: String, _ content: String, _ configure: (inout ExampleSource) -> Void = { _ in }
) throws -> Examples {
  try load(name, Array(content.utf8), configure)
}

func rows(_ examples: Examples) -> [PlainRow] {
  (0..<examples.count).map { PlainRow(examples, $0) }
}

/// The fault that stops the reading of `content`, with its line.
func fault(
  _ name: String, _ content: [UInt8], _ configure: (inout ExampleSource) -> Void = { _ in }
) throws -> BadRow? {
  let folder = try TestFolder()
  var source = ExampleSource(paths: [try folder.file(name, content)])
  configure(&source)
  do {
    let examples = try source.load()
    Issue.record("no fault was found; the rows are \(rows(examples))")
  } catch CorpusError.badRow(let row) {
    #expect(row.file == source.paths[0])
    return BadRow(file: name, line: row.line, fault: row.fault)
  }
  return nil
}

func fault(
  _ name: String, _ content: String, _ configure: (inout ExampleSource) -> Void = { _ in }
) throws -> BadRow? {
  try fault(name, Array(content.utf8), configure)
}

/// A gzip member that holds `content` in stored (unpacked) blocks.
func storedGzip(_ content: [UInt8]) -> [UInt8] {
  var file: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
  var rest = content[...]
  repeat {
    let block = rest.prefix(65_535)
    rest = rest.dropFirst(block.count)
    let length = UInt16(block.count)
    file += [rest.isEmpty ? 1 : 0]
    file += littleEndian(length) + littleEndian(~length) + block
  } while !rest.isEmpty
  var crc = UInt32.max
  for byte in content {
    crc ^= UInt32(byte)
    for _ in 0..<8 { crc = crc & 1 == 1 ? 0xedb8_8320 ^ (crc >> 1) : crc >> 1 }
  }
  return file + littleEndian(~crc) + littleEndian(UInt32(content.count))
}

private func littleEndian<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
  withUnsafeBytes(of: value.littleEndian) { Array($0) }
}

/// Real data for development; tests that need it are skipped where it is absent.
enum RealData {
  static let folder: String = {
    if let set = ProcessInfo.processInfo.environment["LEXIGATE_DATA"] { return set }
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    return root.appendingPathComponent("../shared/data").standardizedFileURL.path
  }()

  static func path(_ name: String) -> String { folder + "/" + name }

  static func has(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: path(name))
  }
}
